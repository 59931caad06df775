# Rights of workflows. One role per purpose; github-policies.tf and github-apply-*.tf contain its rights.

# AWS itself checks GitHub's certificate, so no thumbprint is needed. An account has one provider per issuer, whose ARN follows
# from the issuer.
resource "aws_iam_openid_connect_provider" "github" {
  count = local.makes["github-oidc-provider"] ? 1 : 0

  url            = "https://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]
}

locals {
  github_oidc_provider_arn = "${local.arn_iam}:oidc-provider/token.actions.githubusercontent.com"

  github = {
    oidc_provider_arn = local.makes["github-oidc-provider"] ? aws_iam_openid_connect_provider.github[0].arn : local.github_oidc_provider_arn
    repository        = var.repository
    owner_id          = var.github.owner_id
    repository_id     = var.github.repository_id
  }

  role_arns = merge(
    { for purpose, role in module.plan_role : purpose => role.arn },
    { build = module.build_role.arn },
    { for environment, role in module.deploy_role : "deploy-${environment}" => role.arn },
    { for environment, role in module.apply_role : "apply-${environment}" => role.arn },
  )
}

locals {
  # The same rights, but for what they keep: a pull request runs its own version of the workflow, so anyone who can push a
  # branch can keep a plan there. No role that applies reads it.
  planners = {
    plan = {
      description   = "Plans a pull request: reads state and configuration, keeps the plan for review"
      subject       = "pull_request"
      workflow_refs = ["terraform-plan.yml@refs/pull/*"]
      keeps         = "plans/review"
    }

    plan-main = {
      description   = "Plans main: reads state and configuration, keeps the plan that is applied after approval"
      subject       = "ref:refs/heads/main"
      workflow_refs = ["terraform-apply.yml@refs/heads/main", "terraform-drift.yml@refs/heads/main"]
      keeps         = "plans/apply"
    }
  }
}

module "plan_role" {
  source   = "../../modules/github-role"
  for_each = local.planners

  name          = "${var.project}-${each.key}"
  description   = each.value.description
  github        = local.github
  subject       = each.value.subject
  workflow_refs = each.value.workflow_refs

  policies             = { plan = data.aws_iam_policy_document.plan[each.key].json }
  attached_policy_arns = { read-configuration = aws_iam_policy.read_configuration.arn }
}

moved {
  from = module.plan_role
  to   = module.plan_role["plan"]
}

module "build_role" {
  source = "../../modules/github-role"

  name          = "${var.project}-build"
  description   = "Builds main: pushes images and their signatures"
  github        = local.github
  subject       = "ref:refs/heads/main"
  workflow_refs = ["build.yml@refs/heads/main"]
  policies      = { push-images = data.aws_iam_policy_document.build.json }
}

module "deploy_role" {
  source   = "../../modules/github-role"
  for_each = local.environments

  name        = "${var.project}-deploy-${each.key}"
  description = "Deploys to ${each.key}: finds the cluster and the images; rights inside the cluster are its RBAC"
  github      = local.github
  subject     = "environment:${each.key}"

  # Production is released from tags; a rollback starts from main.
  workflow_refs = concat(["deploy.yml@refs/heads/main"], each.key == "production" ? ["deploy.yml@refs/tags/v*"] : [])
  policies      = { deploy = data.aws_iam_policy_document.deploy[each.key].json }

  # A rollout, its watch, and the way back.
  session_hours = 2
}

module "apply_role" {
  source   = "../../modules/github-role"
  for_each = local.environments

  name          = "${var.project}-apply-${each.key}"
  description   = "Applies reviewed plans of the stacks network, data and cluster of ${each.key}"
  github        = local.github
  subject       = "environment:infra-${each.key}"
  workflow_refs = ["terraform-apply.yml@refs/heads/main"]

  # An apply that outlives its session cannot write its state, and MSK changes one broker after the other.
  session_hours = 4

  policies = {
    apply = data.aws_iam_policy_document.apply[each.key].json
    walls = data.aws_iam_policy_document.apply_walls[each.key].json
  }

  attached_policy_arns = { read-configuration = aws_iam_policy.read_configuration.arn }
}
