# Who may assume which role of GitHub, and its rights.

run "bootstrap" {
  module { source = "../bootstrap" }
}

run "github_roles" {
  # Each role accepts one kind of job, by the repository's name alone, and by GitHub's newer form with the numbers of
  # owner and repository
  assert {
    condition = {
      for role, trust in {
        plan              = module.plan_role["plan"].trust_policy
        plan-main         = module.plan_role["plan-main"].trust_policy
        build             = module.build_role.trust_policy
        deploy-dev        = module.deploy_role["dev"].trust_policy
        deploy-production = module.deploy_role["production"].trust_policy
        apply-dev         = module.apply_role["dev"].trust_policy
        apply-production  = module.apply_role["production"].trust_policy
      } : role => toset(one(jsondecode(trust).Statement).Condition.StringEquals["token.actions.githubusercontent.com:sub"])
      } == {
      for role, subject in {
        plan              = "pull_request"
        plan-main         = "ref:refs/heads/main"
        build             = "ref:refs/heads/main"
        deploy-dev        = "environment:dev"
        deploy-production = "environment:production"
        apply-dev         = "environment:infra-dev"
        apply-production  = "environment:infra-production"
      } :
      role => toset(["repo:${var.repository}:${subject}", "repo:${replace(var.repository, "/", "@${var.github.owner_id}/")}@${var.github.repository_id}:${subject}"])
    }
    error_message = "Each role must be limited to its own subject."
  }

  assert {
    condition = {
      for role, trust in {
        plan              = module.plan_role["plan"].trust_policy
        plan-main         = module.plan_role["plan-main"].trust_policy
        build             = module.build_role.trust_policy
        deploy-dev        = module.deploy_role["dev"].trust_policy
        deploy-production = module.deploy_role["production"].trust_policy
        apply-dev         = module.apply_role["dev"].trust_policy
        apply-production  = module.apply_role["production"].trust_policy
      } :
      role => toset(flatten([for test, claims in one(jsondecode(trust).Statement).Condition : try(claims["token.actions.githubusercontent.com:job_workflow_ref"], [])]))
      } == {
      plan = toset(["${var.repository}/.github/workflows/terraform-plan.yml@refs/pull/*"])
      plan-main = toset([
        "${var.repository}/.github/workflows/terraform-apply.yml@refs/heads/main",
        "${var.repository}/.github/workflows/terraform-drift.yml@refs/heads/main",
      ])
      build      = toset(["${var.repository}/.github/workflows/build.yml@refs/heads/main"])
      deploy-dev = toset(["${var.repository}/.github/workflows/deploy.yml@refs/heads/main"])
      deploy-production = toset([
        "${var.repository}/.github/workflows/deploy.yml@refs/heads/main",
        "${var.repository}/.github/workflows/deploy.yml@refs/tags/v*",
      ])
      apply-dev        = toset(["${var.repository}/.github/workflows/terraform-apply.yml@refs/heads/main"])
      apply-production = toset(["${var.repository}/.github/workflows/terraform-apply.yml@refs/heads/main"])
    }
    error_message = "Each role must be limited to its own workflow file."
  }

  assert {
    condition     = aws_iam_openid_connect_provider.github[0].url == "https://token.actions.githubusercontent.com" && aws_iam_openid_connect_provider.github[0].client_id_list == toset(["sts.amazonaws.com"])
    error_message = "Tokens must come from GitHub, with AWS as their audience."
  }

  # Each role has its own policy
  assert {
    condition = {
      plan              = module.plan_role["plan"].policies
      plan-main         = module.plan_role["plan-main"].policies
      build             = module.build_role.policies
      deploy-dev        = module.deploy_role["dev"].policies
      deploy-production = module.deploy_role["production"].policies
      apply-dev         = module.apply_role["dev"].policies
      apply-production  = module.apply_role["production"].policies
      } == {
      plan              = { plan = data.aws_iam_policy_document.plan["plan"].json }
      plan-main         = { plan = data.aws_iam_policy_document.plan["plan-main"].json }
      build             = { push-images = data.aws_iam_policy_document.build.json }
      deploy-dev        = { deploy = data.aws_iam_policy_document.deploy["dev"].json }
      deploy-production = { deploy = data.aws_iam_policy_document.deploy["production"].json }
      apply-dev         = { apply = data.aws_iam_policy_document.apply["dev"].json, walls = data.aws_iam_policy_document.apply_walls["dev"].json }
      apply-production  = { apply = data.aws_iam_policy_document.apply["production"].json, walls = data.aws_iam_policy_document.apply_walls["production"].json }
    }
    error_message = "No role may have the policy of another."
  }

  # Rights on everything must not be written with a star, unless a condition limits them.
  assert {
    condition = alltrue(flatten([
      for policy in concat(
        [data.aws_iam_policy_document.read_configuration.json, data.aws_iam_policy_document.build.json],
        [for document in data.aws_iam_policy_document.plan : document.json],
        [for document in data.aws_iam_policy_document.deploy : document.json],
        [for document in data.aws_iam_policy_document.apply : document.json],
        ) : [
        for statement in jsondecode(policy).Statement : [
          for action in flatten([try(statement.Action, [])]) : !endswith(action, "*") || can(regex(":(Describe|Get|List)[A-Za-z]*\\*$", action))
        ] if statement.Effect == "Allow" && contains(flatten([try(statement.Resource, [])]), "*") && try(statement.Condition, null) == null
      ]
    ]))
    error_message = "An action with a star on every resource needs a condition."
  }

  # Plans see no data and lock nothing
  assert {
    condition = {
      for role, document in data.aws_iam_policy_document.plan : role => {
        for statement in jsondecode(document.json).Statement :
        statement.Sid => { effect = statement.Effect, actions = toset(flatten([statement.Action])), on = try(statement.Resource, "all but ${statement.NotResource}") }
      }
      } == {
      for role, purpose in { plan = "review", plan-main = "apply" } : role => {
        ReadState                 = { effect = "Allow", actions = toset(["s3:GetObject"]), on = "${local.bootstrap.state_bucket.arn}/*" }
        KeepPlans                 = { effect = "Allow", actions = toset(["s3:PutObject"]), on = "${local.bootstrap.state_bucket.arn}/plans/${purpose}/*" }
        UseTheKeyOfState          = { effect = "Allow", actions = toset(["kms:Decrypt", "kms:GenerateDataKey"]), on = local.bootstrap.state_kms_key_arn }
        DecryptNothingElse        = { effect = "Deny", actions = toset(["kms:Decrypt"]), on = "all but ${local.bootstrap.state_kms_key_arn}" }
      }
    }
    error_message = "Roles that plan may only write plans, each for its purpose, and no lock: ${jsonencode({ for role, document in data.aws_iam_policy_document.plan : role => document.json })}"
  }

  assert {
    condition = {
      for statement in jsondecode(data.aws_iam_policy_document.read_configuration.json).Statement :
      statement.Sid => { actions = toset(flatten([statement.Action])), on = try(statement.Resource, "all but ${statement.NotResource}") } if statement.Effect == "Deny"
      } == {
      NeverValuesOfSecrets = { actions = toset(["secretsmanager:BatchGetSecretValue", "secretsmanager:GetSecretValue"]), on = "*" }
      NeverObjectsButState = { actions = toset(["s3:GetObject", "s3:GetObjectVersion"]), on = "all but ${local.bootstrap.state_bucket.arn}/*" }
    }
    error_message = "Values of secrets and objects must be denied: ${data.aws_iam_policy_document.read_configuration.json}"
  }

  assert {
    condition = alltrue([
      for action in local.read_configuration : can(regex("^[a-z0-9-]+:(Describe|Get|List|View)", action)) && !contains([
        "dynamodb:Get*", "ec2:Get*", "ecr:Get*", "kms:Get*", "lambda:Get*", "logs:Get*", "s3:Get*", "s3:GetObject", "secretsmanager:Get*", "sqs:Get*", "ssm:Get*", "wafv2:Get*",
      ], action)
    ])
    error_message = "read_configuration must only read, and not with a pattern that also reads data."
  }

  assert {
    condition = [
      for statement in jsondecode(data.aws_iam_policy_document.read_configuration.json).Statement : toset(statement.Resource) if statement.Sid == "ReadHandovers"
    ] == [toset(["arn:aws:ssm:${var.region}:${var.account_id}:parameter/${var.project}/*", "arn:aws:ssm:${var.region}::parameter/aws/service/*"])]
    error_message = "Only hand-overs and AWS's public parameters may be read."
  }

  # Builds push to our repositories only
  assert {
    condition = {
      for statement in jsondecode(data.aws_iam_policy_document.build.json).Statement : statement.Sid => statement.Resource
    } == { LogInToTheRegistry = "*", PushImages = "arn:aws:ecr:${var.region}:${var.account_id}:repository/${var.project}/*", ReadScans = "*" }
    error_message = "Only our repositories may be written: ${data.aws_iam_policy_document.build.json}"
  }

  # Deployments find their own cluster only
  assert {
    condition = {
      for environment, document in data.aws_iam_policy_document.deploy :
      environment => { for statement in jsondecode(document.json).Statement : statement.Sid => toset(flatten([statement.Resource])) }
      } == {
      for environment in ["dev", "production"] : environment => merge(
        {
          FindTheCluster     = toset(["arn:aws:eks:${var.region}:${var.account_id}:cluster/${var.project}-${environment}"])
          ReadHandovers      = toset(["arn:aws:ssm:${var.region}:${var.account_id}:parameter/${var.project}/${environment}/*", "arn:aws:ssm:${var.region}:${var.account_id}:parameter/${var.project}/shared/global"])
          LogInToTheRegistry = toset(["*"])
          ReadScans          = toset(["*"])
          VerifyImages       = toset(["arn:aws:ecr:${var.region}:${var.account_id}:repository/${var.project}/*"])
        },
        environment == "production" ? { TagReleases = toset(["arn:aws:ecr:${var.region}:${var.account_id}:repository/${var.project}/*"]) } : {},
      )
    }
    error_message = "A deployment may see its own environment only."
  }

  assert {
    condition = [
      for statement in jsondecode(data.aws_iam_policy_document.deploy["production"].json).Statement : statement.Action if statement.Sid == "TagReleases"
    ] == ["ecr:PutImage"]
    error_message = "A release may tag images, but upload nothing."
  }

  # Applying touches one environment
  assert {
    condition = alltrue(flatten([
      for environment, document in data.aws_iam_policy_document.apply : [
        for statement in jsondecode(document.json).Statement : [
          for other in setsubtract(["dev", "production"], [environment]) : !strcontains(jsonencode(statement), other)
        ] if statement.Effect == "Allow"
      ]
    ]))
    error_message = "No allowance of one environment may name another."
  }

  assert {
    condition = {
      for statement in jsondecode(data.aws_iam_policy_document.apply["dev"].json).Statement :
      statement.Sid => toset(flatten([statement.Resource])) if contains(["WriteOwnState", "ReleaseOwnLock", "ReadReviewedPlans", "RightsOfBoundedRoles", "OwnIdentities", "PassOwnRoles", "OwnAliases", "OwnSecrets"], statement.Sid)
      } == {
      WriteOwnState        = toset(["arn:aws:s3:::${var.project}-terraform-state-${var.account_id}/dev/*"])
      ReleaseOwnLock       = toset(["arn:aws:s3:::${var.project}-terraform-state-${var.account_id}/dev/*.tflock"])
      ReadReviewedPlans    = toset(["arn:aws:s3:::${var.project}-terraform-state-${var.account_id}/plans/apply/dev/*"])
      OwnSecrets           = toset(["arn:aws:secretsmanager:${var.region}:${var.account_id}:secret:${var.project}/dev/*"])
      OwnAliases           = toset(["arn:aws:kms:${var.region}:${var.account_id}:alias/${var.project}-dev-*"])
      PassOwnRoles         = toset(["arn:aws:iam::${var.account_id}:role/${var.project}-dev-*"])
      RightsOfBoundedRoles = toset(["arn:aws:iam::${var.account_id}:role/${var.project}-dev-*"])
      OwnIdentities = toset([
        "arn:aws:iam::${var.account_id}:role/${var.project}-dev-*",
        "arn:aws:iam::${var.account_id}:policy/${var.project}-dev-*",
        "arn:aws:iam::${var.account_id}:instance-profile/${var.project}-dev-*",
        "arn:aws:iam::${var.account_id}:oidc-provider/oidc.eks.${var.region}.amazonaws.com/id/*",
      ])
    }
    error_message = "State, roles, keys and secrets must be those of the environment: ${data.aws_iam_policy_document.apply["dev"].json}"
  }

  assert {
    condition = toset(flatten([
      for statement in jsondecode(data.aws_iam_policy_document.apply["dev"].json).Statement : [
        for resource in flatten([statement.Resource]) : resource if !can(regex("${var.project}[-/]dev([-/*]|$)", resource))
      ] if contains(["OwnByName", "OwnTopics"], statement.Sid)
    ])) == toset(["arn:aws:wafv2:${var.region}:${var.account_id}:regional/managedruleset/*", "arn:aws:rds:${var.region}:${var.account_id}:og:default*"])
    error_message = "Every name must be the environment's, except those of AWS's own rules and options: ${data.aws_iam_policy_document.apply["dev"].json}"
  }

  # Giving rights to roles requires the boundary
  assert {
    condition = {
      for environment, document in data.aws_iam_policy_document.apply : environment => {
        for statement in jsondecode(document.json).Statement : statement.Sid => {
          effect   = statement.Effect
          boundary = try(statement.Condition.StringEquals["iam:PermissionsBoundary"], null)
          on       = toset(flatten([statement.Resource]))
          } if length(setintersection(
            toset(flatten([try(statement.Action, [])])),
            ["iam:AttachRolePolicy", "iam:CreateRole", "iam:DeleteRolePermissionsBoundary", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy"],
        )) > 0 || can(statement.NotAction)
      }
      } == {
      for environment in ["dev", "production"] : environment => {
        RightsOfBoundedRoles    = { effect = "Allow", boundary = aws_iam_policy.boundary[environment].arn, on = toset(["arn:aws:iam::${var.account_id}:role/${var.project}-${environment}-*"]) }
        BoundariesStay          = { effect = "Deny", boundary = null, on = toset(["*"]) }
        BoundariesAreNotWritten = { effect = "Deny", boundary = null, on = toset([for boundary in aws_iam_policy.boundary : boundary.arn]) }
      }
    }
    error_message = "Creating a role, or giving it rights, must require the boundary of its environment: ${data.aws_iam_policy_document.apply["dev"].json}"
  }

  # The conditions of statements whose resources cannot be named
  assert {
    condition = {
      for statement in jsondecode(data.aws_iam_policy_document.apply["dev"].json).Statement :
      statement.Sid => statement.Condition if contains(["RegionalWithoutName", "TagOwnNodeGroups", "MakeKeys", "OwnKeys", "UseTheKeyOfState"], statement.Sid)
      } == {
      RegionalWithoutName = { StringEquals = { "aws:RequestedRegion" = var.region } }
      TagOwnNodeGroups    = { StringEquals = { "aws:ResourceTag/eks:cluster-name" = "${var.project}-dev" } }
      MakeKeys            = { StringEquals = { "aws:RequestTag/environment" = "dev" } }
      OwnKeys             = { StringEquals = { "aws:ResourceTag/environment" = "dev" } }
      UseTheKeyOfState    = { StringEquals = { "kms:ViaService" = "s3.${var.region}.amazonaws.com" } }
    }
    error_message = "A statement that no name limits must have a condition: ${data.aws_iam_policy_document.apply["dev"].json}"
  }

  assert {
    condition = {
      for statement in jsondecode(data.aws_iam_policy_document.apply["dev"].json).Statement :
      statement.Sid => { for test, keys in statement.Condition : test => { for key, values in keys : key => toset(flatten([values])) } } if contains(["OwnRecords", "OwnMasterSecret"], statement.Sid)
      } == {
      OwnRecords = {
        "ForAllValues:StringLike" = { "route53:ChangeResourceRecordSetsNormalizedRecordNames" = toset(["*.dev.${var.project}.internal", "_*.${var.domain_name}"]) }
        Null                      = { "route53:ChangeResourceRecordSetsNormalizedRecordNames" = toset(["false"]) }
      }
      OwnMasterSecret = {
        StringLikeIfExists = {
          "aws:ResourceTag/aws:rds:primaryDBClusterArn"  = toset(["arn:aws:rds:${var.region}:${var.account_id}:cluster:${var.project}-dev-*"])
          "aws:ResourceTag/aws:rds:primaryDBInstanceArn" = toset(["arn:aws:rds:${var.region}:${var.account_id}:db:${var.project}-dev-*"])
        }
      }
    }
    error_message = "Records and the master secret must be those of the environment: ${data.aws_iam_policy_document.apply["dev"].json}"
  }

  assert {
    condition = [
      for statement in jsondecode(data.aws_iam_policy_document.apply["dev"].json).Statement :
      contains(keys(statement.Condition.StringEquals), "iam:PassedToService") && !contains(flatten([statement.Condition.StringEquals["iam:PassedToService"]]), "lambda.amazonaws.com") if statement.Sid == "PassOwnRoles"
    ] == [true]
    error_message = "Roles may be passed only to the services that need them."
  }

  # The denials
  assert {
    condition     = alltrue(flatten([for document in data.aws_iam_policy_document.apply_walls : [for statement in jsondecode(document.json).Statement : statement.Effect == "Deny"]]))
    error_message = "A wall denies."
  }

  assert {
    condition = {
      for statement in jsondecode(data.aws_iam_policy_document.apply_walls["dev"].json).Statement : statement.Sid => {
        actions   = try(toset(flatten([statement.Action])), toset([for action in flatten([statement.NotAction]) : "all but ${action}"]))
        resources = try(toset(flatten([statement.Resource])), toset([for resource in flatten([statement.NotResource]) : "all but ${resource}"]))
        tag       = try(toset(flatten([statement.Condition.StringEquals["aws:ResourceTag/environment"]])), null)
      }
      } == {
      NothingOfOtherEnvironments = { actions = toset(["*"]), resources = toset(["*"]), tag = toset(["production"]) }
      NoTagsOnSharedKeys         = { actions = toset(["kms:TagResource", "kms:UntagResource"]), resources = toset(["*"]), tag = toset(["shared"]) }
      NoStateOfOthers = {
        actions   = toset(["s3:DeleteObject*", "s3:PutObject*"])
        resources = toset(["all but arn:aws:s3:::${var.project}-terraform-state-${var.account_id}/dev/*", "all but arn:aws:s3:::${var.project}-dev-*"])
        tag       = null
      }
      NoRolesOfGitHub = {
        actions = toset(["all but iam:Get*", "all but iam:List*"])
        resources = toset(concat(
          [for role in keys(output.role_arns) : output.role_arns[role]],
          ["arn:aws:iam::${var.account_id}:oidc-provider/token.actions.githubusercontent.com"],
        ))
        tag = null
      }
      NoSharedZone = {
        actions   = toset(["route53:AssociateVPCWithHostedZone", "route53:ChangeTagsForResource", "route53:DeleteHostedZone", "route53:UpdateHostedZoneComment"])
        resources = toset(["arn:aws:route53:::hostedzone/${output.public_zone_id}"])
        tag       = null
      }
    }
    error_message = "Other environments, their state, GitHub's roles and the public zone must be denied: ${data.aws_iam_policy_document.apply_walls["dev"].json}"
  }
}
