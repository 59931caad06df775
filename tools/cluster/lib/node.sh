# The real node: container runtime, kubelet, Service proxy and network policies.
# shellcheck shell=bash

start_node() {
  local open_files
  open_files=$(ulimit -Hn)
  mkdir -p "$state/cni"
  # ptp, not bridge: traffic between pods is routed, so Services and policies work without the kernel's bridge filter.
  cat >"$state/cni/10-pods.conflist" <<EOF
{"cniVersion": "1.0.0", "name": "$netns", "plugins": [{"type": "ptp", "ipam": {
  "type": "host-local", "dataDir": "$state/ipam", "ranges": [[{"subnet": "$pod_cidr"}]], "routes": [{"dst": "0.0.0.0/0"}]}},
  {"type": "network-policies", "socket": "$state/network-policies.sock"}]}
EOF
  # Every path is under $state, so that `down` finds all mounts. The out-of-memory scores stay as they are: lowering one takes a
  # capability that root may lack.
  cat >"$state/containerd.toml" <<EOF
version = 2
root = "$state/containerd"
state = "$state/containerd-run"
oom_score = 0
[grpc]
  address = "$state/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "$pause_image"
  restrict_oom_score_adj = true
  netns_mounts_under_state_dir = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "$home/cni"
    conf_dir = "$state/cni"
  [plugins."io.containerd.grpc.v1.cri".containerd]
    default_runtime_name = "runc"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"
      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
        Root = "$state/runc"
        SystemdCgroup = false
EOF
  # Images are never collected: those that were loaded cannot be pulled again. Nor verified: an image that was loaded under one name
  # and pulled under another would be pulled under the first name too.
  : >"$state/resolv.conf"
  cat >"$state/kubelet.yaml" <<EOF
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
containerRuntimeEndpoint: unix://$state/containerd.sock
failCgroupV1: false
cgroupDriver: cgroupfs
cgroupRoot: /$cgroup
failSwapOn: false
oomScoreAdj: 0
maxOpenFiles: ${open_files/unlimited/1000000}
authentication: {x509: {clientCAFile: $pki/ca.crt}, webhook: {enabled: true}, anonymous: {enabled: false}}
authorization: {mode: Webhook}
tlsCertFile: $pki/kubelet.crt
tlsPrivateKeyFile: $pki/kubelet.key
clusterDNS: [$dns_service_ip]
clusterDomain: cluster.local
resolvConf: $state/resolv.conf
podLogsDir: $state/pod-logs
volumePluginDir: $state/volume-plugins
evictionHard: {memory.available: 100Mi, nodefs.available: 1%, imagefs.available: 1%}
imageGCHighThresholdPercent: 100
imageGCLowThresholdPercent: 99
imagePullCredentialsVerificationPolicy: NeverVerify
localStorageCapacityIsolation: false
EOF
  # Before the first pod.
  start network-policies "${in_netns[@]}" "$bin/network-policies" --kubeconfig "$state/admin.kubeconfig" --node "$node" \
    --dns-address "$dns_ip" --socket "$state/network-policies.sock"
  wait_for "network policies enforced" "${in_netns[@]}" nft list table ip network-policies
  make_cgroups
  start containerd "${in_netns[@]}" containerd --config "$state/containerd.toml"
  wait_for "containerd ready" in_containerd version
  in_containerd images import "$home/pause.tar" >/dev/null
  # The kubelet's cAdvisor asks containerd which pod a container belongs to, at a place that no flag changes.
  if [[ ! -e $containerd_socket ]]; then
    mkdir -p "${containerd_socket%/*}"
    ln -sfn "$state/containerd.sock" "$containerd_socket"
  fi
  start kubelet "${in_netns[@]}" "$bin/kubelet" --config "$state/kubelet.yaml" --kubeconfig "$state/kubelet.kubeconfig" \
    --root-dir "$state/kubelet" --hostname-override "$node" --node-ip "$node_ip" --runtime-cgroups=/ \
    --node-labels=topology.kubernetes.io/region=local,topology.kubernetes.io/zone=a,type=real
  # The zeros leave the host-wide limits of connection tracking alone.
  start kube-proxy "${in_netns[@]}" "$bin/kube-proxy" --kubeconfig "$state/admin.kubeconfig" --proxy-mode nftables \
    --hostname-override "$node" --cluster-cidr "$pod_cidr" --conntrack-max-per-core=0 \
    --conntrack-tcp-timeout-established=0 --conntrack-tcp-timeout-close-wait=0
}

make_cgroups() { # the parent of all pods' cgroups; with version 1 in every hierarchy
  local controllers=/sys/fs/cgroup folder
  if [[ -f $controllers/cgroup.controllers ]]; then
    sed 's/\</+/g' "$controllers/cgroup.controllers" >"$controllers/cgroup.subtree_control"
    mkdir -p "$controllers/$cgroup"
    return
  fi
  for folder in "$controllers"/*/; do mkdir -p "$folder$cgroup"; done
  # A new cpuset is empty, and nothing can run in it.
  cat "$controllers/cpuset/cpuset.cpus" >"$controllers/cpuset/$cgroup/cpuset.cpus"
  cat "$controllers/cpuset/cpuset.mems" >"$controllers/cpuset/$cgroup/cpuset.mems"
}
