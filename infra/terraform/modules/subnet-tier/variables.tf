variable "name" {
  description = "Name of the tier; the zone is appended, for example `fairway-dev-private`."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,63}$", var.name))
    error_message = "name must be 2 to 64 lower-case letters, digits or hyphens, starting with a letter."
  }
}

variable "vpc_id" {
  description = "VPC of the subnets."
  type        = string

  validation {
    condition     = startswith(var.vpc_id, "vpc-")
    error_message = "vpc_id must be the id of a VPC, such as vpc-0a1b2c3d. Use aws_vpc's id, not its ARN or name."
  }
}

variable "cidr_blocks" {
  description = "Address range of the subnet in each zone: { \"us-east-1a\" = \"10.0.11.0/24\", ... }."
  type        = map(string)

  validation {
    condition     = length(var.cidr_blocks) > 0 && alltrue([for cidr in values(var.cidr_blocks) : try(cidrsubnet(cidr, 0, 0) == cidr, false)])
    error_message = "cidr_blocks must contain a range for at least one zone, and each range must start at its own first address, such as 10.0.11.0/24."
  }

  validation {
    condition     = alltrue([for cidr in values(var.cidr_blocks) : try(tonumber(split("/", cidr)[1]) >= 16 && tonumber(split("/", cidr)[1]) <= 28, false)])
    error_message = "Each of cidr_blocks must be a /16 to a /28, as AWS requires for a subnet."
  }
}

variable "route_table_ids" {
  description = "Route table of the subnet in each zone; several zones may share one."
  type        = map(string)

  validation {
    condition     = toset(keys(var.route_table_ids)) == toset(keys(var.cidr_blocks))
    error_message = "route_table_ids must name the same zones as cidr_blocks: a subnet without its own route table uses the VPC's main one."
  }
}

variable "tags" {
  description = "Tags with which Kubernetes controllers find the subnets. AWS's own default tags need not be repeated."
  type        = map(string)
  default     = {}

  validation {
    condition     = !contains(keys(var.tags), "Name")
    error_message = "tags must not contain Name: the subnets are named after name and zone. Change name instead."
  }
}
