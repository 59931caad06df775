package main

import "strings"

// computed contains AWS's answers by type and attribute; a dot leads into a nested object. A list of strings is written
// with spaces between its elements. See expand for the placeholders.
var computed = map[string]map[string]string{
	"aws_acm_certificate":            {"id": "{arn}", "status": "PENDING_VALIDATION", "type": "AMAZON_ISSUED"},
	"aws_acm_certificate_validation": {"id": "2026-01-01 00:00:00 +0000 UTC"},
	"aws_autoscaling_group":          {"id": "{name}"},
	"aws_backup_plan":                {"id": "{uuid}"},
	"aws_budgets_budget":             {"id": "{account}:{name}"},
	"aws_ce_anomaly_monitor":         {"id": "{arn}"},
	"aws_ce_anomaly_subscription":    {"id": "{arn}"},
	"aws_cloudfront_distribution": {
		"id": "E{HEX:13}", "domain_name": "d{hex:13}.cloudfront.net", "hosted_zone_id": "Z2FDTNDATAQYW2", "status": "Deployed",
	},
	"aws_cloudtrail":                 {"id": "{arn}", "home_region": "{region}"},
	"aws_cloudwatch_metric_alarm":    {"id": "{alarm_name}"},
	"aws_cloudwatch_composite_alarm": {"id": "{alarm_name}"},
	"aws_cloudwatch_dashboard":       {"id": "{dashboard_name}", "dashboard_arn": "arn:{partition}:cloudwatch::{account}:dashboard/{dashboard_name}"},
	"aws_codebuild_project":          {"id": "{arn}", "service_role": "{service_role}"},
	"aws_db_instance": {
		"id": "{identifier}", "resource_id": "db-{ALNUM:26}", "port": "5432", "hosted_zone_id": "Z{HEX:13}", "engine_version_actual": "{engine_version}",
		"address": "{identifier}.{hex:12}.{region}.rds.{dns_suffix}", "endpoint": "{address}:{port}", "status": "available",
		"master_user_secret.secret_arn": "arn:{partition}:secretsmanager:{region}:{account}:secret:rds!db-{uuid}-{alnum:6}",
	},
	"aws_db_proxy":                            {"endpoint": "{name}.proxy-{hex:12}.{region}.rds.{dns_suffix}", "id": "{name}"},
	"aws_default_network_acl":                 {"id": "{default_network_acl_id}"},
	"aws_default_security_group":              {"name": "default"},
	"aws_default_route_table":                 {"id": "{default_route_table_id}"},
	"aws_ecr_repository":                      {"repository_url": "{account}.dkr.ecr.{region}.{dns_suffix}/{name}", "id": "{name}"},
	"aws_ecr_lifecycle_policy":                {"id": "{repository}"},
	"aws_ecr_repository_policy":               {"id": "{repository}"},
	"aws_ecr_registry_scanning_configuration": {"id": "{account}"},
	"aws_ecr_replication_configuration":       {"id": "{account}"},
	"aws_efs_file_system":                     {"dns_name": "{id}.efs.{region}.{dns_suffix}"},
	"aws_eip":                                 {"allocation_id": "{id}", "domain": "vpc", "public_ip": "", "public_dns": ""},
	"aws_eks_access_entry": {
		"id":               "{cluster_name}:{principal_arn}",
		"access_entry_arn": "arn:{partition}:eks:{region}:{account}:access-entry/{cluster_name}/role/{account}/entry/{uuid}",
		"type":             "STANDARD", "user_name": "{principal_arn}",
	},
	"aws_eks_access_policy_association": {"id": "{cluster_name}#{principal_arn}#{policy_arn}"},
	"aws_eks_addon":                     {"id": "{cluster_name}:{addon_name}", "addon_version": "v1.0.0-eksbuild.1"},
	"aws_eks_cluster": {
		"id": "{name}", "cluster_id": "", "status": "ACTIVE", "platform_version": "eks.1", "version": "1.34",
		"endpoint":                                    "https://{HEX:32}.gr7.{region}.eks.{dns_suffix}",
		"identity.oidc.issuer":                        "https://oidc.eks.{region}.{dns_suffix}/id/{HEX:32}",
		"certificate_authority.data":                  "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCi0tLS0tRU5EIENFUlRJRklDQVRFLS0tLS0K",
		"vpc_config.cluster_security_group_id":        "sg-{hex:17}",
		"kubernetes_network_config.service_ipv4_cidr": "172.20.0.0/16",
		"kubernetes_network_config.ip_family":         "ipv4",
		"access_config.authentication_mode":           "CONFIG_MAP",
	},
	"aws_eks_cluster_auth":    {"id": "{name}", "token": "k8s-aws-v1.{hex:40}"},
	"aws_eks_fargate_profile": {"id": "{cluster_name}:{fargate_profile_name}"},
	"aws_eks_node_group": {
		"id": "{cluster_name}:{node_group_name}", "version": "1.34", "resources.autoscaling_groups.name": "eks-{node_group_name}-{uuid}",
		"resources.remote_access_security_group_id": "",
	},
	"aws_eks_pod_identity_association": {
		"id": "a-{hex:17}", "association_id": "a-{hex:17}",
		"association_arn": "arn:{partition}:eks:{region}:{account}:podidentityassociation/{cluster_name}/a-{hex:17}",
	},
	"aws_elasticache_replication_group": {
		"id": "{replication_group_id}", "primary_endpoint_address": "{replication_group_id}.{hex:6}.ng.0001.cache.{dns_suffix}",
		"reader_endpoint_address":        "{replication_group_id}-ro.{hex:6}.ng.0001.cache.{dns_suffix}",
		"configuration_endpoint_address": "clustercfg.{replication_group_id}.{hex:6}.cache.{dns_suffix}",
	},
	"aws_iam_access_key":              {"id": "AKIA{ALNUM:16}", "status": "Active"},
	"aws_iam_instance_profile":        {"id": "{name}", "unique_id": "AIPA{ALNUM:17}"},
	"aws_iam_openid_connect_provider": {"id": "{arn}", "thumbprint_list": "{hex:40}"},
	"aws_iam_policy":                  {"id": "{arn}", "policy_id": "ANPA{ALNUM:17}", "path": "/"},
	"aws_iam_role":                    {"id": "{name}", "unique_id": "AROA{ALNUM:17}"},
	"aws_iam_role_policy":             {"id": "{role}:{name}"},
	"aws_iam_role_policy_attachment":  {"id": "{role}/{policy_arn}"},
	"aws_iam_user":                    {"id": "{name}", "unique_id": "AIDA{ALNUM:17}"},
	"aws_kms_alias": {
		"id": "{name}", "target_key_id": "{uuid}", "target_key_arn": "arn:{partition}:kms:{region}:{account}:key/{target_key_id}",
	},
	"aws_kms_external_key":    {"id": "{uuid}"},
	"aws_kms_replica_key":     {"id": "{uuid}", "key_id": "{uuid}"},
	"aws_kms_key":             {"id": "{uuid}", "key_id": "{uuid}"},
	"aws_elasticache_cluster": {"id": "{cluster_id}"},
	"aws_key_pair":            {"id": "{key_name}", "key_pair_id": "key-{hex:17}"},
	"aws_lambda_function": {
		"id": "{function_name}", "version": "$LATEST",
		"invoke_arn": "arn:{partition}:apigateway:{region}:lambda:path/2015-03-31/functions/{arn}/invocations", "qualified_arn": "{arn}:1",
	},
	"aws_launch_template":   {"latest_version": "1", "default_version": "1"},
	"aws_lb":                {"id": "{arn}", "dns_name": "{name}-{digits:10}.{region}.elb.{dns_suffix}", "zone_id": "Z{HEX:13}"},
	"aws_lb_listener":       {"id": "{arn}"},
	"aws_lb_listener_rule":  {"id": "{arn}"},
	"aws_lb_target_group":   {"id": "{arn}", "arn_suffix": "targetgroup/{name}/{hex:16}"},
	"aws_msk_cluster":       {"id": "{arn}", "cluster_uuid": "{uuid}-1", "current_version": "K{HEX:13}", "storage_mode": "LOCAL"},
	"aws_msk_configuration": {"id": "{arn}", "latest_revision": "1"},
	"aws_msk_serverless_cluster": {
		"id": "{arn}", "cluster_uuid": "{uuid}-s1", "bootstrap_brokers_sasl_iam": "boot-{hex:8}.c1.kafka-serverless.{region}.{dns_suffix}:9098",
	},
	"aws_msk_scram_secret_association": {"id": "{cluster_arn}"},
	"aws_msk_topic":                    {"configs_actual": "{configs}"},
	"aws_opensearch_domain":            {"id": "{arn}", "endpoint": "search-{domain_name}-{hex:26}.{region}.es.{dns_suffix}"},
	"aws_prometheus_workspace": {
		"id": "ws-{uuid}", "prometheus_endpoint": "https://aps-workspaces.{region}.{dns_suffix}/workspaces/ws-{uuid}/",
	},
	"aws_rds_cluster": {
		"id": "{cluster_identifier}", "cluster_resource_id": "cluster-{ALNUM:26}", "port": "5432", "hosted_zone_id": "Z{HEX:13}", "engine_version_actual": "{engine_version}",
		"endpoint":                      "{cluster_identifier}.cluster-{hex:12}.{region}.rds.{dns_suffix}",
		"reader_endpoint":               "{cluster_identifier}.cluster-ro-{hex:12}.{region}.rds.{dns_suffix}",
		"master_user_secret.secret_arn": "arn:{partition}:secretsmanager:{region}:{account}:secret:rds!cluster-{uuid}-{alnum:6}",
	},
	"aws_rds_cluster_instance": {
		"id": "{identifier}", "dbi_resource_id": "db-{ALNUM:26}", "port": "5432", "engine_version_actual": "{engine_version}",
		"endpoint": "{identifier}.{hex:12}.{region}.rds.{dns_suffix}",
	},
	"aws_route53_record": {"id": "{zone_id}_{name}_{type}", "fqdn": "{name}"},
	"aws_route53_zone": {
		"id": "{zone_id}", "zone_id": "Z{HEX:20}",
		"name_servers":        "ns-1.awsdns-01.org ns-2.awsdns-02.co.uk ns-3.awsdns-03.com ns-4.awsdns-04.net",
		"primary_name_server": "ns-1.awsdns-01.org",
	},
	"aws_route_table_association": {"id": "rtbassoc-{hex:17}"},
	"aws_s3_bucket": {
		"id": "{bucket}", "bucket_domain_name": "{bucket}.s3.{dns_suffix}", "hosted_zone_id": "Z{HEX:13}", "bucket_region": "{region}",
		"bucket_regional_domain_name": "{bucket}.s3.{region}.{dns_suffix}",
	},
	"aws_s3_object":                      {"id": "{bucket}/{key}"},
	"aws_secretsmanager_secret":          {"id": "{arn}"},
	"aws_secretsmanager_secret_policy":   {"id": "{secret_arn}"},
	"aws_secretsmanager_secret_rotation": {"id": "{secret_id}"},
	"aws_secretsmanager_secret_version":  {"id": "{secret_id}|{version_id}", "arn": "{secret_id}", "version_id": "terraform-{digits:26}"},
	"aws_sns_topic":                      {"id": "{arn}"},
	"aws_sns_topic_policy":               {"id": "{arn}"},
	"aws_sns_topic_subscription":         {"id": "{arn}"},
	"aws_sqs_queue": {
		"id": "https://sqs.{region}.{dns_suffix}/{account}/{name}", "url": "https://sqs.{region}.{dns_suffix}/{account}/{name}",
	},
	"aws_sqs_queue_policy": {"id": "{queue_url}"},
	"aws_ssm_parameter":    {"id": "{name}", "version": "1", "tier": "Standard", "data_type": "text"},
	"aws_vpc": {
		"default_security_group_id": "sg-{hex:17}", "default_network_acl_id": "acl-{hex:17}", "default_route_table_id": "rtb-{hex:17}",
		"main_route_table_id": "rtb-{hex:17}",
	},
	"aws_vpc_endpoint":                    {"state": "available"},
	"aws_vpc_security_group_egress_rule":  {"id": "sgr-{hex:17}", "security_group_rule_id": "sgr-{hex:17}"},
	"aws_vpc_security_group_ingress_rule": {"id": "sgr-{hex:17}", "security_group_rule_id": "sgr-{hex:17}"},
	"aws_wafv2_ip_set":                    {"id": "{uuid}"},
	"aws_wafv2_web_acl":                   {"id": "{uuid}", "capacity": "100"},
}

// idPrefixes are the prefixes of types whose id is a prefix and 17 hexadecimal digits.
var idPrefixes = map[string]string{
	"aws_ami": "ami", "aws_default_security_group": "sg", "aws_default_subnet": "subnet", "aws_default_vpc": "vpc",
	"aws_ebs_snapshot": "snap", "aws_ebs_volume": "vol", "aws_ec2_managed_prefix_list": "pl", "aws_ec2_transit_gateway": "tgw",
	"aws_efs_access_point": "fsap", "aws_efs_file_system": "fs", "aws_egress_only_internet_gateway": "eigw", "aws_eip": "eipalloc",
	"aws_eip_association": "eipassoc", "aws_flow_log": "fl", "aws_instance": "i", "aws_internet_gateway": "igw", "aws_launch_template": "lt",
	"aws_main_route_table_association": "rtbassoc", "aws_nat_gateway": "nat", "aws_network_acl": "acl", "aws_network_interface": "eni",
	"aws_route": "r-rtb", "aws_route_table": "rtb", "aws_security_group": "sg", "aws_security_group_rule": "sgrule", "aws_subnet": "subnet",
	"aws_vpc": "vpc", "aws_ec2_transit_gateway_vpc_attachment": "tgw-attach", "aws_ec2_transit_gateway_route_table": "tgw-rtb",
	"aws_vpc_dhcp_options": "dopt", "aws_vpc_endpoint": "vpce", "aws_vpc_endpoint_service": "vpce-svc",
	"aws_vpc_ipv4_cidr_block_association": "vpc-cidr-assoc", "aws_vpc_ipv6_cidr_block_association": "vpc-cidr-assoc", "aws_vpc_peering_connection": "pcx",
}

// id covers the types that are not in the table: a prefixed id, otherwise the name, otherwise a digest.
func (i *instance) id() string {
	if prefix, ok := idPrefixes[i.typeName]; ok {
		return i.expand(prefix+"-{hex:17}", "id")
	}
	// Each setting of a bucket is one resource per bucket.
	if _, named := i.attributes["name"]; !named && strings.HasPrefix(i.typeName, "aws_s3_bucket_") {
		return i.text("bucket")
	}
	return i.named()
}
