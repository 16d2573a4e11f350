#!/bin/sh
# A read replica: copied from the primary at its first start, then streaming from it.
# One that has fallen behind further than the primary's wal_keep_size is started anew by
# deleting its volume.
set -eu
if [ ! -s "$PGDATA/PG_VERSION" ]; then
    chmod 700 "$PGDATA"
    until PGPASSWORD=$(cat /run/secrets/replication_password) pg_basebackup \
        --host=db --username=replicator --pgdata="$PGDATA" \
        --wal-method=stream --checkpoint=fast --write-recovery-conf; do
        find "$PGDATA" -mindepth 1 -delete # half a copy
        sleep 2
    done
fi
exec postgres "$@"
