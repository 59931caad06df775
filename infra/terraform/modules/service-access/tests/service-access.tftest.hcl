provider "aws" {
  region              = "us-east-1"
  allowed_account_ids = ["111122223333"]
}

variables {
  service = "order-service"

  declaration = {
    produces       = ["orders"]
    consumes       = ["orders", "users"]
    dead_letters   = ["orders.dlq", "users.dlq"]
    consumer_group = "order-service"
    database       = { name = "orders", role = "order_service" }
    secrets        = ["DATABASE_URL"]
  }

  topics               = ["orders", "orders.dlq", "users", "users.dlq"]
  kafka_cluster_arn    = "arn:aws:kafka:us-east-1:111122223333:cluster/fairway-test-kafka/00000000-0000-4000-8000-000000000000-1"
  database_resource_id = "cluster-0123456789ABCDEFGHIJKLMNOP"
  secrets_kms_key_arn  = "arn:aws:kms:us-east-1:111122223333:key/7f0c2f4e-0000-4000-8000-000000000000"

  storage_kms_key_arn = "arn:aws:kms:us-east-1:111122223333:key/8a1d3f5f-0000-4000-8000-000000000000"

  bucket_arns = {
    exports = "arn:aws:s3:::fairway-test-exports-111122223333"
    reports = "arn:aws:s3:::fairway-test-reports-111122223333"
    uploads = "arn:aws:s3:::fairway-test-uploads-111122223333"
  }

  secret_arns = {
    DATABASE_URL      = "arn:aws:secretsmanager:us-east-1:111122223333:secret:fairway/test/order-service/DATABASE_URL-AbCdEf"
    TOKEN_SIGNING_KEY = "arn:aws:secretsmanager:us-east-1:111122223333:secret:fairway/test/order-service/TOKEN_SIGNING_KEY-AbCdEf"
  }
}

# Lists are compared as sets: their order in the provider's output does not matter to IAM.
run "gives_kafka_what_the_client_asks_for" {
  command = plan

  assert {
    condition = {
      for statement in jsondecode(output.policies.kafka).Statement : statement.Sid => {
        actions   = toset(flatten([statement.Action]))
        resources = toset(flatten([statement.Resource]))
      }
      } == {
      Connect = {
        actions   = toset(["kafka-cluster:Connect", "kafka-cluster:WriteDataIdempotently"])
        resources = toset(["arn:aws:kafka:us-east-1:111122223333:cluster/fairway-test-kafka/00000000-0000-4000-8000-000000000000-1"])
      }
      Produce = {
        actions = toset(["kafka-cluster:DescribeTopic", "kafka-cluster:WriteData"])
        resources = toset([
          "arn:aws:kafka:us-east-1:111122223333:topic/fairway-test-kafka/00000000-0000-4000-8000-000000000000-1/orders",
          "arn:aws:kafka:us-east-1:111122223333:topic/fairway-test-kafka/00000000-0000-4000-8000-000000000000-1/orders.dlq",
          "arn:aws:kafka:us-east-1:111122223333:topic/fairway-test-kafka/00000000-0000-4000-8000-000000000000-1/users.dlq",
        ])
      }
      Consume = {
        actions = toset(["kafka-cluster:DescribeTopic", "kafka-cluster:ReadData"])
        resources = toset([
          "arn:aws:kafka:us-east-1:111122223333:topic/fairway-test-kafka/00000000-0000-4000-8000-000000000000-1/orders",
          "arn:aws:kafka:us-east-1:111122223333:topic/fairway-test-kafka/00000000-0000-4000-8000-000000000000-1/users",
        ])
      }
      JoinGroup = {
        actions   = toset(["kafka-cluster:AlterGroup", "kafka-cluster:DescribeGroup"])
        resources = toset(["arn:aws:kafka:us-east-1:111122223333:group/fairway-test-kafka/00000000-0000-4000-8000-000000000000-1/order-service"])
      }
    }
    error_message = "Kafka rights differ from the client's requests: ${output.policies.kafka}"
  }

  assert {
    condition     = alltrue([for statement in jsondecode(output.policies.kafka).Statement : statement.Effect == "Allow" && !can(statement.Condition)])
    error_message = "MSK does not support our conditions."
  }
}

run "opens_the_database_as_its_own_role_only" {
  command = plan

  assert {
    condition = jsondecode(output.policies.database).Statement == [{
      Sid      = "ConnectAsOwnRole"
      Effect   = "Allow"
      Action   = "rds-db:connect"
      Resource = "arn:aws:rds-db:us-east-1:111122223333:dbuser:cluster-0123456789ABCDEFGHIJKLMNOP/order_service"
    }]
    error_message = "There must be one database role only: ${output.policies.database}"
  }
}

run "reads_the_secrets_that_it_declares_only" {
  command = plan

  assert {
    condition = {
      for statement in jsondecode(output.policies.secrets).Statement : statement.Sid => {
        actions   = toset(flatten([statement.Action]))
        resource  = statement.Resource
        condition = try(statement.Condition, null)
      }
      } == {
      ReadOwnSecrets = {
        actions   = toset(["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"])
        resource  = var.secret_arns.DATABASE_URL
        condition = null
      }
      DecryptOwnSecrets = {
        actions  = toset(["kms:Decrypt"])
        resource = var.secrets_kms_key_arn
        condition = {
          StringEquals = {
            "kms:ViaService"                  = "secretsmanager.us-east-1.amazonaws.com"
            "kms:EncryptionContext:SecretARN" = var.secret_arns.DATABASE_URL
          }
        }
      }
    }
    error_message = "Only DATABASE_URL is declared: ${output.policies.secrets}"
  }
}

run "writes_its_own_bucket_and_reads_the_one_of_another" {
  command = plan

  variables {
    declaration          = { produces = [], consumes = [], dead_letters = [], secrets = [], buckets = { exports = "write", reports = "read" } }
    database_resource_id = null
  }

  assert {
    condition = {
      for statement in jsondecode(output.policies.buckets).Statement : statement.Sid => {
        actions   = toset(flatten([statement.Action]))
        resources = toset(flatten([statement.Resource]))
        context   = try(toset(flatten([statement.Condition.StringEquals["kms:EncryptionContext:aws:s3:arn"]])), toset([]))
      }
      } == {
      List = {
        actions   = toset(["s3:ListBucket"])
        resources = toset([var.bucket_arns.exports, var.bucket_arns.reports])
        context   = toset([])
      }
      Read = {
        actions   = toset(["s3:GetObject"])
        resources = toset(["${var.bucket_arns.exports}/*", "${var.bucket_arns.reports}/*"])
        context   = toset([])
      }
      Write = {
        actions   = toset(["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:ListMultipartUploadParts", "s3:PutObject"])
        resources = toset(["${var.bucket_arns.exports}/*"])
        context   = toset([])
      }
      DecryptThroughS3 = {
        actions   = toset(["kms:Decrypt"])
        resources = toset([var.storage_kms_key_arn])
        context   = toset([var.bucket_arns.exports, var.bucket_arns.reports])
      }
      GenerateDataKeyThroughS3 = {
        actions   = toset(["kms:GenerateDataKey"])
        resources = toset([var.storage_kms_key_arn])
        context   = toset([var.bucket_arns.exports])
      }
    }
    error_message = "It owns exports, reads reports, and has no access to uploads: ${output.policies.buckets}"
  }
}

run "lets_a_reader_of_a_bucket_not_write" {
  command = plan

  variables {
    declaration          = { produces = [], consumes = [], dead_letters = [], secrets = [], buckets = { reports = "read" } }
    database_resource_id = null
  }

  assert {
    condition     = keys(output.policies) == ["buckets"] && [for statement in jsondecode(output.policies.buckets).Statement : statement.Sid] == ["List", "Read", "DecryptThroughS3"]
    error_message = "Reading must not include a right to write: ${output.policies.buckets}"
  }
}

run "gives_nothing_to_a_service_that_has_nothing" {
  command = plan

  variables {
    service              = "api-gateway"
    declaration          = { produces = [], consumes = [], dead_letters = [], secrets = [] }
    database_resource_id = null
    secret_arns          = {}
  }

  assert {
    condition     = length(output.policies) == 0
    error_message = "A service without topics, database and secrets must have no rights."
  }
}

run "lets_a_producer_neither_read_nor_join" {
  command = plan

  variables {
    declaration          = { produces = ["users"], consumes = [], dead_letters = [], secrets = [] }
    database_resource_id = null
  }

  assert {
    condition     = keys(output.policies) == ["kafka"] && [for statement in jsondecode(output.policies.kafka).Statement : statement.Sid] == ["Connect", "Produce"]
    error_message = "Producing must not include a right to read: ${output.policies.kafka}"
  }
}

run "lets_a_reader_without_dead_letters_not_write" {
  command = plan

  variables {
    declaration          = { produces = [], consumes = ["users"], dead_letters = [], consumer_group = "reader", secrets = [] }
    database_resource_id = null
  }

  assert {
    condition     = !strcontains(output.policies.kafka, "Write")
    error_message = "Reading must not include a right to write: ${output.policies.kafka}"
  }
}

run "says_nothing_of_kafka_where_iam_has_no_say" {
  command = plan
  variables { kafka_cluster_arn = null }

  assert {
    condition     = keys(output.policies) == ["database", "secrets"]
    error_message = "Without MSK there must be no Kafka policy."
  }
}

run "refuses_a_name_that_is_no_service" {
  command = plan
  variables { service = "order service" }
  expect_failures = [var.service]
}

run "refuses_to_produce_to_a_topic_that_does_not_exist" {
  command = plan

  variables {
    declaration = { produces = ["payments"], consumes = [], dead_letters = [], database = { name = "orders", role = "order_service" }, secrets = [] }
  }

  expect_failures = [var.declaration]
}

run "refuses_to_consume_a_topic_that_does_not_exist" {
  command = plan

  variables {
    declaration = { produces = [], consumes = ["payments"], dead_letters = [], consumer_group = "order-service", database = { name = "orders", role = "order_service" }, secrets = [] }
  }

  expect_failures = [var.declaration]
}

run "refuses_dead_letters_without_a_topic" {
  command = plan

  variables {
    declaration = { produces = [], consumes = ["users"], dead_letters = ["payments.dlq"], consumer_group = "order-service", database = { name = "orders", role = "order_service" }, secrets = [] }
  }

  expect_failures = [var.declaration]
}

run "refuses_a_consumer_without_group" {
  command = plan

  variables {
    declaration = { produces = [], consumes = ["users"], dead_letters = ["users.dlq"], database = { name = "orders", role = "order_service" }, secrets = [] }
  }

  expect_failures = [var.declaration]
}

run "refuses_every_role_of_the_database" {
  command = plan

  variables {
    declaration = { produces = [], consumes = [], dead_letters = [], database = { name = "orders", role = "*" }, secrets = [] }
  }

  expect_failures = [var.declaration]
}

run "refuses_a_topic_that_kafka_refuses" {
  command = plan
  variables { topics = ["orders", "orders.dlq", "users", "users.dlq", "all topics"] }
  expect_failures = [var.topics]
}

run "refuses_something_else_as_kafka_cluster" {
  command = plan
  variables { kafka_cluster_arn = "arn:aws:kafka:us-east-1:111122223333:topic/fairway-test-kafka/0-1/orders" }
  expect_failures = [var.kafka_cluster_arn]
}

run "refuses_a_database_without_resource_id" {
  command = plan
  variables { database_resource_id = null }
  expect_failures = [var.database_resource_id]
}

run "refuses_the_identifier_of_a_database_as_resource_id" {
  command = plan
  variables { database_resource_id = "fairway-test" }
  expect_failures = [var.database_resource_id]
}

run "refuses_a_secret_that_nobody_has_made" {
  command = plan
  variables { secret_arns = {} }
  expect_failures = [var.secret_arns]
}

run "refuses_a_wildcard_secret" {
  command = plan
  variables { secret_arns = { DATABASE_URL = "arn:aws:secretsmanager:us-east-1:111122223333:secret:fairway/test/*" } }
  expect_failures = [var.secret_arns]
}

run "refuses_an_alias_as_key" {
  command = plan
  variables { secrets_kms_key_arn = "alias/fairway-test-secrets" }
  expect_failures = [var.secrets_kms_key_arn]
}

run "refuses_another_access_to_a_bucket_than_reading_and_writing" {
  command = plan

  variables {
    declaration          = { produces = [], consumes = [], dead_letters = [], secrets = [], buckets = { exports = "own" } }
    database_resource_id = null
  }

  expect_failures = [var.declaration]
}

run "refuses_a_bucket_that_nobody_has_made" {
  command = plan

  variables {
    declaration          = { produces = [], consumes = [], dead_letters = [], secrets = [], buckets = { exports = "write" } }
    database_resource_id = null
    bucket_arns          = {}
  }

  expect_failures = [var.bucket_arns]
}

run "refuses_a_wildcard_bucket" {
  command = plan
  variables { bucket_arns = { exports = "arn:aws:s3:::fairway-test-*" } }
  expect_failures = [var.bucket_arns]
}

run "refuses_an_alias_as_key_of_buckets" {
  command = plan
  variables { storage_kms_key_arn = "alias/fairway-test-storage" }
  expect_failures = [var.storage_kms_key_arn]
}
