locals {
  hostname = "${var.hostname_prefix}.${local.global.domain_name}"

  # There is one host name, so one record proves that we own the domain.
  certificate_validation = one(aws_acm_certificate.public.domain_validation_options)
}

# The record of the host name itself is not here: the load balancer belongs to the AWS Load Balancer Controller, and its
# record to ExternalDNS; both follow the Ingress.
resource "aws_acm_certificate" "public" {
  domain_name       = local.hostname
  validation_method = "DNS"

  lifecycle {
    # A load balancer that still uses the old one would prevent its deletion.
    create_before_destroy = true
  }
}

resource "aws_route53_record" "certificate_validation" {
  zone_id = local.global.public_zone_id
  name    = local.certificate_validation.resource_record_name
  type    = local.certificate_validation.resource_record_type
  records = [local.certificate_validation.resource_record_value]
  ttl     = 300
}

resource "aws_acm_certificate_validation" "public" {
  certificate_arn         = aws_acm_certificate.public.arn
  validation_record_fqdns = [aws_route53_record.certificate_validation.fqdn]
}

module "web_acl" {
  source = "../../modules/web-acl"
  count  = var.web_acl_enabled ? 1 : 0

  name                      = local.name
  requests_per_five_minutes = 2000
  kms_key_arn               = module.cluster_key.arn
  log_retention_days        = var.log_retention_days
}
