# Packages come from Debian, sources from the Go module proxy.
# shellcheck shell=bash

packages=(containerd runc containernetworking-plugins buildah mmdebstrap iproute2 nftables procps socat openssl)
kubernetes_version=$(awk '$1 == "k8s.io/kubernetes" { print $2 }' "$here/hyperkube/go.mod")
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
    flock --nonblock 8 || { say "another build is running; waiting for it" && flock 8; }
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

require_go() {
  local needed found
  needed=$(sed -n 's/^go //p' "$here/hyperkube/go.mod")
  found=$(go env GOVERSION 2>&1) || found="none (${found##*: })"
  [[ $found == go* && $(printf '%s\n' "$needed" "${found#go}" | sort --version-sort | head -n 1) == "$needed" ]] ||
    fail "Go $needed or newer builds Kubernetes; found $found." "Install it from https://go.dev/dl."
  # Caches of our own: they can be deleted together. `local`: never download another Go.
  export GOMODCACHE=$home/go/mod GOCACHE=$home/go/build GOTOOLCHAIN=local CGO_ENABLED=0
}

# A build that is interrupted ends at once; Go's cache keeps the packages that it compiled.
compile() { # FILE FOLDER PACKAGE LDFLAGS: shows how many packages must be compiled and how many are done
  local file=$1 flags=(-modcacherw -buildvcs=false -trimpath) name log total count shown=0 builder
  require_go
  # Only a copy of a published module may be changed.
  [[ $2 == "$here"/* ]] && flags+=(-mod=readonly) || flags+=(-mod=mod)
  name=$(basename "${file%@*}")
  log=$home/log/build-$name.log
  total=$(cd "$2" && go list "${flags[@]}" -deps -f '{{if .Stale}}{{.ImportPath}}{{end}}' "$3" 2>"$log" | wc -l) ||
    fail "The sources of $name could not be read." "Read $log."
  (cd "$2" && exec go build "${flags[@]}" -v -ldflags "-s -w $4" -o "$file.new" "$3") >"$log" 2>&1 &
  builder=$!
  # shellcheck disable=SC2064  # the number of this process, not of a later one
  trap "kill $builder 2>/dev/null; wait $builder; exit 130" INT TERM
  while sleep 1 && [[ -n $(start_time "$builder") ]]; do
    count=$(grep -cv '^go: ' "$log") || true
    ((count < shown + 100)) || { say "  $name: $count of $total packages" && shown=$count; }
  done
  wait "$builder" || fail "$name did not build." "Read $log."
  trap - INT TERM
  mv "$file.new" "$file"
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
    compile "$file" "$here/hyperkube" . "$ldflags"
    say "built Kubernetes in $((SECONDS - begin)) s"
  fi
  for name in "${components[@]}"; do ln -sfn "../store/${file##*/}" "$bin/$name"; done
}

build_cni_plugin() {
  local sources file
  sources=$(sha256sum <"$here/hyperkube/cni/main.go")
  file=$home/store/network-policies@${sources:0:8}
  [[ -x $file ]] || compile "$file" "$here/hyperkube" ./cni ""
  ln -sfn /usr/lib/cni/* "$home/cni/"
  ln -sfn "../store/${file##*/}" "$home/cni/network-policies"
}

build_module() { # NAME MODULE VERSION PACKAGE
  local name=$1 module=$2@$3 work begin=$SECONDS
  # The file carries its version and bin/NAME is a link to it, so that a new version is built.
  local file=$home/store/$name@$3
  if [[ ! -x $file ]]; then
    say "building $name $3"
    work=$(mktemp -d "$home/work-XXXXXX")
    cp -r "$(module_folder "$module")/." "$work"
    chmod -R u+w "$work"
    # A published module lacks the sibling folders that it names here. The version that its go.mod requires is on the proxy.
    sed -i -E '/=> *\.\.?\//d' "$work/go.mod"
    compile "$file" "$work" "$4" ""
    rm -rf "$work"
    say "built $name in $((SECONDS - begin)) s"
  fi
  ln -sfn "../store/${file##*/}" "$bin/$name"
}

module_folder() { # MODULE@VERSION
  require_go
  go mod download -modcacherw -json "$1" | sed -n 's/.*"Dir": "\(.*\)",*/\1/p'
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
  compile "$context/pause" "$here/hyperkube" ./pause ""
  printf 'FROM scratch\nCOPY pause /pause\nUSER 65535:65535\nENTRYPOINT ["/pause"]\n' >"$context/Dockerfile"
  own_buildah build --quiet -t "$pause_image" "$context" >/dev/null
  own_buildah push --quiet --disable-compression "$pause_image" "oci-archive:$context/pause.tar:$pause_image"
  mv "$context/pause.tar" "$home/pause.tar"
  rm -rf "$context"
}
