# Kafka for clusters without a managed one: the jars of the local run, which `./fairway image build kafka` passes as the
# build context `kafka`, on Debian's Java.

# Node.js 24.21.0 on Debian 12, for its Debian. To update: `docker buildx imagetools inspect node:24-slim`, and take its digest.
FROM docker.io/library/node:24-slim@sha256:d6aa754f16b3197301076f047b5def2f02ea1dbbc2ca920407d46d7ec7f87b20 AS debian
# Java's package writes a link into the folder of manuals, which slim images lack.
RUN mkdir -p /usr/share/man/man1 \
    && apt-get update \
    && apt-get install --yes --no-install-recommends openjdk-17-jre-headless \
    && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /usr/local/* /opt/* /home/* /root/.[!.]*

FROM scratch
ENV PATH=/usr/local/bin:/usr/bin:/bin
COPY --from=debian / /
COPY --from=kafka libs /opt/kafka/libs
COPY --chmod=755 deploy/images/kafka-server /usr/local/bin/
USER 65532:65532
WORKDIR /tmp
ENTRYPOINT ["kafka-server"]
