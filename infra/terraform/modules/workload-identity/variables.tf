variable "name" {
  description = "Name of the IAM role, for example `fairway-dev-svc-auth-service`."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,63}$", var.name))
    error_message = "name must be 1 to 64 lower-case letters, digits or hyphens, as IAM and our naming require. Shorten or respell it."
  }
}

variable "mode" {
  description = "How pods prove their identity: `irsa` with a token of their ServiceAccount, `pod-identity` through the EKS agent on the node."
  type        = string

  validation {
    condition     = contains(["irsa", "pod-identity"], var.mode)
    error_message = "mode must be irsa or pod-identity."
  }
}

variable "cluster_name" {
  description = "Name of the EKS cluster that the pods run in."
  type        = string

  validation {
    condition     = can(regex("^[0-9A-Za-z][0-9A-Za-z_-]{0,99}$", var.cluster_name))
    error_message = "cluster_name must be the name of an EKS cluster, such as fairway-dev, not its ARN."
  }
}

variable "oidc_provider_arn" {
  description = "ARN of the IAM OIDC provider that trusts the cluster's tokens."
  type        = string

  validation {
    condition     = can(regex("^arn:[a-z-]+:iam::[0-9]{12}:oidc-provider/[^/]+/.+$", var.oidc_provider_arn))
    error_message = "oidc_provider_arn must be the ARN of an IAM OIDC provider, such as arn:aws:iam::111122223333:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE."
  }
}

variable "namespace" {
  description = "Kubernetes namespace of the ServiceAccount."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", var.namespace))
    error_message = "namespace must be the exact name of one namespace: a wildcard would give the role to others."
  }
}

variable "service_account" {
  description = "Name of the Kubernetes ServiceAccount that the role belongs to."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$", var.service_account))
    error_message = "service_account must be the exact name of one ServiceAccount: a wildcard would give the role to others."
  }
}

variable "policies" {
  description = "Inline policies (JSON) of the role by purpose; empty for a role without rights. A map, because the content of a policy may be unknown until apply, but the list of policies may not."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for purpose in keys(var.policies) : can(regex("^[a-z][a-z0-9-]{0,127}$", purpose))])
    error_message = "The keys of policies name purposes in lower-case letters, digits and hyphens, such as kafka."
  }

  validation {
    condition     = alltrue([for policy in values(var.policies) : can(jsondecode(policy).Statement)])
    error_message = "Each of policies must be a policy in JSON with a Statement."
  }

  # IAM does not count white space.
  validation {
    condition     = length(replace(join("", values(var.policies)), "/\\s/", "")) <= 10240
    error_message = "The policies of ${var.name} are longer than the 10240 characters that IAM allows for all inline policies of a role. Narrow them, or split the workload."
  }
}

variable "managed_policy_arns" {
  description = "AWS-managed policies in addition to the inline ones, for add-ons whose rights AWS maintains."
  type        = set(string)
  default     = []

  validation {
    condition     = alltrue([for arn in var.managed_policy_arns : can(regex("^arn:[a-z-]+:iam::aws:policy/", arn))])
    error_message = "Each of managed_policy_arns must be the ARN of a policy of AWS (arn:aws:iam::aws:policy/...). Write your own rights in policies."
  }
}

variable "permissions_boundary_arn" {
  description = "Permissions boundary of the role: <project>-boundary-<environment>, from the stack global. Pipelines must not create a role without it."
  type        = string

  validation {
    condition     = can(regex("^arn:[a-z-]+:iam::[0-9]{12}:policy/[a-z0-9-]+-boundary-[a-z0-9-]+$", var.permissions_boundary_arn))
    error_message = "permissions_boundary_arn must be the ARN of an environment's boundary, such as arn:aws:iam::111122223333:policy/fairway-boundary-dev. The stack global creates them."
  }
}
