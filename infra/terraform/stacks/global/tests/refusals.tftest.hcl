# Every validation fails once, at every bound. Independent inputs are wrong together, because each run needs a new plan.

run "bootstrap" {
  module { source = "../bootstrap" }
}

run "refuses_what_is_malformed" {
  command = plan

  variables {
    project             = "Fairway_Platform"
    region              = "useast1"
    account_id          = "1111-2222-3333"
    repository          = "fairway"
    github              = { owner_id = "example", repository_id = "20000002" }
    domain_name         = "fairway.example.com."
    monthly_budgets_usd = { dev = 0, production = 2400 }
    budget_emails       = ["platform"]
  }

  expect_failures = [
    var.project, var.region, var.account_id, var.repository, var.github, var.domain_name, var.monthly_budgets_usd, var.budget_emails,
  ]
}

run "refuses_a_budget_of_no_environment_and_copies_to_where_images_are" {
  command = plan

  variables {
    github              = { owner_id = "10000001", repository_id = "fairway" }
    domain_name         = "${join(".", [for n in range(40) : "long"])}.example.com"
    replication_region  = var.region
    monthly_budgets_usd = { dev = 600, production = 2400, staging = 100 }
    budget_emails       = []
  }

  expect_failures = [var.github, var.domain_name, var.replication_region, var.monthly_budgets_usd, var.budget_emails]
}

run "refuses_an_environment_without_budget_and_copies_to_nowhere" {
  command = plan

  variables {
    replication_region  = "west"
    monthly_budgets_usd = { dev = 600 }
    budget_emails       = [for n in range(11) : "person${n}@example.com"]
  }

  expect_failures = [var.replication_region, var.monthly_budgets_usd, var.budget_emails]
}

run "refuses_what_belongs_to_another_account" {
  command = plan

  variables {
    cost_anomaly_monitor  = "arn:aws:ce::000000000000:anomalymonitor/01234567-89ab-cdef-0123-456789abcdef"
    adopted_singletons    = ["the-root-user"]
    github_connection_arn = "arn:aws:codeconnections:${var.region}:000000000000:connection/01234567-89ab-cdef-0123-456789abcdef"
  }

  expect_failures = [var.cost_anomaly_monitor, var.adopted_singletons, var.github_connection_arn]
}

run "refuses_regions_of_other_partitions" {
  command = plan
  variables { region = "cn-north-1" }
  expect_failures = [var.region]
}

run "refuses_an_account_that_may_cost_less_than_its_environments" {
  command = plan
  variables { account_monthly_budget_usd = sum(values(var.monthly_budgets_usd)) - 1 }
  expect_failures = [var.account_monthly_budget_usd]
}
