# DNS, metrics, volumes, and fake nodes.
# shellcheck shell=bash

start_addons() { # DNS and metrics: processes behind Services without a selector; volumes
  cat >"$state/Corefile" <<EOF
.:53 {
  bind $dns_ip
  errors
  hosts {
    $host_ip host.cluster.internal
    fallthrough
  }
  kubernetes cluster.local in-addr.arpa {
    kubeconfig $state/admin.kubeconfig
    pods insecure
  }
  cache 10
}
EOF
  start coredns "${in_netns[@]}" "$bin/coredns" -conf "$state/Corefile"
  start metrics-server "${in_netns[@]}" "$bin/metrics-server" --kubeconfig "$state/admin.kubeconfig" \
    --authentication-kubeconfig "$state/admin.kubeconfig" --authorization-kubeconfig "$state/admin.kubeconfig" \
    --secure-port 4443 --tls-cert-file "$pki/metrics-server.crt" --tls-private-key-file "$pki/metrics-server.key" \
    --kubelet-certificate-authority "$pki/ca.crt" --kubelet-preferred-address-types InternalIP --metric-resolution 15s \
    --node-selector type=real
  start volumes "${in_netns[@]}" "$bin/volumes" --kubeconfig "$state/admin.kubeconfig" --directory "$state/volumes" \
    --node "$node" --names cluster.internal/folder,ebs.csi.aws.com
  kubectl apply -f - >/dev/null <<EOF
apiVersion: v1
kind: Service
metadata: {name: kube-dns, namespace: kube-system}
spec: {clusterIP: $dns_service_ip, ports: [{name: dns, port: 53, protocol: UDP}, {name: dns-tcp, port: 53, protocol: TCP}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: kube-dns, namespace: kube-system, labels: {kubernetes.io/service-name: kube-dns}}
addressType: IPv4
ports: [{name: dns, port: 53, protocol: UDP}, {name: dns-tcp, port: 53, protocol: TCP}]
endpoints: [{addresses: [$dns_ip], conditions: {ready: true}}]
---
apiVersion: v1
kind: Service
metadata: {name: metrics-server, namespace: kube-system}
spec: {ports: [{name: https, port: 443, targetPort: 4443}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: metrics-server, namespace: kube-system, labels: {kubernetes.io/service-name: metrics-server}}
addressType: IPv4
ports: [{name: https, port: 4443}]
endpoints: [{addresses: [$node_ip], conditions: {ready: true}}]
---
apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata: {name: v1beta1.metrics.k8s.io}
spec:
  group: metrics.k8s.io
  version: v1beta1
  groupPriorityMinimum: 100
  versionPriority: 100
  service: {name: metrics-server, namespace: kube-system}
  caBundle: $(base64 -w0 "$pki/ca.crt")
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: folder, annotations: {storageclass.kubernetes.io/is-default-class: "true"}}
provisioner: cluster.internal/folder
volumeBindingMode: WaitForFirstConsumer
---
apiVersion: v1
kind: ConfigMap
metadata: {name: local-registry-hosting, namespace: kube-public}
data: {localRegistryHosting.v1: "host: $registry"} # where tools look for a registry
EOF
  wait_for "node registered" kubectl get node "$node"
}

fake_nodes() { # N: makes the nodes 2 to N. Nothing runs there, so a taint keeps off all pods that do not ask for a fake node.
  local i zones=(a b c)
  (($1 > 1)) || return 0
  start kwok "${in_netns[@]}" "$bin/kwok" --config "$home/kwok-stages.yaml" --kubeconfig "$state/admin.kubeconfig" \
    --manage-all-nodes=false --manage-nodes-with-annotation-selector=kwok.x-k8s.io/node=fake --node-lease-duration-seconds 40
  for ((i = 2; i <= $1; i++)); do
    cat <<EOF
---
apiVersion: v1
kind: Node
metadata:
  name: fake-$i
  annotations: {kwok.x-k8s.io/node: fake}
  labels:
    type: fake
    kubernetes.io/hostname: fake-$i
    kubernetes.io/os: linux
    kubernetes.io/arch: amd64
    topology.kubernetes.io/region: local
    topology.kubernetes.io/zone: ${zones[(i - 1) % 3]}
spec: {taints: [{key: kwok.x-k8s.io/node, value: fake, effect: NoSchedule}]}
status:
  allocatable: {cpu: "4", memory: 16Gi, pods: "58"}
  capacity: {cpu: "4", memory: 16Gi, pods: "58"}
EOF
  done | kubectl apply -f - >/dev/null
}
