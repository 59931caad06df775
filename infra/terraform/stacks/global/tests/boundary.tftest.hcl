# The permissions boundary of an environment's roles. infra/test tries what it allows and what not; this file checks its
# contents.

run "bootstrap" {
  module { source = "../bootstrap" }
}

run "boundary" {
  # The name is a convention: the stacks of the environments use it, and apply may not write it.
  assert {
    condition     = { for environment, boundary in aws_iam_policy.boundary : environment => boundary.arn } == { for environment in keys(local.catalog.environments) : environment => "arn:aws:iam::${var.account_id}:policy/${var.project}-boundary-${environment}" }
    error_message = "Every environment must have its boundary, with the name that its stacks expect."
  }

  assert {
    condition     = alltrue([for environment, boundary in aws_iam_policy.boundary : boundary.policy == data.aws_iam_policy_document.boundary[environment].json])
    error_message = "A boundary must be that of its own environment."
  }

  # IAM does not count white space. The project may have 16 characters.
  assert {
    condition = alltrue([
      for boundary in aws_iam_policy.boundary : length(replace(jsonencode(jsondecode(boundary.policy)), var.project, "sixteen-letters-")) <= 6144
    ])
    error_message = "IAM allows 6144 characters in a policy, but with the longest project name the boundaries have ${join(", ", [for boundary in aws_iam_policy.boundary : length(replace(jsonencode(jsondecode(boundary.policy)), var.project, "sixteen-letters-"))])}. Each further environment adds to them: name its resources with fewer patterns."
  }

  assert {
    condition = {
      for statement in jsondecode(aws_iam_policy.boundary["dev"].policy).Statement :
      statement.Sid => { on = toset(flatten([statement.Resource])), for = try(statement.Condition.StringEquals["aws:PrincipalAccount"], null) } if statement.Effect == "Allow"
      } == {
      Ceiling            = { on = toset(["*"]), for = var.account_id }
      OwnRoles           = { on = toset(["arn:aws:iam::${var.account_id}:role/${var.project}-dev-*"]), for = null }
      ServiceLinkedRoles = { on = toset(["arn:aws:iam::${var.account_id}:role/aws-service-role/*"]), for = null }
    }
    error_message = "The boundary must allow services for this account, and the environment's own roles: ${aws_iam_policy.boundary["dev"].policy}"
  }

  assert {
    condition = {
      for statement in jsondecode(aws_iam_policy.boundary["dev"].policy).Statement :
      statement.Sid => try(toset(flatten([statement.Resource])), toset(["all but ${statement.NotResource}"])) if statement.Effect == "Deny" && statement.Sid != "NothingNamedForOthers"
      } == {
      NoIamWrites                            = toset(["*"])
      NoRolesOfOthers                        = toset(["all but arn:aws:iam::${var.account_id}:role/${var.project}-dev-*"])
      NothingTaggedForOthers                 = toset(["*"])
      NothingTaggedForOtherClusters          = toset(["*"])
      NothingTaggedForNodesOfOtherClusters   = toset(["*"])
      NothingTaggedForTargetsOfOtherClusters = toset(["*"])
      SharedIsForReading                     = toset(["*"])
      NoPrivateRecordsOfOthers               = toset(["*"])
      NoMasterSecretsOfOthers                = toset(["arn:aws:secretsmanager:*:*:secret:rds!*"])
    }
    error_message = "Forbidden actions must be denied explicitly, and everywhere: ${aws_iam_policy.boundary["dev"].policy}"
  }

  # By name: everything of production or shared, and nothing of dev.
  assert {
    condition = alltrue(flatten([
      for environment, other in { dev = "production", production = "dev" } : [
        for statement in jsondecode(aws_iam_policy.boundary[environment].policy).Statement : [
          for resource in statement.Resource : can(regex("${var.project}[-/](${other}|shared|terraform-state)([-/*]|$)", resource)) && !can(regex("${var.project}[-/]${environment}([-/*]|$)", resource))
        ] if statement.Sid == "NothingNamedForOthers"
      ]
    ]))
    error_message = "Only resources with another environment's name, or shared ones, may be denied by name: ${aws_iam_policy.boundary["dev"].policy}"
  }
}
