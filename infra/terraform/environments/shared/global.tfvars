# As `gh api repos/example/fairway --jq '.owner.id, .id'` prints them.
github = {
  owner_id      = "10000001"
  repository_id = "20000002"
}

domain_name = "fairway.example.com"

# A second region that images are copied to, for disaster recovery; null for none.
replication_region = null

# Tags can be activated for the bill a day after the first resource has them, and only by the paying account: set true
# then.
cost_allocation_tags_enabled = false

# About 30 percent above the result of `./fairway cost`, because e-mails are sent at 80 percent of a budget.
monthly_budgets_usd = {
  dev        = 950
  production = 2900
}

# AWS gives an account one cost anomaly monitor, with e-mails to the root address, once Cost Explorer is enabled. To get
# the e-mails here as well, enter its ARN, as `aws ce get-anomaly-monitors` prints it, or "create" if that prints none.
cost_anomaly_monitor = "none"

# A connection of AWS CodeConnections to GitHub, for runners in the VPC (runner_enabled in network.tfvars);
# modules/runner/README.md says how to create one.
github_connection_arn = null

# What already exists in the account and this stack must not manage; stacks/global/README.md says how to find out.
adopted_singletons = []

account_monthly_budget_usd = 3900
budget_emails              = ["platform@example.com"]
