# A small platform: the provider must get the relations of its parts right.
terraform {
  required_version = "~> 1.11"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }
}

variable "vpc_cidr" {
  type    = string
  default = "10.0.0.0/16"
}

variable "owner" {
  type    = string
  default = "payments"
}

provider "aws" {
  region              = "eu-west-1"
  allowed_account_ids = ["210987654321"]
  default_tags {
    tags = { environment = "test", owner = var.owner }
  }
}

data "aws_availability_zones" "this" {}

resource "aws_vpc" "this" {
  cidr_block = var.vpc_cidr
}

resource "aws_subnet" "private" {
  for_each          = { for index, zone in data.aws_availability_zones.this.names : zone => index }
  vpc_id            = aws_vpc.this.id
  availability_zone = each.key
  cidr_block        = cidrsubnet(var.vpc_cidr, 8, each.value)
  tags              = { owner = "network" }
}

resource "aws_eip" "nat" {
  count = 3
}

resource "aws_iam_role" "cluster" {
  name               = "platform-cluster"
  path               = "/platform/"
  assume_role_policy = data.aws_iam_policy_document.cluster.json
}

data "aws_iam_policy_document" "cluster" {
  statement {
    actions = ["sts:AssumeRole", "sts:TagSession"]
    principals {
      type        = "Service"
      identifiers = ["eks.amazonaws.com"]
    }
  }
}

resource "aws_eks_cluster" "this" {
  name     = "platform"
  role_arn = aws_iam_role.cluster.arn
  vpc_config {
    subnet_ids = [for subnet in aws_subnet.private : subnet.id]
  }
  timeouts {
    create = "30m"
  }
}

resource "aws_iam_openid_connect_provider" "cluster" {
  url            = aws_eks_cluster.this.identity[0].oidc[0].issuer
  client_id_list = ["sts.amazonaws.com"]
}

resource "aws_msk_cluster" "this" {
  cluster_name           = "platform"
  kafka_version          = "3.9.x.kraft"
  number_of_broker_nodes = 3
  broker_node_group_info {
    instance_type   = "kafka.m7g.large"
    client_subnets  = [for subnet in aws_subnet.private : subnet.id]
    security_groups = [aws_eks_cluster.this.vpc_config[0].cluster_security_group_id]
  }
  client_authentication {
    sasl {
      iam = true
    }
  }
}

resource "aws_msk_topic" "orders" {
  name               = "orders"
  cluster_arn        = aws_msk_cluster.this.arn
  partition_count    = 12
  replication_factor = 3
}

resource "aws_rds_cluster" "this" {
  cluster_identifier          = "platform"
  engine                      = "aurora-postgresql"
  master_username             = "platform"
  manage_master_user_password = true
}

resource "aws_acm_certificate" "this" {
  domain_name               = "example.com"
  subject_alternative_names = ["*.example.com"]
  validation_method         = "DNS"
}

resource "aws_route53_zone" "this" {
  name = "example.com"
}

resource "aws_route53_record" "validation" {
  for_each        = { for option in aws_acm_certificate.this.domain_validation_options : option.domain_name => option }
  zone_id         = aws_route53_zone.this.zone_id
  name            = each.value.resource_record_name
  type            = each.value.resource_record_type
  ttl             = 60
  records         = [each.value.resource_record_value]
  allow_overwrite = true
}

resource "aws_secretsmanager_secret" "partner" {
  name = "platform/partner"
}

resource "aws_secretsmanager_secret_version" "partner" {
  secret_id                = aws_secretsmanager_secret.partner.id
  secret_string_wo         = "never in the state"
  secret_string_wo_version = 1
}

resource "aws_wafv2_web_acl" "this" {
  name  = "platform"
  scope = "REGIONAL"
  default_action {
    allow {}
  }
  rule {
    name     = "common"
    priority = 1
    override_action {
      none {}
    }
    statement {
      managed_rule_group_statement {
        vendor_name = "AWS"
        name        = "AWSManagedRulesCommonRuleSet"
        scope_down_statement {
          not_statement {
            statement {
              geo_match_statement {
                country_codes = ["US"]
              }
            }
          }
        }
      }
    }
    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "common"
      sampled_requests_enabled   = true
    }
  }
  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = "platform"
    sampled_requests_enabled   = true
  }
}
