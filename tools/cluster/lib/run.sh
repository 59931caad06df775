# Starts the cluster: every component is a plain process in the cluster's network namespace.
# shellcheck shell=bash

up() { # [--nodes N]
  local nodes=1
  while (($#)); do
    case $1 in
      --nodes) nodes=${2:-}; shift 2 ;;
      *) fail "up does not know the argument '$1'." "cluster help lists the arguments." ;;
    esac
  done
  [[ $nodes =~ ^[1-9][0-9]?$ ]] || fail "'$nodes' is no number of nodes." "Use a number from 1 to 99, for example --nodes 4."
  check
  build
  if ! running; then
    down # what an interrupted run may have left
    check_ports
    mkdir -p "$state"/{run,log}
    echo "$home" >"$owner"
    make_network
    make_credentials
    start_control_plane
    start_registry
    start_node
    start_addons
  fi
  fake_nodes "$nodes"
  wait_for "nodes ready" kubectl wait --for=condition=Ready node --all --timeout=1s
  # Until its metrics answer, every client that lists the API's resources (kubectl, Helm) reports an error.
  wait_for "metrics API available" kubectl wait --for=condition=Available apiservice/v1beta1.metrics.k8s.io --timeout=1s
}

check_ports() {
  local port
  for port in "$api_port" "$registry_port"; do
    [[ -z $(ss --no-header --listening --tcp --numeric "sport = :$port") ]] ||
      fail "Another program listens on port $port, which the cluster needs." "\`ss -ltnp 'sport = :$port'\` shows it; stop it."
  done
}

running() { # every process that was started still runs
  local name
  [[ -f $state/run/kubelet.pid ]] || return 1
  for name in $(started_names); do alive "$name" || return 1; done
}

kubectl() { "$bin/kubectl" --kubeconfig "$kubeconfig" "$@"; }

start_control_plane() {
  # No fsync: the data need not outlive a power cut, and slow disks make etcd miss its deadlines.
  start etcd "${in_netns[@]}" "$bin/etcd" --data-dir "$state/etcd" --unsafe-no-fsync
  start kube-apiserver "${in_netns[@]}" "$bin/kube-apiserver" \
    --etcd-servers=http://127.0.0.1:2379 --advertise-address="$node_ip" --service-cluster-ip-range="$service_cidr" \
    --tls-cert-file="$pki/apiserver.crt" --tls-private-key-file="$pki/apiserver.key" --client-ca-file="$pki/ca.crt" \
    --service-account-issuer=https://kubernetes.default.svc --service-account-key-file="$pki/service-accounts.pub" \
    --service-account-signing-key-file="$pki/service-accounts.key" \
    --kubelet-client-certificate="$pki/admin.crt" --kubelet-client-key="$pki/admin.key" \
    --kubelet-certificate-authority="$pki/ca.crt" --kubelet-preferred-address-types=InternalIP \
    --requestheader-client-ca-file="$pki/ca.crt" --requestheader-allowed-names=front-proxy \
    --proxy-client-cert-file="$pki/front-proxy.crt" --proxy-client-key-file="$pki/front-proxy.key" \
    --requestheader-username-headers=X-Remote-User --requestheader-group-headers=X-Remote-Group \
    --requestheader-extra-headers-prefix=X-Remote-Extra- \
    --authorization-mode=Node,RBAC --allow-privileged=true \
    --enable-admission-plugins=NodeRestriction,PodNodeSelector,PodTolerationRestriction # the last two choose between real and fake
  # From the host by loopback: a client that outlives the cluster is refused here, and never knocks at a foreign address.
  start api-forward socat "TCP-LISTEN:$api_port,bind=127.0.0.1,reuseaddr,fork" "TCP:$node_ip:6443"
  wait_for "API server ready" kubectl get --raw /readyz
  start kube-controller-manager "${in_netns[@]}" "$bin/kube-controller-manager" \
    --kubeconfig="$state/admin.kubeconfig" --leader-elect=false --use-service-account-credentials=true \
    --service-account-private-key-file="$pki/service-accounts.key" --root-ca-file="$pki/ca.crt" \
    --cluster-signing-cert-file="$pki/ca.crt" --cluster-signing-key-file="$pki/ca.key"
  start kube-scheduler "${in_netns[@]}" "$bin/kube-scheduler" --kubeconfig="$state/admin.kubeconfig" --leader-elect=false
}

start_registry() {
  cat >"$state/registry.yaml" <<EOF
version: 0.1
log: {level: info, accesslog: {disabled: true}}
storage: {filesystem: {rootdirectory: $state/registry}, delete: {enabled: true}}
http: {addr: ":$registry_port", secret: none}
EOF
  # In the cluster's network, where containerd knows it as localhost too, which to clients of registries means plain HTTP.
  start registry "${in_netns[@]}" "$bin/registry" serve "$state/registry.yaml"
  start registry-forward socat "TCP-LISTEN:$registry_port,bind=127.0.0.1,reuseaddr,fork" "TCP:$node_ip:$registry_port"
  wait_for "image registry ready" curl --silent --fail --noproxy '*' "http://$registry/v2/"
}
