variable "project" {
  description = "Name of the platform; the prefix of every name in AWS."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,14}[a-z0-9]$", var.project))
    error_message = "project must be 2 to 16 lower-case letters, digits or hyphens, starting with a letter: names in AWS are built on it, and some end at 32 characters. Set it in environments/common.tfvars."
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

variable "github" {
  description = "Numbers of the repository and its owner, which GitHub never reuses; the names are in `repository`."
  type = object({
    owner_id      = string
    repository_id = string
  })

  validation {
    condition     = can(regex("^[1-9][0-9]*$", var.github.owner_id)) && can(regex("^[1-9][0-9]*$", var.github.repository_id))
    error_message = "github.owner_id and github.repository_id must be numbers, as `gh api repos/OWNER/NAME --jq '.owner.id, .id'` prints them. Set them in environments/shared/global.tfvars."
  }
}

variable "domain_name" {
  description = "Domain of the public zone; the host names of all environments are below it."
  type        = string

  validation {
    condition     = can(regex("^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,}$", var.domain_name)) && length(var.domain_name) <= 200
    error_message = "domain_name must be a domain in lower case without a dot at its end, such as fairway.example.com. Set it in environments/shared/global.tfvars."
  }
}

variable "replication_region" {
  description = "Second region that images are copied to; null for none."
  type        = string
  default     = null

  validation {
    condition     = var.replication_region == null || can(regex("^[a-z]{2}-[a-z]+-[0-9]$", var.replication_region))
    error_message = "replication_region must be the name of an AWS region, such as us-west-2, or null."
  }

  validation {
    condition     = var.replication_region == null || var.replication_region != var.region
    error_message = "replication_region must not be ${var.region}, where the images already are. Name another region, or null for no copies."
  }
}

variable "monthly_budgets_usd" {
  description = "US dollars that each environment may cost in a month; e-mails are sent before and when it is exceeded."
  type        = map(number)

  validation {
    condition     = toset(keys(var.monthly_budgets_usd)) == toset(keys(local.catalog.environments))
    error_message = "monthly_budgets_usd must name exactly the environments of the catalogue: ${join(", ", keys(local.catalog.environments))}. Set it in environments/shared/global.tfvars."
  }

  validation {
    condition     = alltrue([for amount in values(var.monthly_budgets_usd) : amount > 0])
    error_message = "Each of monthly_budgets_usd must be more than 0."
  }
}

variable "account_monthly_budget_usd" {
  description = "US dollars that the whole account may cost in a month, including costs that belong to no environment."
  type        = number

  validation {
    condition     = var.account_monthly_budget_usd >= sum(values(var.monthly_budgets_usd))
    error_message = "account_monthly_budget_usd must be at least what the environments may cost together (${sum(values(var.monthly_budgets_usd))}). Raise it, or lower monthly_budgets_usd."
  }
}

variable "budget_emails" {
  description = "E-mail addresses that are notified of budgets and of cost anomalies."
  type        = list(string)

  validation {
    condition     = length(var.budget_emails) >= 1 && length(var.budget_emails) <= 10
    error_message = "budget_emails must contain 1 to 10 addresses, as AWS Budgets requires. Use a mailing list for more."
  }

  validation {
    condition     = alltrue([for email in var.budget_emails : can(regex("^[^@ ]+@[^@ ]+\\.[^@ ]+$", email))])
    error_message = "Each of budget_emails must be an e-mail address."
  }
}

variable "cost_allocation_tags_enabled" {
  description = "Whether the tags project, environment and stack are activated for the bill. AWS refuses a tag that no bill has seen yet, about a day after its first use; until then the budgets of environments count nothing."
  type        = bool
  default     = false
}

variable "cost_anomaly_monitor" {
  description = "The account's cost anomaly monitor by service: the ARN of the existing one, as `aws ce get-anomaly-monitors` prints it; `create` if Cost Explorer is enabled and there is none; `none` if Cost Explorer is not enabled, or if AWS's own e-mails are enough."
  type        = string

  validation {
    condition     = contains(["create", "none"], var.cost_anomaly_monitor) || can(regex("^arn:aws:ce::${var.account_id}:anomalymonitor/[0-9a-f-]+$", var.cost_anomaly_monitor))
    error_message = "cost_anomaly_monitor must be create, none, or the ARN of a monitor of this account (arn:aws:ce::${var.account_id}:anomalymonitor/...). Set it in environments/shared/global.tfvars."
  }
}

variable "adopted_singletons" {
  description = "Singletons that already exist in the account and stay as they are: this stack neither creates nor changes them. README.md says how to find out."
  type        = set(string)
  default     = []

  validation {
    condition     = length(setsubtract(var.adopted_singletons, local.singletons)) == 0
    error_message = "adopted_singletons contains ${join(", ", setsubtract(var.adopted_singletons, local.singletons))}, which this stack does not create. Known values: ${join(", ", local.singletons)}."
  }
}

variable "github_connection_arn" {
  description = "Connection of AWS CodeConnections to GitHub, with which runners in the VPC are registered; null without any. A person creates it, because GitHub must be asked in a browser."
  type        = string
  default     = null

  validation {
    condition     = var.github_connection_arn == null || can(regex("^arn:aws:codeconnections:${var.region}:${var.account_id}:connection/[0-9a-f-]{36}$", var.github_connection_arn))
    error_message = "github_connection_arn must be null or the ARN of a connection of this account and region (arn:aws:codeconnections:${var.region}:${var.account_id}:connection/...). Set it in environments/shared/global.tfvars."
  }
}
