run "arns_have_the_shape_of_aws" {
  assert {
    condition     = aws_iam_role.cluster.arn == "arn:aws:iam::210987654321:role/platform/platform-cluster"
    error_message = aws_iam_role.cluster.arn
  }
  assert {
    condition     = can(regex("^arn:aws:kafka:eu-west-1:210987654321:cluster/platform/[0-9a-f-]{36}-1$", aws_msk_cluster.this.arn))
    error_message = aws_msk_cluster.this.arn
  }
  assert {
    condition     = aws_msk_topic.orders.arn == "${replace(aws_msk_cluster.this.arn, ":cluster/", ":topic/")}/orders"
    error_message = aws_msk_topic.orders.arn
  }
  assert {
    condition = aws_iam_openid_connect_provider.cluster.arn == join("", [
      "arn:aws:iam::210987654321:oidc-provider/", trimprefix(aws_eks_cluster.this.identity[0].oidc[0].issuer, "https://"),
    ])
    error_message = aws_iam_openid_connect_provider.cluster.arn
  }
  assert {
    condition     = aws_rds_cluster.this.arn == "arn:aws:rds:eu-west-1:210987654321:cluster:platform"
    error_message = aws_rds_cluster.this.arn
  }
  assert {
    condition     = can(regex("^arn:aws:secretsmanager:eu-west-1:210987654321:secret:platform/partner-[A-Za-z0-9]{6}$", aws_secretsmanager_secret.partner.arn))
    error_message = aws_secretsmanager_secret.partner.arn
  }
}

run "values_are_those_of_what_is_switched_on" {
  command = plan

  assert {
    condition     = alltrue([for broker in split(",", aws_msk_cluster.this.bootstrap_brokers_sasl_iam) : endswith(broker, ":9098")])
    error_message = aws_msk_cluster.this.bootstrap_brokers_sasl_iam
  }
  assert {
    condition     = aws_msk_cluster.this.bootstrap_brokers == "" && aws_msk_cluster.this.bootstrap_brokers_tls == ""
    error_message = "listeners that are off have brokers"
  }
  assert {
    condition     = startswith(aws_rds_cluster.this.master_user_secret[0].secret_arn, "arn:aws:secretsmanager:eu-west-1:210987654321:secret:rds!cluster-")
    error_message = "no managed secret"
  }
  assert {
    condition     = startswith(base64decode(aws_eks_cluster.this.certificate_authority[0].data), "-----BEGIN CERTIFICATE-----")
    error_message = "no certificate"
  }
  assert {
    condition     = aws_eks_cluster.this.kubernetes_network_config[0].service_ipv4_cidr == "172.20.0.0/16"
    error_message = "a block that AWS fills is empty"
  }
}

run "copies_are_distinct" {
  command = plan

  assert {
    condition     = length(toset(concat(aws_eip.nat[*].id, values(aws_subnet.private)[*].id))) == 6
    error_message = join(", ", concat(aws_eip.nat[*].id, values(aws_subnet.private)[*].id))
  }
}

run "own_tags_win_over_default_tags" {
  command = plan

  assert {
    condition     = aws_vpc.this.tags_all == tomap({ environment = "test", owner = "payments" })
    error_message = jsonencode(aws_vpc.this.tags_all)
  }
  assert {
    condition     = aws_subnet.private["eu-west-1a"].tags_all["owner"] == "network"
    error_message = "the subnet's own tag was lost"
  }
}
