# As `gh api repos/example/fairway --jq '.owner.id, .id'` prints them.
github = {
  owner_id      = "10000001"
  repository_id = "20000002"
}

domain_name = "fairway.example.com"

# A second region that images are copied to, for disaster recovery; null for none.
replication_region = null

# Tags can be activated in the bill a day after the first resource carries them, and only by the account that pays: set true then.
cost_allocation_tags_enabled = false

# About 30 percent above what `./fairway cost` expects, since mails go out at 80 percent of a budget.
monthly_budgets_usd = {
  dev        = 950
  production = 2900
}

# AWS gives an account one monitor of unusual cost, with mails to the root address, once Cost Explorer is enabled. To get the mails here as well, enter its
# ARN, as `aws ce get-anomaly-monitors` prints it, or "create" where that prints none.
cost_anomaly_monitor = "none"

# Connection of AWS CodeConnections to GitHub, for runners in the VPC (runner_enabled in network.tfvars); modules/runner/README.md says how to make one.
github_connection_arn = null

# What the account has already and this stack must leave alone; stacks/global/README.md says how to look.
adopted_singletons = []

account_monthly_budget_usd = 3900
budget_emails              = ["platform@example.com"]
