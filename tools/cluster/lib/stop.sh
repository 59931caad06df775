# Stops the cluster and undoes what it did to the machine.
# shellcheck shell=bash

down() { # [--wipe]
  local wipe=${1:-}
  [[ -z $wipe || $wipe == --wipe ]] || fail "down does not know the argument '$wipe'." "cluster help lists the arguments."
  check_owner
  # First all that starts or changes something; the store last.
  stop kubelet containerd kwok kube-proxy kube-controller-manager kube-scheduler coredns metrics-server volumes
  kill_pods
  stop network-policies registry-forward registry api-forward kube-apiserver etcd
  # Deepest first; every mount of the cluster is under $state.
  awk -v root="$state/" 'index($2, root) == 1 { print $2 }' /proc/self/mounts | sort -r | xargs -r -n1 umount --lazy
  remove_cgroups
  [[ ! -e /run/netns/$netns ]] || ip netns delete "$netns" # its interfaces go with it
  remove_strays
  rm -rf "$state"/{ipam,network-policies.sock,containerd.sock*,containerd-run,runc} "$kubeconfig"
  [[ -z $wipe ]] || rm -rf "$state"
  rm -f "$owner"
}

check_owner() { # The namespace and the cgroups have fixed names: never touch those of another user's cluster.
  [[ ! -f $owner || $(cat "$owner") == "$home" ]] ||
    fail "Another user's cluster runs on this machine, which has room for one." "Its files are in $(cat "$owner"); that user can stop it with: ./fairway cluster down"
}

# As if the node had lost power: quick, and it works when containerd has died. On the next start Kubernetes starts the pods again.
kill_pods() {
  local round pids
  for ((round = 0; round < 100; round++)); do
    pids=$(pod_processes)
    [[ -n $pids ]] || return 0
    xargs kill -KILL <<<"$pids" 2>/dev/null || true
    sleep 0.1
  done
  fail "These processes of pods do not end: $(tr '\n' ' ' <<<"$pids")" "Run \`./fairway cluster down\` again."
}

pod_processes() { # those in the cluster's cgroups, and the shims outside of them that serve the cluster's containerd
  find /sys/fs/cgroup -path "*/$cgroup/*" -name cgroup.procs -exec cat {} + 2>/dev/null || true
  pgrep --full "containerd-shim.* -address $state/containerd.sock" || true
}

# The few files whose places are fixed in the kubelet, in containerd's shims and in the CNI plugins
remove_strays() {
  local file pod cni=/var/lib/cni/results
  for file in "$state"/containerd-run/io.containerd.runtime.v2.task/*/*/address; do
    [[ ! -e $file ]] || rm -f "$(sed 's#^unix://##' "$file")"
  done
  for file in "$cni/$netns"-*-eth0; do
    pod=${file#"$cni/$netns-"}
    rm -f "$file" "$cni/cni-loopback-${pod%-eth0}-lo"
  done
  rm -f /var/lib/kubelet/device-plugins/kubelet.sock
  [[ $(readlink "$containerd_socket") != "$state/"* ]] || rm -f "$containerd_socket"
  [[ ! -d /var/log/containers ]] || find /var/log/containers -lname "$state/*" -delete
}

remove_cgroups() {
  find /sys/fs/cgroup -depth -type d \( -name "$cgroup" -o -path "*/$cgroup/*" \) -exec rmdir {} + 2>/dev/null || true
}

status() { # exits with 4 when no cluster runs, and with 1 when a part of it has stopped
  local name names result=0
  names=$(started_names)
  [[ -n $names ]] || exit 4
  for name in $names; do
    if alive "$name"; then
      printf '%-24s process %s\n' "$name" "$(cut -d ' ' -f 1 "$state/run/$name.pid")"
    else
      printf '%-24s stopped, its log: %s\n' "$name" "$state/log/$name.log"
      result=1
    fi
  done
  return "$result"
}
