# The site as an image. Packages, translations and static files are made in the first stage; the
# second has no compiler and may write to none of it.
FROM python:3.11.16-slim-bookworm AS build

# requirements-errors.txt adds what SENTRY_DSN needs.
ARG REQUIREMENTS=requirements.txt
ENV PATH=/venv/bin:/usr/local/bin:/usr/bin:/bin COLLECTED_STATIC=1 PIP_NO_CACHE_DIR=1
WORKDIR /app

COPY requirements.txt requirements-errors.txt ./
RUN python3 -m venv /venv \
    && pip install --disable-pip-version-check --require-hashes -r "$REQUIREMENTS"

COPY . .
# Collecting files needs settings, but no secrets: these are for this step alone.
RUN pybabel -q compile -D django -d locale \
    && DATABASE_URL=sqlite:////tmp/none.sqlite3 SECRET_KEY=collect \
        python manage.py collectstatic --noinput --verbosity 0 \
    && python -m compileall -q /app

FROM python:3.11.16-slim-bookworm

# For backups: of the same version as the server in docker-compose.yml.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends postgresql-client-15=15* \
    && rm -rf /var/lib/apt/lists/* \
    && install --directory --owner=10001 --group=10001 --mode=700 /backups

ENV PATH=/venv/bin:/usr/local/bin:/usr/bin:/bin \
    PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    PRODUCTION=1 COLLECTED_STATIC=1 EXPORT_DIR=/tmp/exports
WORKDIR /app
COPY --from=build /venv /venv
COPY --from=build /app /app

USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
ENTRYPOINT ["/app/deploy/entrypoint.sh"]
CMD ["serve"]
