# Stage 1 compiles mysqlclient, which has no wheel; stage 2 carries neither compiler nor headers.
FROM python:3.11-slim-bookworm AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends gcc libc6-dev pkg-config default-libmysqlclient-dev \
    && rm -rf /var/lib/apt/lists/*
RUN python -m venv /opt/venv
COPY requirements.txt .
RUN /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check -r requirements.txt

FROM python:3.11-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends libmariadb3 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin affluent
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
COPY --from=build /opt/venv /opt/venv
WORKDIR /app
COPY manage.py ./
COPY gunicorn.conf.py ./
COPY hub hub
COPY channels channels
COPY odoo_bridge odoo_bridge
COPY templates templates
COPY static static
COPY locale locale
# Written once here: every process of a running container would compile the whole product anew.
RUN python -m compileall -q hub channels odoo_bridge
# The keys only serve this one command; a running container must be given its own.
RUN SECRET_KEY=build ENCRYPTION_KEYS=YnVpbGQtb25seS1uby1zZWNyZXQtMzItYnl0ZXMhISE= \
    python manage.py collectstatic --noinput \
    && rm -rf var && install -d -o affluent var
USER 10001
EXPOSE 8000
CMD ["gunicorn", "hub.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", \
     "--access-logfile", "-", "--no-control-socket"]
