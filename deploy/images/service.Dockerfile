# One for all services; `./fairway image build` passes the folder of the app. Every program that runs here runs on the
# platform of the builder: for the other platform only files are copied, so no emulation is needed.

# Node.js 24.21.0 on Debian 12. To update every line that names it: `docker buildx imagetools inspect node:24-slim`, and take
# its digest. A stage of its own for it would be another image at each build to buildah, which then keeps no step.
FROM --platform=$BUILDPLATFORM docker.io/library/node:24-slim@sha256:d6aa754f16b3197301076f047b5def2f02ea1dbbc2ca920407d46d7ec7f87b20 AS manifests
WORKDIR /fairway
COPY . .
RUN find . -type f ! -name package.json ! -name package-lock.json ! -name .npmrc -delete \
    && find . -type d -empty -delete

# Of the builder's platform, with the compiler. The manifests alone, so that a change of code does not install again.
FROM --platform=$BUILDPLATFORM docker.io/library/node:24-slim@sha256:d6aa754f16b3197301076f047b5def2f02ea1dbbc2ca920407d46d7ec7f87b20 AS build
WORKDIR /fairway
COPY --from=manifests /fairway .
RUN --mount=type=cache,target=/npm npm ci --cache /npm --ignore-scripts --prefer-offline
COPY . .
RUN node tools/build.mjs

# Of the image's platform: packages with native code have one for each.
FROM --platform=$BUILDPLATFORM docker.io/library/node:24-slim@sha256:d6aa754f16b3197301076f047b5def2f02ea1dbbc2ca920407d46d7ec7f87b20 AS installed
ARG TARGETARCH
WORKDIR /fairway
COPY --from=manifests /fairway .
RUN --mount=type=cache,target=/npm \
    npm ci --cache /npm --ignore-scripts --prefer-offline --omit=dev --os=linux --libc=glibc \
    --cpu="$(node --print 'process.env.TARGETARCH.replace("amd64", "x64")')"
# buildah 1.28 mounts a stage that it found in its cache without the result of the last step, so this one does nothing.
WORKDIR /fairway

# It has the platform of the image without saying so, but buildah 1.28 gives it that of the stage before.
FROM --platform=$TARGETPLATFORM docker.io/library/node:24-slim@sha256:d6aa754f16b3197301076f047b5def2f02ea1dbbc2ca920407d46d7ec7f87b20 AS node

FROM build AS runtime
ARG TARGETARCH
RUN --mount=type=bind,from=node,source=/,target=/base node deploy/dist/src/image/runtime-root-main.js "$TARGETARCH" /base /out

FROM build AS app
ARG APP
ARG TARGETARCH
RUN --mount=type=bind,from=installed,source=/fairway,target=/installed \
    node deploy/dist/src/image/production-tree-main.js "$APP" "$TARGETARCH" /fairway /installed /out

FROM scratch
ENV NODE_ENV=production PATH=/usr/local/bin
COPY --from=runtime /out /
COPY --from=app /out /fairway
ARG APP
WORKDIR /fairway/${APP}
USER 65532:65532
ENTRYPOINT ["node"]
CMD ["dist/src/main.js"]
