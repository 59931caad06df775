locals {
  nat_zones = var.nat_gateways == "per-zone" ? local.availability_zones : slice(local.availability_zones, 0, 1)
}

resource "aws_internet_gateway" "this" {
  vpc_id = aws_vpc.this.id

  tags = { Name = local.name }
}

resource "aws_eip" "nat" {
  #checkov:skip=CKV2_AWS_19:Held by a NAT gateway, which is no instance.
  for_each = toset(local.nat_zones)

  domain = "vpc"

  tags = { Name = "${local.name}-nat-${each.key}" }

  depends_on = [aws_internet_gateway.this]
}

resource "aws_nat_gateway" "this" {
  for_each = toset(local.nat_zones)

  allocation_id = aws_eip.nat[each.key].id
  subnet_id     = module.public_subnets.ids[each.key]

  tags = { Name = "${local.name}-${each.key}" }

  # AWS allows creating a NAT gateway before its VPC has an internet gateway, and then fails it.
  depends_on = [aws_internet_gateway.this]
}

# The main table of every unassociated subnet. It has no routes: a forgotten subnet reaches nothing instead of the
# internet.
resource "aws_default_route_table" "this" {
  default_route_table_id = aws_vpc.this.default_route_table_id
  route                  = []

  tags = { Name = "${local.name}-main-unused" }
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.this.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.this.id
  }

  tags = { Name = "${local.name}-public" }
}

resource "aws_route_table" "private" {
  for_each = toset(local.availability_zones)

  vpc_id = aws_vpc.this.id

  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = aws_nat_gateway.this[contains(local.nat_zones, each.key) ? each.key : local.nat_zones[0]].id
  }

  tags = { Name = "${local.name}-private-${each.key}" }
}

# An empty list instead of a missing one: then a route that was added by hand shows in the next plan.
resource "aws_route_table" "control_plane" {
  vpc_id = aws_vpc.this.id
  route  = []

  tags = { Name = "${local.name}-control-plane" }
}

resource "aws_route_table" "data" {
  vpc_id = aws_vpc.this.id
  route  = []

  tags = { Name = "${local.name}-data" }
}
