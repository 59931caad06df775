variable "project" {
  description = "Name of the platform; the prefix of every name in AWS."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,14}[a-z0-9]$", var.project))
    error_message = "project must be 2 to 16 lower-case letters, digits or hyphens, starting with a letter: names in AWS are built on it, and some end at 32 characters. Set it in environments/common.tfvars."
  }
}

variable "environment" {
  description = "Environment of the stack; one of those that the catalogue declares."
  type        = string

  validation {
    condition     = contains(keys(local.catalog.environments), var.environment)
    error_message = "environment must be one of ${join(", ", keys(local.catalog.environments))}. Declare a new one in the catalogue (catalog/) and render generated/catalog.json."
  }
}

variable "region" {
  description = "AWS region of everything that is not global."
  type        = string

  validation {
    condition     = can(regex("^[a-z]{2}-[a-z]+-[0-9]$", var.region)) && !startswith(var.region, "cn-")
    error_message = "region must be a commercial region of AWS, such as us-east-1: the ARNs here are in the partition aws, so China's regions and GovCloud do not work. Set it in environments/common.tfvars."
  }
}

variable "account_id" {
  description = "AWS account that may be changed; the provider refuses credentials of any other account."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id must be the 12 digits of an AWS account, in quotes so that leading zeros are kept. Set it in environments/common.tfvars."
  }
}

variable "repository" {
  description = "GitHub repository that owns the infrastructure, as owner/name; tagged on every resource."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9-]{1,39}/[A-Za-z0-9._-]{1,100}$", var.repository))
    error_message = "repository must be owner/name, as in the address of the repository on GitHub. Set it in environments/common.tfvars."
  }
}

variable "vpc_cidr" {
  description = "Address range of the VPC, which is divided into subnets. No two environments may share one; otherwise they can never be connected."
  type        = string

  validation {
    condition     = can(regex("^(10\\.[0-9]+|172\\.(1[6-9]|2[0-9]|3[01])|192\\.168)\\.0\\.0/16$", var.vpc_cidr)) && can(cidrnetmask(var.vpc_cidr))
    error_message = "vpc_cidr must be a /16 of the private ranges of RFC 1918, such as 10.1.0.0/16: the subnets of the tiers are numbered inside a /16."
  }
}

variable "availability_zones" {
  description = "The three zones; null for a, b and c of the region. Their order numbers the subnets: a changed order replaces subnets and everything in them."
  type        = list(string)
  default     = null

  validation {
    condition     = var.availability_zones == null ? true : length(var.availability_zones) == 3 && length(toset(var.availability_zones)) == 3
    error_message = "availability_zones must be three different zones: brokers and quorums need three, and each tier has one subnet in each."
  }

  validation {
    condition     = var.availability_zones == null ? true : alltrue([for zone in var.availability_zones : can(regex("^${var.region}[a-z]$", zone))])
    error_message = "Each of availability_zones must be a zone of ${var.region}, such as ${var.region}a. Change them together with region; `aws ec2 describe-availability-zones` lists the zones of your account."
  }
}

variable "pod_cidr" {
  description = "Second range of the VPC for the addresses of pods; null if pods share the private subnets with the nodes."
  type        = string

  validation {
    condition     = var.pod_cidr == null || (can(regex("^100\\.(6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7])\\.0\\.0/16$", var.pod_cidr)))
    error_message = "pod_cidr must be null or a /16 of 100.64.0.0/10 (RFC 6598), such as 100.64.0.0/16: AWS accepts that range beside any private one."
  }
}

variable "nat_gateways" {
  description = "`per-zone`: the loss of a zone does not cut off other zones from the internet. `single`: cheaper, but all private subnets lose the internet with its zone."
  type        = string

  validation {
    condition     = contains(["per-zone", "single"], var.nat_gateways)
    error_message = "nat_gateways must be per-zone or single."
  }
}

variable "interface_endpoints" {
  description = "AWS services that are reached inside the VPC instead of through NAT, by the last part of the endpoint's service name. Each is charged per zone and hour."
  type        = set(string)

  validation {
    condition     = length(setsubtract(var.interface_endpoints, local.interface_endpoint_services)) == 0
    error_message = "interface_endpoints contains ${join(", ", setsubtract(var.interface_endpoints, local.interface_endpoint_services))}, which is unknown here. Known values: ${join(", ", local.interface_endpoint_services)}. Add new ones to settings.tf of this stack."
  }
}

variable "interface_endpoint_zone_count" {
  description = "Number of zones with interface endpoints, starting with the first. Below three, the other zones reach them across zones, and lose them with the first."
  type        = number

  validation {
    condition     = contains([1, 2, 3], var.interface_endpoint_zone_count)
    error_message = "interface_endpoint_zone_count must be 1, 2 or 3."
  }
}

variable "flow_log_retention_days" {
  description = "Days for which the records of all traffic are kept."
  type        = number

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.flow_log_retention_days)
    error_message = "flow_log_retention_days must be a value that CloudWatch Logs supports: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653."
  }
}

variable "bastion" {
  description = "Whether the bastion's security group exists, who may reach it by SSH (without a CIDR, only SSM works), and whether it reaches PostgreSQL."
  type = object({
    enabled         = bool
    ssh_cidrs       = list(string)
    database_access = optional(bool, false)
  })

  validation {
    condition     = alltrue([for cidr in var.bastion.ssh_cidrs : try(cidrnetmask(cidr) != "" && cidrsubnet(cidr, 0, 0) == cidr, false)])
    error_message = "Each of bastion.ssh_cidrs must be an IPv4 range that starts at its own first address, such as 203.0.113.7/32. The VPC has no IPv6. Leave the list empty to use SSM."
  }

  validation {
    condition     = alltrue([for cidr in var.bastion.ssh_cidrs : try(tonumber(split("/", cidr)[1]) >= 24, true)])
    error_message = "bastion.ssh_cidrs must not contain a range wider than /24 (256 addresses), such as an office; a larger range counts as the internet. Name the office's address as a /32, or leave the list empty and use SSM."
  }

  validation {
    condition     = var.bastion.enabled || length(var.bastion.ssh_cidrs) == 0
    error_message = "bastion.ssh_cidrs opens SSH to a bastion that is not enabled. Empty the list, or set bastion.enabled."
  }

  validation {
    condition     = var.bastion.enabled || !var.bastion.database_access
    error_message = "bastion.database_access opens PostgreSQL to a bastion that is not enabled. Set it to false, or set bastion.enabled."
  }

  validation {
    condition     = !var.bastion.enabled || length(setsubtract(["ssm", "ssmmessages"], var.interface_endpoints)) == 0
    error_message = "The bastion reaches SSM through interface endpoints only. Add ssm and ssmmessages to interface_endpoints, or disable the bastion."
  }
}

variable "runner_enabled" {
  description = "Whether pipelines have runners inside the VPC: this stack creates their security group, the cluster stack the runners. Without them, and without api_public_cidrs there, no pipeline reaches the Kubernetes API."
  type        = bool
  default     = false
}
