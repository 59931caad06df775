resource "aws_route53_zone" "public" {
  #checkov:skip=CKV2_AWS_38:DNSSEC is switched on together with the registrar's DS record; a signed zone without it has no effect, and a wrong record takes the domain down.
  #checkov:skip=CKV2_AWS_39:The access logs of the load balancers show the callers; a query log would only show which resolver asked for a public name.
  name    = var.domain_name
  comment = "Public names of all environments of ${var.project}"
}

# Only Amazon may issue certificates for the domain, and none with a wildcard.
resource "aws_route53_record" "certificate_authorities" {
  zone_id = aws_route53_zone.public.zone_id
  name    = var.domain_name
  type    = "CAA"
  ttl     = 3600
  records = ["0 issue \"amazon.com\"", "0 issuewild \";\""]
}
