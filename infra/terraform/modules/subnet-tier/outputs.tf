output "ids" {
  description = "Id of the subnet in each zone."
  # Through the association, so that users of a subnet wait for its routes: a node that boots without them never joins.
  value = { for zone, association in aws_route_table_association.this : zone => association.subnet_id }
}

output "subnets" {
  description = "The subnets by zone, with all their attributes."
  value       = aws_subnet.this
}

output "route_table_ids" {
  description = "Route table of the subnet in each zone."
  value       = { for zone, association in aws_route_table_association.this : zone => association.route_table_id }
}

output "address_count" {
  description = "Number of usable addresses in all zones together; AWS reserves five of each subnet."
  value       = sum([for cidr in values(var.cidr_blocks) : pow(2, 32 - tonumber(split("/", cidr)[1])) - 5])
}
