#!/bin/sh
# What a container of the site does: serve, set-up, nightly-backups, or a command of manage.py.
set -eu
cd "$(dirname "$0")/.." # /app

case "${1:-serve}" in
serve)
    if [ "${METRICS:-0}" = 1 ]; then
        # The server's processes share their figures here; those of an earlier start do not count.
        export PROMETHEUS_MULTIPROC_DIR=/tmp/metrics
        rm -rf "$PROMETHEUS_MULTIPROC_DIR" && mkdir "$PROMETHEUS_MULTIPROC_DIR"
    fi
    exec granian --interface wsgi --host 0.0.0.0 --port "${GRANIAN_PORT:-8000}" --no-ws \
        --workers "${WORKERS:-2}" --blocking-threads 10 --respawn-failed-workers \
        --workers-kill-timeout 20 --log-config deploy/granian-log.json config.wsgi:application
    ;;
set-up)
    python manage.py migrate --noinput
    python manage.py make_roles
    exec python manage.py seed
    ;;
nightly-backups)
    while true; do
        # One at the first start: a fault is seen at once, not on the next day.
        until python manage.py backup /backups --verify --keep "${BACKUPS_KEPT:-14}"; do
            sleep 600
        done
        now=$(date +%s)
        next=$(date -d "today ${BACKUP_AT:-19:00}" +%s)
        [ "$next" -gt "$now" ] || next=$((next + 86400))
        sleep $((next - now))
    done
    ;;
*)
    exec python manage.py "$@"
    ;;
esac
