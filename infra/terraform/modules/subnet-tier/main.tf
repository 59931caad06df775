resource "aws_subnet" "this" {
  for_each = var.cidr_blocks

  vpc_id                  = var.vpc_id
  availability_zone       = each.key
  cidr_block              = each.value
  map_public_ip_on_launch = false

  tags = merge(var.tags, { Name = "${var.name}-${each.key}" })
}

# A subnet without an association uses the main route table, whose routes are not ours.
resource "aws_route_table_association" "this" {
  for_each = aws_subnet.this

  subnet_id      = each.value.id
  route_table_id = var.route_table_ids[each.key]
}
