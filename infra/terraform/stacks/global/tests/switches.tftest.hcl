# Rights that come with the lock table of the specification, and with a connection for runners.
run "bootstrap_with_a_lock_table" {
  module { source = "../bootstrap" }
  variables { lock_table_enabled = true }
}

run "gives_rights_to_the_lock_table_and_to_the_connection" {
  command = plan
  variables { github_connection_arn = "arn:aws:codeconnections:${var.region}:${var.account_id}:connection/01234567-89ab-cdef-0123-456789abcdef" }

  assert {
    condition = {
      for environment, document in data.aws_iam_policy_document.apply : environment => {
        for statement in jsondecode(document.json).Statement : statement.Sid => {
          on    = statement.Resource
          items = try(flatten([statement.Condition["ForAllValues:StringLike"]["dynamodb:LeadingKeys"]]), [])
        } if contains(["LockOwnState", "ConnectRunners"], statement.Sid)
      }
      } == {
      for environment in ["dev", "production"] : environment => {
        LockOwnState   = { on = local.bootstrap.lock_table_arn, items = ["${local.bootstrap.state_bucket.name}/${environment}/*"] }
        ConnectRunners = { on = var.github_connection_arn, items = [] }
      }
    }
    error_message = "An apply may lock the state of its own environment, and use the one connection: ${data.aws_iam_policy_document.apply["dev"].json}"
  }

  assert {
    condition = alltrue([
      for document in [data.aws_iam_policy_document.plan["plan-main"], data.aws_iam_policy_document.apply["dev"], data.aws_iam_policy_document.apply["production"]] : [
        for statement in jsondecode(document.json).Statement : toset(flatten([statement.Condition.StringEquals["kms:ViaService"]])) if statement.Sid == "UseTheKeyOfState"
      ] == [toset(["dynamodb.${var.region}.amazonaws.com", "s3.${var.region}.amazonaws.com"])]
    ])
    error_message = "The table must be encrypted with the state's key: ${data.aws_iam_policy_document.plan["plan-main"].json}"
  }

  assert {
    condition = [
      for statement in jsondecode(data.aws_iam_policy_document.plan["plan-main"].json).Statement : [statement.Action, statement.Resource] if strcontains(jsonencode(statement), "dynamodb:") && statement.Sid != "UseTheKeyOfState"
    ] == [["dynamodb:GetItem", local.bootstrap.lock_table_arn]]
    error_message = "A plan must compare the state with its checksum, and lock nothing: ${data.aws_iam_policy_document.plan["plan-main"].json}"
  }
}
