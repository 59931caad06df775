# The network namespace of the cluster and its link to the host.
# shellcheck shell=bash

in_netns=(nsenter "--net=/run/netns/$netns")

make_network() {
  ip netns add "$netns"
  ip link add "$link" type veth peer name host0 netns "$netns"
  ip addr add "$host_ip/30" dev "$link"
  ip link set "$link" up
  ip -n "$netns" link set lo up
  ip -n "$netns" addr add "$dns_ip/32" dev lo
  ip -n "$netns" addr add "$node_ip/30" dev host0
  ip -n "$netns" link set host0 up
  # Before kube-proxy rewrites the address of a Service, the kernel must find some route to it.
  ip -n "$netns" route add "$service_cidr" dev host0
  "${in_netns[@]}" sysctl -qw net.ipv4.ip_forward=1
  # To the host, a pod's packets come from the node. Pods reach nothing else outside: the namespace has no default route.
  "${in_netns[@]}" nft -f - <<EOF
table ip fairway {
  chain postrouting {
    type nat hook postrouting priority srcnat;
    ip saddr $pod_cidr oifname "host0" masquerade
  }
}
EOF
}
