package main

import "strings"

// arns has the format of each type's ARN, from the Service Authorization Reference. Policies are derived from these.
var arns = map[string]string{
	"aws_acm_certificate":                         "arn:{partition}:acm:{region}:{account}:certificate/{uuid}",
	"aws_autoscaling_group":                       "arn:{partition}:autoscaling:{region}:{account}:autoScalingGroup:{uuid}:autoScalingGroupName/{name}",
	"aws_backup_plan":                             "arn:{partition}:backup:{region}:{account}:backup-plan:{uuid}",
	"aws_backup_vault":                            "arn:{partition}:backup:{region}:{account}:backup-vault:{name}",
	"aws_budgets_budget":                          "arn:{partition}:budgets::{account}:budget/{name}",
	"aws_ce_anomaly_monitor":                      "arn:{partition}:ce::{account}:anomalymonitor/{uuid}",
	"aws_ce_anomaly_subscription":                 "arn:{partition}:ce::{account}:anomalysubscription/{uuid}",
	"aws_cloudfront_distribution":                 "arn:{partition}:cloudfront::{account}:distribution/E{HEX:13}",
	"aws_cloudtrail":                              "arn:{partition}:cloudtrail:{region}:{account}:trail/{name}",
	"aws_cloudwatch_composite_alarm":              "arn:{partition}:cloudwatch:{region}:{account}:alarm:{alarm_name}",
	"aws_cloudwatch_event_api_destination":        "arn:{partition}:events:{region}:{account}:api-destination/{name}/{uuid}",
	"aws_cloudwatch_event_archive":                "arn:{partition}:events:{region}:{account}:archive/{name}",
	"aws_cloudwatch_event_bus":                    "arn:{partition}:events:{region}:{account}:event-bus/{name}",
	"aws_cloudwatch_event_connection":             "arn:{partition}:events:{region}:{account}:connection/{name}/{uuid}",
	"aws_cloudwatch_event_rule":                   "arn:{partition}:events:{region}:{account}:rule/{name}",
	"aws_cloudwatch_log_destination":              "arn:{partition}:logs:{region}:{account}:destination:{name}",
	"aws_cloudwatch_log_group":                    "arn:{partition}:logs:{region}:{account}:log-group:{name}",
	"aws_cloudwatch_log_stream":                   "arn:{partition}:logs:{region}:{account}:log-group:{log_group_name}:log-stream:{name}",
	"aws_cloudwatch_metric_alarm":                 "arn:{partition}:cloudwatch:{region}:{account}:alarm:{alarm_name}",
	"aws_cloudwatch_metric_stream":                "arn:{partition}:cloudwatch:{region}:{account}:metric-stream/{name}",
	"aws_codebuild_project":                       "arn:{partition}:codebuild:{region}:{account}:project/{name}",
	"aws_codebuild_report_group":                  "arn:{partition}:codebuild:{region}:{account}:report-group/{name}",
	"aws_config_config_rule":                      "arn:{partition}:config:{region}:{account}:config-rule/config-rule-{alnum:6}",
	"aws_db_event_subscription":                   "arn:{partition}:rds:{region}:{account}:es:{name}",
	"aws_db_instance":                             "arn:{partition}:rds:{region}:{account}:db:{identifier}",
	"aws_db_option_group":                         "arn:{partition}:rds:{region}:{account}:og:{name}",
	"aws_db_parameter_group":                      "arn:{partition}:rds:{region}:{account}:pg:{name}",
	"aws_db_proxy":                                "arn:{partition}:rds:{region}:{account}:db-proxy:prx-{hex:17}",
	"aws_db_subnet_group":                         "arn:{partition}:rds:{region}:{account}:subgrp:{name}",
	"aws_default_network_acl":                     "arn:{partition}:ec2:{region}:{account}:network-acl/{id}",
	"aws_default_route_table":                     "arn:{partition}:ec2:{region}:{account}:route-table/{id}",
	"aws_default_security_group":                  "arn:{partition}:ec2:{region}:{account}:security-group/{id}",
	"aws_dynamodb_table":                          "arn:{partition}:dynamodb:{region}:{account}:table/{name}",
	"aws_ebs_volume":                              "arn:{partition}:ec2:{region}:{account}:volume/{id}",
	"aws_ec2_managed_prefix_list":                 "arn:{partition}:ec2:{region}:{account}:prefix-list/{id}",
	"aws_ecr_repository":                          "arn:{partition}:ecr:{region}:{account}:repository/{name}",
	"aws_ecs_cluster":                             "arn:{partition}:ecs:{region}:{account}:cluster/{name}",
	"aws_ecs_task_definition":                     "arn:{partition}:ecs:{region}:{account}:task-definition/{family}:1",
	"aws_efs_file_system":                         "arn:{partition}:elasticfilesystem:{region}:{account}:file-system/{id}",
	"aws_eip":                                     "arn:{partition}:ec2:{region}:{account}:elastic-ip/{id}",
	"aws_eks_addon":                               "arn:{partition}:eks:{region}:{account}:addon/{cluster_name}/{addon_name}/{uuid}",
	"aws_eks_cluster":                             "arn:{partition}:eks:{region}:{account}:cluster/{name}",
	"aws_eks_fargate_profile":                     "arn:{partition}:eks:{region}:{account}:fargateprofile/{cluster_name}/{fargate_profile_name}/{uuid}",
	"aws_eks_node_group":                          "arn:{partition}:eks:{region}:{account}:nodegroup/{cluster_name}/{node_group_name}/{uuid}",
	"aws_elasticache_cluster":                     "arn:{partition}:elasticache:{region}:{account}:cluster:{cluster_id}",
	"aws_elasticache_parameter_group":             "arn:{partition}:elasticache:{region}:{account}:parametergroup:{name}",
	"aws_elasticache_replication_group":           "arn:{partition}:elasticache:{region}:{account}:replicationgroup:{replication_group_id}",
	"aws_elasticache_serverless_cache":            "arn:{partition}:elasticache:{region}:{account}:serverlesscache:{name}",
	"aws_elasticache_subnet_group":                "arn:{partition}:elasticache:{region}:{account}:subnetgroup:{name}",
	"aws_elasticache_user":                        "arn:{partition}:elasticache:{region}:{account}:user:{user_id}",
	"aws_flow_log":                                "arn:{partition}:ec2:{region}:{account}:vpc-flow-log/{id}",
	"aws_guardduty_detector":                      "arn:{partition}:guardduty:{region}:{account}:detector/{id}",
	"aws_iam_group":                               "arn:{partition}:iam::{account}:group{path|/}{name}",
	"aws_iam_instance_profile":                    "arn:{partition}:iam::{account}:instance-profile{path|/}{name}",
	"aws_iam_openid_connect_provider":             "arn:{partition}:iam::{account}:oidc-provider/{host}",
	"aws_iam_policy":                              "arn:{partition}:iam::{account}:policy{path|/}{name}",
	"aws_iam_role":                                "arn:{partition}:iam::{account}:role{path|/}{name}",
	"aws_iam_saml_provider":                       "arn:{partition}:iam::{account}:saml-provider/{name}",
	"aws_iam_server_certificate":                  "arn:{partition}:iam::{account}:server-certificate{path|/}{name}",
	"aws_iam_service_linked_role":                 "arn:{partition}:iam::{account}:role/aws-service-role/{aws_service_name}/{name}",
	"aws_iam_user":                                "arn:{partition}:iam::{account}:user{path|/}{name}",
	"aws_instance":                                "arn:{partition}:ec2:{region}:{account}:instance/{id}",
	"aws_internet_gateway":                        "arn:{partition}:ec2:{region}:{account}:internet-gateway/{id}",
	"aws_key_pair":                                "arn:{partition}:ec2:{region}:{account}:key-pair/{key_name}",
	"aws_kms_alias":                               "arn:{partition}:kms:{region}:{account}:{name}",
	"aws_kms_external_key":                        "arn:{partition}:kms:{region}:{account}:key/{uuid}",
	"aws_kms_key":                                 "arn:{partition}:kms:{region}:{account}:key/{uuid}",
	"aws_kms_replica_key":                         "arn:{partition}:kms:{region}:{account}:key/{uuid}",
	"aws_lambda_alias":                            "arn:{partition}:lambda:{region}:{account}:function:{function_name}:{name}",
	"aws_lambda_function":                         "arn:{partition}:lambda:{region}:{account}:function:{function_name}",
	"aws_launch_template":                         "arn:{partition}:ec2:{region}:{account}:launch-template/{id}",
	"aws_lb_target_group":                         "arn:{partition}:elasticloadbalancing:{region}:{account}:targetgroup/{name}/{hex:16}",
	"aws_lb_trust_store":                          "arn:{partition}:elasticloadbalancing:{region}:{account}:truststore/{name}/{hex:16}",
	"aws_msk_cluster":                             "arn:{partition}:kafka:{region}:{account}:cluster/{cluster_name}/{uuid}-1",
	"aws_msk_configuration":                       "arn:{partition}:kafka:{region}:{account}:configuration/{name}/{uuid}-1",
	"aws_msk_replicator":                          "arn:{partition}:kafka:{region}:{account}:replicator/{replicator_name}/{uuid}-1",
	"aws_msk_serverless_cluster":                  "arn:{partition}:kafka:{region}:{account}:cluster/{cluster_name}/{uuid}-s1",
	"aws_network_acl":                             "arn:{partition}:ec2:{region}:{account}:network-acl/{id}",
	"aws_network_interface":                       "arn:{partition}:ec2:{region}:{account}:network-interface/{id}",
	"aws_opensearch_domain":                       "arn:{partition}:es:{region}:{account}:domain/{domain_name}",
	"aws_prometheus_workspace":                    "arn:{partition}:aps:{region}:{account}:workspace/{id}",
	"aws_rds_cluster":                             "arn:{partition}:rds:{region}:{account}:cluster:{cluster_identifier}",
	"aws_rds_cluster_instance":                    "arn:{partition}:rds:{region}:{account}:db:{identifier}",
	"aws_rds_cluster_parameter_group":             "arn:{partition}:rds:{region}:{account}:cluster-pg:{name}",
	"aws_rds_global_cluster":                      "arn:{partition}:rds::{account}:global-cluster:{global_cluster_identifier}",
	"aws_route53_health_check":                    "arn:{partition}:route53:::healthcheck/{id}",
	"aws_route53_zone":                            "arn:{partition}:route53:::hostedzone/{zone_id}",
	"aws_route_table":                             "arn:{partition}:ec2:{region}:{account}:route-table/{id}",
	"aws_s3_bucket":                               "arn:{partition}:s3:::{bucket}",
	"aws_s3_directory_bucket":                     "arn:{partition}:s3express:{region}:{account}:bucket/{bucket}",
	"aws_s3_object":                               "arn:{partition}:s3:::{bucket}/{key}",
	"aws_scheduler_schedule":                      "arn:{partition}:scheduler:{region}:{account}:schedule/{group_name|default}/{name}",
	"aws_scheduler_schedule_group":                "arn:{partition}:scheduler:{region}:{account}:schedule-group/{name}",
	"aws_secretsmanager_secret":                   "arn:{partition}:secretsmanager:{region}:{account}:secret:{name}-{alnum:6}",
	"aws_security_group":                          "arn:{partition}:ec2:{region}:{account}:security-group/{id}",
	"aws_service_discovery_private_dns_namespace": "arn:{partition}:servicediscovery:{region}:{account}:namespace/{id}",
	"aws_sfn_state_machine":                       "arn:{partition}:states:{region}:{account}:stateMachine:{name}",
	"aws_sns_topic":                               "arn:{partition}:sns:{region}:{account}:{name}",
	"aws_sns_topic_subscription":                  "{topic_arn}:{uuid}",
	"aws_sqs_queue":                               "arn:{partition}:sqs:{region}:{account}:{name}",
	"aws_ssm_document":                            "arn:{partition}:ssm:{region}:{account}:document/{name}",
	"aws_subnet":                                  "arn:{partition}:ec2:{region}:{account}:subnet/{id}",
	"aws_vpc":                                     "arn:{partition}:ec2:{region}:{account}:vpc/{id}",
	"aws_vpc_dhcp_options":                        "arn:{partition}:ec2:{region}:{account}:dhcp-options/{id}",
	"aws_vpc_endpoint":                            "arn:{partition}:ec2:{region}:{account}:vpc-endpoint/{id}",
	"aws_vpc_security_group_egress_rule":          "arn:{partition}:ec2:{region}:{account}:security-group-rule/{id}",
	"aws_vpc_security_group_ingress_rule":         "arn:{partition}:ec2:{region}:{account}:security-group-rule/{id}",
}

// arn covers what a template cannot express: ARNs that depend on a parent's ARN, or on the kind of the resource.
func (i *instance) arn() (string, bool) {
	switch i.typeName {
	case "aws_lb":
		return loadBalancerARN(i), true
	case "aws_lb_listener":
		return childARN(i.text("load_balancer_arn"), "loadbalancer", "listener", i.hex("hex", 16)), true
	case "aws_lb_listener_rule":
		return childARN(i.text("listener_arn"), "listener", "listener-rule", i.hex("hex", 16)), true
	case "aws_msk_topic":
		return childARN(i.text("cluster_arn"), "cluster", "topic", i.text("name")), true
	case "aws_ssm_parameter":
		return i.expand("arn:{partition}:ssm:{region}:{account}:parameter/"+strings.TrimPrefix(i.text("name"), "/"), "arn"), true
	case "aws_wafv2_ip_set":
		return wafARN(i, "ipset"), true
	case "aws_wafv2_web_acl":
		return wafARN(i, "webacl"), true
	}
	return "", false
}

func loadBalancerARN(i *instance) string {
	letters := map[string]string{"network": "net", "gateway": "gwy"}
	kind := letters[i.text("load_balancer_type")]
	if kind == "" {
		kind = "app"
	}
	return i.expand("arn:{partition}:elasticloadbalancing:{region}:{account}:loadbalancer/"+kind+"/{name}/{hex:16}", "arn")
}

// childARN is the parent's ARN with another resource type, followed by the child's name. IAM policies derive a topic's
// ARN from its cluster in this way.
func childARN(parent, parentKind, kind, name string) string {
	return strings.Replace(parent, ":"+parentKind+"/", ":"+kind+"/", 1) + "/" + name
}

func wafARN(i *instance, kind string) string {
	scope := "regional"
	if i.text("scope") == "CLOUDFRONT" {
		scope = "global"
	}
	return i.expand("arn:{partition}:wafv2:{region}:{account}:"+scope+"/"+kind+"/{name}/{uuid}", "arn")
}
