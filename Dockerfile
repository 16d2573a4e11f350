# The site as an image: packages, compiled translations and collected static files.
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 COLLECTED_STATIC=1
WORKDIR /app

COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes -r requirements.txt

COPY . .
# The key is for this step alone: collecting files needs settings, not secrets.
RUN pybabel -q compile -D django -d locale \
    && DATABASE_URL=sqlite:////tmp/none.sqlite3 SECRET_KEY=collect python manage.py collectstatic --noinput \
    && useradd --system app

USER app
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--blocking-threads", "1", "config.wsgi:application"]
