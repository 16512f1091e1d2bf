# Two images of one source: docker build --target signaling . and docker build --target sfu .
# docker-compose.yml builds and runs both.
ARG NODE_IMAGE=node:24-bookworm-slim

FROM ${NODE_IMAGE} AS base
WORKDIR /confab
SHELL ["/bin/bash", "-euo", "pipefail", "-c"]

# Only what npm reads, so that a change of code does not install everything again.
FROM base AS manifests
COPY . .
RUN find . -type f ! -name package.json ! -name package-lock.json ! -name .npmrc -delete

FROM base AS build
COPY --from=manifests /confab ./
RUN npm ci
COPY . .
RUN npm run build

FROM base AS signaling-packages
COPY --from=manifests /confab ./
RUN npm ci --omit=dev --workspace @confab/signaling

FROM base AS sfu-packages
COPY --from=manifests /confab ./
RUN npm ci --omit=dev --workspace @confab/sfu

# The worker is built here (tier 4 of sfu/worker), so that neither the build nor the start depends on a release page.
FROM sfu-packages AS worker
COPY sfu/worker sfu/worker
RUN apt-get update && install -D "$(node sfu/worker/provide.mjs --tier 4 | tail -n 1)" /opt/mediasoup-worker

# tini is process 1: it hands on signals and reaps whatever a dead process leaves behind.
FROM base AS runtime
RUN apt-get update \
  && apt-get install -y --no-install-recommends tini \
  && rm -rf /var/lib/apt/lists/* \
  && install -d -o node -g node -m 0700 /run/confab
ENV NODE_ENV=production
COPY deploy/check-health.mjs deploy/make-secret.mjs deploy/
ENTRYPOINT ["tini", "--"]

FROM runtime AS signaling
COPY --from=signaling-packages /confab ./
COPY --from=build /confab/packages/protocol/dist packages/protocol/dist
COPY --from=build /confab/packages/rpc/dist packages/rpc/dist
COPY --from=build /confab/packages/room-core/dist packages/room-core/dist
COPY --from=build /confab/signaling/dist signaling/dist
COPY --from=build /confab/apps/web/dist/site apps/web/dist/site
ENV HOST=0.0.0.0 PORT=8080 WEB_ROOT=/confab/apps/web/dist/site
USER node
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s CMD ["node", "deploy/check-health.mjs", "signaling"]
CMD ["node", "signaling/dist/main.js"]

FROM runtime AS sfu
# The libraries that the worker was linked with.
RUN apt-get update \
  && apt-get install -y --no-install-recommends libabsl20220623 libsrtp2-1 libssl3 libuv1 \
  && rm -rf /var/lib/apt/lists/*
COPY --from=worker /opt/mediasoup-worker /opt/mediasoup-worker
COPY --from=sfu-packages /confab ./
COPY --from=build /confab/packages/protocol/dist packages/protocol/dist
COPY --from=build /confab/packages/rpc/dist packages/rpc/dist
COPY --from=build /confab/sfu/dist sfu/dist
ENV SFU_HOST=0.0.0.0 SFU_PORT=8090 MEDIASOUP_WORKER_BIN=/opt/mediasoup-worker
USER node
EXPOSE 8090 44444/udp 44444/tcp
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s CMD ["node", "deploy/check-health.mjs", "sfu"]
CMD ["node", "sfu/dist/main.js"]
