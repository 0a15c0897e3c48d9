# One image for the site, the workers, beat and the migrations: docker-compose.yml says which.

FROM python:3.13-slim AS packages
COPY requirements.txt .
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt

FROM python:3.13-slim
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin grappes
WORKDIR /app
COPY --from=packages /venv /venv
COPY . .
# The key signs nothing: collecting only needs settings that load. The code stays root's.
RUN SECRET_KEY=for-collectstatic-only-0123456789abcdef \
    python manage.py collectstatic --noinput \
    && python -m compileall -q config faq grappes
USER grappes
EXPOSE 8000
# Two processes of eight threads; heartbeats in memory, because the root may be read-only.
CMD ["gunicorn", "config.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", \
     "--workers", "2", "--threads", "8", "--worker-tmp-dir", "/dev/shm", \
     "--no-control-socket", "--max-requests", "2000", "--max-requests-jitter", "200"]
