# syntax=docker/dockerfile:1
# The RUN steps that build and install are those of tests/packaging/smoke.sh, which CI runs.
ARG PYTHON_VERSION=3.11
# `build-cluster` for an image that can keep its articles in Milvus, and count in Redis.
ARG BUILT=build

FROM python:${PYTHON_VERSION}-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1 \
    WHEELS=/wheels \
    VENV=/opt/citeqa
WORKDIR /src
COPY constraints.txt ./
COPY pyproject.toml README.md LICENSE ./
COPY config config
COPY models models
COPY index index
COPY service service
RUN python -m pip wheel --quiet --no-deps --wheel-dir "$WHEELS" .
RUN python -m venv "$VENV"
RUN "$VENV/bin/python" -m pip install --quiet --constraint constraints.txt "$WHEELS"/citeqa-*.whl

FROM build AS build-cluster
RUN "$VENV/bin/pip" install --quiet --constraint constraints.txt pymilvus redis

FROM ${BUILT} AS built

FROM python:${PYTHON_VERSION}-slim
LABEL org.opencontainers.image.title="citeqa" \
      org.opencontainers.image.description="Offline question answering over news articles" \
      org.opencontainers.image.licenses="Apache-2.0"
# The root file system may be read-only: what is written goes to /data, /tmp and /dev/shm.
ENV PATH=/opt/citeqa/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOME=/tmp \
    HF_HUB_OFFLINE=1 \
    HAYSTACK_TELEMETRY_ENABLED=False \
    CITEQA_DATA_DIR=/data
# Numbers, so that Kubernetes' runAsNonRoot can check them; /data is made for this user.
RUN groupadd --gid 10001 citeqa \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /tmp citeqa \
 && install --directory --owner=10001 --group=10001 /data
COPY --from=built /opt/citeqa /opt/citeqa
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8000
# The image has no curl. /readyz answers 200 once a worker has loaded the models.
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
ENTRYPOINT ["citeqa"]
CMD ["serve", "--bind", "0.0.0.0:8000"]
