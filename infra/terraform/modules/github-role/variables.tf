variable "name" {
  description = "Name of the role."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,63}$", var.name))
    error_message = "name must be 2 to 64 lower-case letters, digits or hyphens, starting with a letter, as IAM and our naming require."
  }
}

variable "description" {
  description = "What a workflow uses the role for."
  type        = string

  validation {
    condition     = can(regex("^[ -~]{10,1000}$", var.description))
    error_message = "description must say in 10 to 1000 plain ASCII characters what the role is for; IAM refuses other characters."
  }
}

variable "github" {
  description = "GitHub's identity provider in the account; the repository by its name (owner/name) and by the numbers that GitHub never reuses: `gh api repos/OWNER/NAME --jq '.owner.id, .id'`."
  type = object({
    oidc_provider_arn = string
    repository        = string
    owner_id          = string
    repository_id     = string
  })

  validation {
    condition     = can(regex("^arn:[a-z-]+:iam::[0-9]{12}:oidc-provider/token\\.actions\\.githubusercontent\\.com$", var.github.oidc_provider_arn))
    error_message = "github.oidc_provider_arn must be the ARN of the account's provider for token.actions.githubusercontent.com."
  }

  validation {
    condition     = can(regex("^[A-Za-z0-9-]{1,39}/[A-Za-z0-9._-]{1,100}$", var.github.repository))
    error_message = "github.repository must be owner/name; a wildcard would trust other repositories."
  }

  validation {
    condition     = can(regex("^[1-9][0-9]*$", var.github.owner_id)) && can(regex("^[1-9][0-9]*$", var.github.repository_id))
    error_message = "github.owner_id and github.repository_id must be GitHub's numbers, as `gh api repos/OWNER/NAME --jq '.owner.id, .id'` prints them."
  }
}

variable "subject" {
  description = "The subject that a token must have: pull_request, environment:<name> or ref:refs/heads/<branch>."
  type        = string

  validation {
    condition     = can(regex("^(pull_request|environment:[A-Za-z0-9_-]+|ref:refs/heads/[A-Za-z0-9._/-]+)$", var.subject))
    error_message = "subject must be pull_request, environment:<name> or ref:refs/heads/<branch>, without wildcards: a pattern would also match unapproved subjects."
  }
}

variable "workflow_refs" {
  description = "Workflow files of the repository that may assume the role, each with its required ref, for example deploy.yml@refs/heads/main."
  type        = list(string)

  validation {
    condition = length(var.workflow_refs) > 0 && alltrue([
      for ref in var.workflow_refs :
      can(regex("^[a-z0-9-]+\\.yml@refs/(heads/[A-Za-z0-9._/-]+|pull/\\*|tags/v\\*)$", ref))
    ])
    error_message = "workflow_refs must name at least one <file>.yml@refs/heads/<branch>. The only patterns are @refs/pull/* and @refs/tags/v*, whose ends are unknown beforehand."
  }
}

variable "policies" {
  description = "The role's own permissions: policies in JSON by name."
  type        = map(string)

  validation {
    condition     = length(var.policies) > 0 && alltrue([for policy in values(var.policies) : can(jsondecode(policy).Statement)])
    error_message = "policies must contain at least one policy, each in JSON with a Statement."
  }

  # IAM does not count white space.
  validation {
    condition     = sum(concat([0], [for policy in values(var.policies) : try(length(jsonencode(jsondecode(policy))), 0)])) <= 10240
    error_message = "policies must be at most 10240 characters together, IAM's limit for the inline policies of a role. Merge statements, or create a second role."
  }
}

variable "attached_policy_arns" {
  description = "Policies that several roles share, by a name that is known before their ARN."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for arn in values(var.attached_policy_arns) : can(regex("^arn:[a-z-]+:iam::([0-9]{12}|aws):policy/", arn))])
    error_message = "Each of attached_policy_arns must be the ARN of an IAM policy."
  }
}

variable "session_hours" {
  description = "Maximum hours of a session. A job that outlives its session can no longer write its state."
  type        = number
  default     = 1

  validation {
    condition     = contains([1, 2, 3, 4, 5, 6], var.session_hours)
    error_message = "session_hours must be 1 to 6, the longest run time of a GitHub-hosted job."
  }
}
