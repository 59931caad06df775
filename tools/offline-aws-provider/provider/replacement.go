package main

import (
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// The bindings do not say which arguments force replacement, so the most costly ones are listed here, from the
// provider's documentation. A dot leads into a block that appears once.
var forcesReplacement = map[string][]string{
	"aws_autoscaling_group":    {"name", "name_prefix"},
	"aws_cloudtrail":           {"name"},
	"aws_cloudwatch_log_group": {"name", "name_prefix", "log_group_class"},
	"aws_codebuild_project":    {"name"},
	"aws_db_instance":          {"availability_zone", "db_subnet_group_name", "engine", "kms_key_id", "storage_encrypted", "username"},
	"aws_db_subnet_group":      {"name", "name_prefix"},
	"aws_dynamodb_table":       {"name", "hash_key", "range_key"},
	"aws_ecr_repository":       {"name", "encryption_configuration"},
	"aws_eip":                  {"domain"},
	"aws_eks_access_entry":     {"cluster_name", "principal_arn", "type"},
	"aws_eks_addon":            {"cluster_name", "addon_name"},
	"aws_eks_cluster":          {"name", "role_arn", "kubernetes_network_config.service_ipv4_cidr", "kubernetes_network_config.ip_family"},
	"aws_eks_node_group": {
		"cluster_name", "node_group_name", "node_role_arn", "subnet_ids", "ami_type", "capacity_type", "disk_size",
		"instance_types",
	},
	"aws_eks_pod_identity_association":  {"cluster_name", "namespace", "service_account"},
	"aws_elasticache_replication_group": {"replication_group_id", "subnet_group_name", "at_rest_encryption_enabled"},
	"aws_iam_instance_profile":          {"name", "name_prefix", "path"},
	"aws_iam_openid_connect_provider":   {"url"},
	"aws_iam_policy":                    {"name", "name_prefix", "path", "description"},
	"aws_iam_role":                      {"name", "name_prefix", "path"},
	"aws_iam_role_policy":               {"name", "name_prefix", "role"},
	"aws_iam_role_policy_attachment":    {"role", "policy_arn"},
	"aws_instance":                      {"ami", "subnet_id", "availability_zone"},
	"aws_kms_alias":                     {"name", "name_prefix"},
	"aws_lb":                            {"name", "name_prefix", "internal", "load_balancer_type"},
	"aws_lb_target_group":               {"name", "name_prefix", "port", "protocol", "target_type", "vpc_id"},
	"aws_msk_cluster": {
		"cluster_name", "broker_node_group_info.client_subnets", "broker_node_group_info.az_distribution",
		"encryption_info.encryption_at_rest_kms_key_arn", "encryption_info.encryption_in_transit.in_cluster",
	},
	"aws_msk_configuration": {"name"},
	"aws_msk_topic":         {"name", "cluster_arn", "replication_factor"},
	"aws_nat_gateway":       {"subnet_id", "allocation_id", "connectivity_type"},
	"aws_network_acl":       {"vpc_id"},
	"aws_rds_cluster": {
		"cluster_identifier", "cluster_identifier_prefix", "availability_zones", "database_name",
		"db_subnet_group_name", "engine", "kms_key_id", "master_username", "storage_encrypted",
	},
	"aws_rds_cluster_instance":            {"cluster_identifier", "engine", "availability_zone", "db_subnet_group_name"},
	"aws_rds_cluster_parameter_group":     {"name", "name_prefix", "family", "description"},
	"aws_db_parameter_group":              {"name", "name_prefix", "family", "description"},
	"aws_route":                           {"route_table_id", "destination_cidr_block", "destination_ipv6_cidr_block", "destination_prefix_list_id"},
	"aws_route53_record":                  {"zone_id", "set_identifier"},
	"aws_route53_zone":                    {"name", "delegation_set_id"},
	"aws_route_table":                     {"vpc_id"},
	"aws_s3_bucket":                       {"bucket", "bucket_prefix", "object_lock_enabled"},
	"aws_secretsmanager_secret":           {"name", "name_prefix"},
	"aws_security_group":                  {"name", "name_prefix", "description", "vpc_id"},
	"aws_sns_topic":                       {"name", "name_prefix", "fifo_topic"},
	"aws_sqs_queue":                       {"name", "name_prefix", "fifo_queue"},
	"aws_ssm_parameter":                   {"name"},
	"aws_subnet":                          {"vpc_id", "cidr_block", "availability_zone", "availability_zone_id"},
	"aws_vpc":                             {"cidr_block"},
	"aws_vpc_endpoint":                    {"vpc_id", "service_name", "vpc_endpoint_type"},
	"aws_vpc_security_group_egress_rule":  {"security_group_id"},
	"aws_vpc_security_group_ingress_rule": {"security_group_id"},
	"aws_wafv2_web_acl":                   {"name", "name_prefix", "scope"},
}

// replacements lists the changed arguments that require a new resource. Since version 6 every resource has a region.
func replacements(typeName string, prior, planned tftypes.Value) []*tftypes.AttributePath {
	if !present(prior) || !present(planned) {
		return nil
	}
	var paths []*tftypes.AttributePath
	for _, argument := range slices.Concat(forcesReplacement[typeName], []string{"region"}) {
		path, before, after := follow(argument, prior, planned)
		// A name from a prefix stays as AWS chose it: `name` is null in the plan then, which is not a change.
		if before.Type() != nil && after.Type() != nil && !after.IsNull() && !before.Equal(after) {
			paths = append(paths, path)
		}
	}
	return paths
}

func follow(argument string, prior, planned tftypes.Value) (path *tftypes.AttributePath, before, after tftypes.Value) {
	path = tftypes.NewAttributePath()
	before, after = prior, planned
	names := strings.Split(argument, ".")
	for depth, name := range names {
		path = path.WithAttributeName(name)
		before, after = objectOf(before)[name], objectOf(after)[name]
		if depth < len(names)-1 {
			path = path.WithElementKeyInt(0)
			before, after = firstElement(before), firstElement(after)
		}
	}
	return path, before, after
}

func firstElement(value tftypes.Value) tftypes.Value {
	if elements := elementsOf(value); len(elements) > 0 {
		return elements[0]
	}
	return tftypes.Value{}
}
