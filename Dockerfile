# syntax=docker/dockerfile:1
FROM python:3.12-slim-trixie AS made
WORKDIR /house
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
COPY requirements.txt .
RUN python -m venv .venv && .venv/bin/pip install --require-hashes -r requirements.txt
COPY . .
# The words are compiled here, for the image is read only where it runs.
RUN .venv/bin/python -m config.catalogues \
 && .venv/bin/python -m compileall -q . ; rm -rf tests

FROM python:3.12-slim-trixie
# pg_dump, pg_restore and psql for `manage.py backup` and `restore`: trixie has those of PostgreSQL 17, as the server in compose.yaml.
# A newer server needs a newer client.
RUN apt-get update && apt-get install -y --no-install-recommends postgresql-client-17 && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin house && mkdir /var/house /var/heads && chown house /var/house /var/heads
WORKDIR /house
COPY --from=made /house /house
ENV PATH=/house/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    VAR_DIR=/var/house HOST=0.0.0.0 PORT=8292
USER house
VOLUME /var/house
EXPOSE 8292
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s \
  CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/healthz', timeout=4)"]
CMD ["python", "manage.py", "up"]
