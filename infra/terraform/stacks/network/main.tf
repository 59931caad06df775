locals {
  name = "${var.project}-${var.environment}"

  # The third number of a tier's first subnet, as in the specification: public 10.x.1.0/24, private 10.x.11.0/24, ...
  tiers = { public = 1, private = 11, control_plane = 21, data = 31 }

  subnet_cidrs = {
    for tier, first in local.tiers : tier => {
      for index, zone in local.availability_zones : zone => cidrsubnet(var.vpc_cidr, 8, first + index)
    }
  }
}

resource "aws_vpc" "this" {
  cidr_block = var.vpc_cidr

  # Private names of endpoints, of the cluster's API and of the private zone resolve only with both.
  enable_dns_support   = true
  enable_dns_hostnames = true

  tags = { Name = local.name }
}

# Every VPC starts with a default group whose members can reach each other and the internet. It is emptied here, so that
# anything attached by mistake has no network access.
resource "aws_default_security_group" "this" {
  vpc_id  = aws_vpc.this.id
  ingress = []
  egress  = []

  tags = { Name = "${local.name}-default-unused" }
}

# Load balancers, NAT gateways, the bastion.
module "public_subnets" {
  source = "../../modules/subnet-tier"

  name            = "${local.name}-public"
  vpc_id          = aws_vpc.this.id
  cidr_blocks     = local.subnet_cidrs.public
  route_table_ids = { for zone in local.availability_zones : zone => aws_route_table.public.id }
  tags            = { "kubernetes.io/role/elb" = "1" }
}

# Nodes, their pods unless pod_cidr is set, interface endpoints.
module "private_subnets" {
  source = "../../modules/subnet-tier"

  name            = "${local.name}-private"
  vpc_id          = aws_vpc.this.id
  cidr_blocks     = local.subnet_cidrs.private
  route_table_ids = { for zone, table in aws_route_table.private : zone => table.id }

  tags = {
    "kubernetes.io/role/internal-elb" = "1"
    "karpenter.sh/discovery"          = local.name
  }
}

# The network interfaces of the EKS control plane, and nothing else: EKS needs free addresses here to upgrade.
module "control_plane_subnets" {
  source = "../../modules/subnet-tier"

  name            = "${local.name}-control-plane"
  vpc_id          = aws_vpc.this.id
  cidr_blocks     = local.subnet_cidrs.control_plane
  route_table_ids = { for zone in local.availability_zones : zone => aws_route_table.control_plane.id }
}

# Kafka brokers and databases.
module "data_subnets" {
  source = "../../modules/subnet-tier"

  name            = "${local.name}-data"
  vpc_id          = aws_vpc.this.id
  cidr_blocks     = local.subnet_cidrs.data
  route_table_ids = { for zone in local.availability_zones : zone => aws_route_table.data.id }
}

# A pod uses an address of the VPC, and three /24 have 753. A large environment gives pods their own range.
resource "aws_vpc_ipv4_cidr_block_association" "pods" {
  count = var.pod_cidr == null ? 0 : 1

  vpc_id     = aws_vpc.this.id
  cidr_block = var.pod_cidr
}

# The cluster stack makes the VPC CNI put pods only here (custom networking, docs/adr/0019-pods-in-a-second-range.md).
# No tags: controllers find subnets by tag, and nodes and load balancers must stay in theirs.
module "pod_subnets" {
  source = "../../modules/subnet-tier"
  count  = var.pod_cidr == null ? 0 : 1

  name            = "${local.name}-pods"
  vpc_id          = aws_vpc_ipv4_cidr_block_association.pods[0].vpc_id
  cidr_blocks     = { for index, zone in local.availability_zones : zone => cidrsubnet(var.pod_cidr, 2, index) }
  route_table_ids = { for zone, table in aws_route_table.private : zone => table.id }
}

# Names that resolve only inside this VPC. The data stack adds its records.
resource "aws_route53_zone" "private" {
  #checkov:skip=CKV2_AWS_38:DNSSEC is for public zones; Route 53 does not sign private ones.
  #checkov:skip=CKV2_AWS_39:Query logs of a private zone come from the resolver, not from the zone; the flow logs have the connections.
  name    = "${var.environment}.${var.project}.internal"
  comment = "Private names of ${local.name}"

  vpc {
    vpc_id = aws_vpc.this.id
  }
}
