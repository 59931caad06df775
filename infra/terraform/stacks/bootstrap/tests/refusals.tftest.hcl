run "refuses_what_is_malformed" {
  command = plan

  variables {
    project    = "Fairway_Platform"
    region     = "useast1"
    account_id = "1111-2222-3333"
    repository = "fairway"
  }

  expect_failures = [var.project, var.region, var.account_id, var.repository]
}
