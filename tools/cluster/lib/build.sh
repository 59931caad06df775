# Packages come from Debian, sources from the Go module proxy.
# shellcheck shell=bash

packages=(containerd runc containernetworking-plugins buildah mmdebstrap iproute2 nftables procps socat openssl)
kubernetes_version=$(awk '$1 == "k8s.io/kubernetes" { print $2 }' "$here/hyperkube/go.mod")
go_version=$(sed -n 's/^go //p' "$here/hyperkube/go.mod")
components=(kube-apiserver kube-controller-manager kube-scheduler kube-proxy kubelet kubectl network-policies volumes)

check() { # whether the cluster can run here, built or not
  check_owner
  [[ -w /sys/fs/cgroup ]] ||
    fail "The cluster cannot make cgroups: /sys/fs/cgroup is read-only." "Run it on a machine, or in a container that may write there."
  command -v apt-get >/dev/null ||
    fail "The cluster needs packages of Debian or Ubuntu, and apt-get is missing." "Use Docker and kind on this machine."
  # The image is built last.
  [[ -x $(hyperkube_file) && -s $home/pause.tar ]] || require_go
}

build() { # A second call takes a second when nothing is missing.
  mkdir -p "$home"/{bin,cni,store,log}
  {
    lock --nonblock || { say "another build is running; waiting for it" && lock; }
    build_all
  } 8>"$home/build.lock"
}

build_all() {
  rm -rf "$home"/work-* # what a killed build left behind
  install_packages
  build_hyperkube
  build_cni_plugin
  build_module etcd go.etcd.io/etcd/server/v3 v3.7.3 .
  build_module coredns github.com/coredns/coredns v1.15.0 .
  build_module metrics-server sigs.k8s.io/metrics-server v0.9.0 ./cmd/metrics-server
  build_module kwok sigs.k8s.io/kwok v0.8.0 ./cmd/kwok
  extract_kwok_stages
  fetch_registry
  build_pause
}

install_packages() {
  local name missing=()
  for name in "${packages[@]}"; do
    dpkg-query --show --showformat='${Status}' "$name" 2>/dev/null | grep -q 'ok installed' || missing+=("$name")
  done
  ((${#missing[@]})) || return 0
  say "installing ${missing[*]}"
  {
    apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"
  } >"$home/log/packages.log" 2>&1 || fail "These packages could not be installed: ${missing[*]}." "Read $home/log/packages.log; install them by hand."
}

hyperkube_file() { # Its name carries a checksum of the sources, so that a changed source is built again.
  local sources
  sources=$(cd "$here/hyperkube" && cat go.mod go.sum main.go networkpolicy/{controller,rules}.go volumes/*.go | sha256sum)
  echo "$home/store/hyperkube@$kubernetes_version-${sources:0:8}"
}

build_hyperkube() {
  local name package file ldflags="" begin=$SECONDS minor=${kubernetes_version#v1.}
  file=$(hyperkube_file)
  if [[ ! -x $file ]]; then
    say "building Kubernetes $kubernetes_version; an interrupted build continues where it stopped"
    # The API server refuses to start without a version, and clients compare it.
    for package in k8s.io/component-base/version k8s.io/client-go/pkg/version; do
      ldflags+=" -X $package.gitVersion=$kubernetes_version -X $package.gitMajor=1 -X $package.gitMinor=${minor%%.*}"
      ldflags+=" -X $package.gitTreeState=clean"
    done
    compile "$file" "$here/hyperkube" . -mod=readonly -ldflags "-s -w $ldflags"
    say "built Kubernetes in $((SECONDS - begin)) s"
  fi
  for name in "${components[@]}"; do ln -sfn "../store/${file##*/}" "$bin/$name"; done
}

build_cni_plugin() {
  local sources file
  sources=$(sha256sum <"$here/hyperkube/cni/main.go")
  file=$home/store/network-policies@${sources:0:8}
  [[ -x $file ]] || compile "$file" "$here/hyperkube" ./cni -mod=readonly -ldflags "-s -w"
  ln -sfn /usr/lib/cni/* "$home/cni/"
  ln -sfn "../store/${file##*/}" "$home/cni/network-policies"
}

extract_kwok_stages() { # What a fake node and its pods do is not in the program, but in files of its module.
  local version source stages
  version=$(readlink "$bin/kwok")
  version=${version##*@}
  stages=store/kwok-stages@$version.yaml
  if [[ ! -s $home/$stages ]]; then
    source=$(module_folder "sigs.k8s.io/kwok@$version")
    awk 'FNR == 1 { print "---" } { print }' "$source"/kustomize/stage/node/fast/node-initialize.yaml \
      "$source"/kustomize/stage/node/heartbeat-with-lease/node-heartbeat-with-lease.yaml \
      "$source"/kustomize/stage/pod/fast/pod-*.yaml >"$home/$stages.new"
    mv "$home/$stages.new" "$home/$stages"
  fi
  ln -sfn "$stages" "$home/kwok-stages.yaml"
}

fetch_registry() { # Only the program: installed as a package, it would come with a service that starts.
  [[ ! -x $bin/registry ]] || return 0
  local work package
  work=$(mktemp -d "$home/work-XXXXXX")
  (
    cd "$work"
    apt-get download docker-registry || { apt-get update && apt-get download docker-registry; }
  ) >"$home/log/registry.log" 2>&1 || fail "The package docker-registry could not be downloaded." "Read $home/log/registry.log."
  package=("$work"/*.deb)
  dpkg-deb --extract "${package[0]}" "$work/root"
  mv "$work/root/usr/bin/docker-registry" "$bin/registry"
  rm -rf "$work"
}

build_pause() { # the image of the container that holds a pod's network namespace
  [[ ! -s $home/pause.tar ]] || return 0
  local context
  context=$(mktemp -d "$home/work-XXXXXX")
  compile "$context/pause" "$here/hyperkube" ./pause -mod=readonly -ldflags "-s -w"
  printf 'FROM scratch\nCOPY pause /pause\nUSER 65535:65535\nENTRYPOINT ["/pause"]\n' >"$context/Dockerfile"
  own_buildah build --quiet -t "$pause_image" "$context" >/dev/null
  own_buildah push --quiet --disable-compression "$pause_image" "oci-archive:$context/pause.tar:$pause_image"
  mv "$context/pause.tar" "$home/pause.tar"
  rm -rf "$context"
}
