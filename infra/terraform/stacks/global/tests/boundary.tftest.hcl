# The ceiling of the roles of an environment. What it lets through and what not is tried in infra/test; here is what the ceiling is made of.

run "bootstrap" {
  module { source = "../bootstrap" }
}

run "boundary" {
  # The name is an agreement: the stacks of the environments use it, and apply may not write it.
  assert {
    condition     = { for environment, boundary in aws_iam_policy.boundary : environment => boundary.arn } == { for environment in keys(local.catalog.environments) : environment => "arn:aws:iam::${var.account_id}:policy/${var.project}-boundary-${environment}" }
    error_message = "Every environment must have its boundary, under the name that its stacks expect."
  }

  assert {
    condition     = alltrue([for environment, boundary in aws_iam_policy.boundary : boundary.policy == data.aws_iam_policy_document.boundary[environment].json])
    error_message = "A boundary must be that of its own environment."
  }

  # IAM counts without white space. The project may have 16 characters.
  assert {
    condition = alltrue([
      for boundary in aws_iam_policy.boundary : length(replace(jsonencode(jsondecode(boundary.policy)), var.project, "sixteen-letters-")) <= 6144
    ])
    error_message = "IAM takes 6144 characters in a policy, and for the longest name of a project the boundaries have ${join(", ", [for boundary in aws_iam_policy.boundary : length(replace(jsonencode(jsondecode(boundary.policy)), var.project, "sixteen-letters-"))])}. Each further environment adds to them: name its resources by fewer patterns."
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
    error_message = "What the ceiling lets through must be services for this account, and the environment's own roles: ${aws_iam_policy.boundary["dev"].policy}"
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
    error_message = "What is closed must be denied, not left out, and everywhere: ${aws_iam_policy.boundary["dev"].policy}"
  }

  # By name: all that is production's or shared, and nothing of dev.
  assert {
    condition = alltrue(flatten([
      for environment, other in { dev = "production", production = "dev" } : [
        for statement in jsondecode(aws_iam_policy.boundary[environment].policy).Statement : [
          for resource in statement.Resource : can(regex("${var.project}[-/](${other}|shared|terraform-state)([-/*]|$)", resource)) && !can(regex("${var.project}[-/]${environment}([-/*]|$)", resource))
        ] if statement.Sid == "NothingNamedForOthers"
      ]
    ]))
    error_message = "Only what carries another environment's name, or is shared, may be closed by its name: ${aws_iam_policy.boundary["dev"].policy}"
  }
}
