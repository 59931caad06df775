package main

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"regexp"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov5"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// validate checks known values that AWS or its provider would reject, and that would be costly to find late.
func validate(typeName string, block *tfprotov5.SchemaBlock, config tftypes.Value) []*tfprotov5.Diagnostic {
	check := &validation{typeName: typeName}
	check.arguments(objectOf(config))
	check.block(block, config, tftypes.NewAttributePath())
	return check.found
}

func invalid(path *tftypes.AttributePath, summary, detail string) *tfprotov5.Diagnostic {
	return &tfprotov5.Diagnostic{Severity: tfprotov5.DiagnosticSeverityError, Summary: summary, Detail: detail, Attribute: path}
}

type validation struct {
	typeName string
	found    []*tfprotov5.Diagnostic
}

func (v *validation) block(block *tfprotov5.SchemaBlock, value tftypes.Value, path *tftypes.AttributePath) {
	members := objectOf(value)
	for _, attribute := range block.Attributes {
		at := path.WithAttributeName(attribute.Name)
		if text, ok := textOf(members[attribute.Name]); ok {
			v.text(attribute.Name, text, at)
		}
		// `cidr_blocks`, `policy_arns`: each element is checked like the singular.
		if singular, plural := strings.CutSuffix(attribute.Name, "s"); plural && isTexts(attribute.Type) {
			for _, text := range textsOf(members[attribute.Name]) {
				v.text(singular, text, at)
			}
		}
	}
	for _, nested := range block.BlockTypes {
		at := path.WithAttributeName(nested.TypeName)
		if nested.Nesting == tfprotov5.SchemaNestedBlockNestingModeSingle {
			v.block(nested.Block, members[nested.TypeName], at)
			continue
		}
		for index, element := range elementsOf(members[nested.TypeName]) {
			step := at.WithElementKeyInt(index)
			if nested.Nesting == tfprotov5.SchemaNestedBlockNestingModeSet {
				step = at.WithElementKeyValue(element)
			}
			v.block(nested.Block, element, step)
		}
	}
}

func isTexts(kind tftypes.Type) bool {
	return kind.Equal(tftypes.List{ElementType: tftypes.String}) || kind.Equal(tftypes.Set{ElementType: tftypes.String})
}

func (v *validation) text(name, text string, path *tftypes.AttributePath) {
	for _, rule := range []func(typeName, name, text string) (summary, detail string){checkCIDR, checkARN, checkJSON, checkName} {
		if summary, detail := rule(v.typeName, name, text); summary != "" {
			v.found = append(v.found, invalid(path, summary, fmt.Sprintf("%s of %s: %s", name, v.typeName, detail)))
		}
	}
}

var cidrName = regexp.MustCompile(`(^|_)cidr(_block|_ipv4|_ipv6)?$|_ipv[46]_cidr$`)

// checkCIDR: EC2 accepts only a network's own address, not one of a host in it.
func checkCIDR(_, name, text string) (string, string) {
	if !cidrName.MatchString(name) || text == "" {
		return "", ""
	}
	prefix, err := netip.ParsePrefix(text)
	if err != nil {
		return "The CIDR block is invalid", fmt.Sprintf("%q is not a network in CIDR notation, such as 10.0.0.0/16.", text)
	}
	if prefix != prefix.Masked() {
		return "The CIDR block is invalid", fmt.Sprintf("%q has host bits set. The network is %s.", text, prefix.Masked())
	}
	return "", ""
}

var arnPattern = regexp.MustCompile(`^arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:(\d{12}|aws|aws-managed|cloudfront)?:.+$`)

func checkARN(_, name, text string) (string, string) {
	if name != "arn" && !strings.HasSuffix(name, "_arn") || text == "" || arnPattern.MatchString(text) {
		return "", ""
	}
	return "The ARN is invalid", fmt.Sprintf("%q is not an ARN, which has the form arn:aws:service:region:account:resource. "+
		"Often an id or a name was given where the `arn` attribute belongs.", text)
}

var (
	jsonNames = regexp.MustCompile(`^(policy|assume_role_policy|policy_document|redrive_policy|redrive_allow_policy|delivery_policy|` +
		`filter_policy|access_policies|event_pattern|container_definitions|dashboard_body)$`)
	// The types whose `policy` is in IAM's language. Others, such as aws_ecr_lifecycle_policy, have their own.
	iamTypes = regexp.MustCompile(`^aws_(backup_vault_policy|cloudwatch_event_bus_policy|cloudwatch_log_resource_policy|` +
		`codebuild_resource_policy|dynamodb_resource_policy|ecr_registry_policy|ecr_repository_policy|efs_file_system_policy|eks_pod|iam_|` +
		`kms_|msk_cluster_policy|s3_|secretsmanager_|sns_topic$|sns_topic_policy|sqs_|vpc_endpoint)`)
)

func checkJSON(typeName, name, text string) (string, string) {
	if !jsonNames.MatchString(name) || text == "" {
		return "", ""
	}
	var document any
	if err := json.Unmarshal([]byte(text), &document); err != nil {
		return "The JSON is invalid", fmt.Sprintf("it does not parse: %s. Write it with jsonencode() or data.aws_iam_policy_document.", err)
	}
	isPolicy := name == "policy" || name == "assume_role_policy" || name == "policy_document"
	if !isPolicy || !iamTypes.MatchString(typeName) {
		return "", ""
	}
	policy, _ := document.(map[string]any)
	for _, element := range []string{"Version", "Statement"} {
		if _, has := policy[element]; !has {
			return "The IAM policy is incomplete", fmt.Sprintf("the document has no %q. "+
				"Without Version, IAM uses the language of 2008, which has no policy variables.", element)
		}
	}
	return "", ""
}

// nameRules has the rules that are broken most often, from the API reference of each service.
var nameRules = map[string]struct {
	pattern *regexp.Regexp
	rule    string
}{
	"aws_db_instance.identifier":          {regexp.MustCompile(`^[a-z](-?[a-z0-9]){0,62}$`), "1 to 63 lower-case letters, digits and single hyphens, the first a letter"},
	"aws_ecr_repository.name":             {regexp.MustCompile(`^[a-z0-9]+([._/-][a-z0-9]+)*$`), "lower-case letters and digits, separated by single . _ / -"},
	"aws_eks_cluster.name":                {regexp.MustCompile(`^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$`), "1 to 100 letters, digits, hyphens and underscores"},
	"aws_iam_policy.name":                 {regexp.MustCompile(`^[\w+=,.@-]{1,128}$`), "1 to 128 letters, digits and +=,.@_-"},
	"aws_iam_role.name":                   {regexp.MustCompile(`^[\w+=,.@-]{1,64}$`), "1 to 64 letters, digits and +=,.@_-"},
	"aws_iam_role.name_prefix":            {regexp.MustCompile(`^[\w+=,.@-]{1,38}$`), "1 to 38 letters, digits and +=,.@_-: 26 digits follow"},
	"aws_iam_role_policy.name":            {regexp.MustCompile(`^[\w+=,.@-]{1,128}$`), "1 to 128 letters, digits and +=,.@_-"},
	"aws_lb.name":                         {regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9-]{0,30}[A-Za-z0-9])?$`), "1 to 32 letters, digits and hyphens, no hyphen at an end"},
	"aws_lb_target_group.name":            {regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9-]{0,30}[A-Za-z0-9])?$`), "1 to 32 letters, digits and hyphens, no hyphen at an end"},
	"aws_kms_alias.name":                  {regexp.MustCompile(`^alias/[\w/-]{1,250}$`), "`alias/` and letters, digits, / _ -"},
	"aws_msk_cluster.cluster_name":        {regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z-]{0,63}$`), "1 to 64 letters, digits and hyphens"},
	"aws_rds_cluster.cluster_identifier":  {regexp.MustCompile(`^[a-z](-?[a-z0-9]){0,62}$`), "1 to 63 lower-case letters, digits and single hyphens, the first a letter"},
	"aws_rds_cluster_instance.identifier": {regexp.MustCompile(`^[a-z](-?[a-z0-9]){0,62}$`), "1 to 63 lower-case letters, digits and single hyphens, the first a letter"},
	"aws_s3_bucket.bucket":                {regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$`), "3 to 63 lower-case letters, digits, dots and hyphens, with a letter or digit at both ends"},
	"aws_s3_bucket.bucket_prefix":         {regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{0,36}$`), "1 to 37 lower-case letters, digits, dots and hyphens: 26 digits follow"},
	"aws_secretsmanager_secret.name":      {regexp.MustCompile(`^[\w/+=.@-]{1,512}$`), "1 to 512 letters, digits and /_+=.@-"},
	"aws_security_group.name":             {regexp.MustCompile(`^(?:[^s]|s[^g]|sg[^-]).{0,254}$`), "1 to 255 characters that do not start with sg-"},
	"aws_sqs_queue.name":                  {regexp.MustCompile(`^[\w-]{1,80}$|^[\w-]{1,75}\.fifo$`), "1 to 80 letters, digits, hyphens and underscores"},
	"aws_ssm_parameter.name":              {regexp.MustCompile(`^[\w./-]+$`), "letters, digits and . _ - /"},
	"aws_wafv2_web_acl.name":              {regexp.MustCompile(`^[\w-]{1,128}$`), "1 to 128 letters, digits, hyphens and underscores"},
}

func checkName(typeName, name, text string) (string, string) {
	rule, has := nameRules[typeName+"."+name]
	if !has || rule.pattern.MatchString(text) {
		return "", ""
	}
	return "The name is invalid", fmt.Sprintf("%q has %d characters; AWS accepts %s.", text, len(text), rule.rule)
}

// exactlyOne lists arguments of which AWS requires exactly one.
var exactlyOne = map[string][][]string{
	"aws_route":                           {{"destination_cidr_block", "destination_ipv6_cidr_block", "destination_prefix_list_id"}, routeTargets},
	"aws_ssm_parameter":                   {{"value", "insecure_value", "value_wo"}},
	"aws_vpc_security_group_egress_rule":  {ruleSources},
	"aws_vpc_security_group_ingress_rule": {ruleSources},
}

var (
	ruleSources  = []string{"cidr_ipv4", "cidr_ipv6", "prefix_list_id", "referenced_security_group_id"}
	routeTargets = []string{
		"carrier_gateway_id", "core_network_arn", "egress_only_gateway_id", "gateway_id", "local_gateway_id", "nat_gateway_id",
		"network_interface_id", "odb_network_arn", "transit_gateway_id", "vpc_endpoint_id", "vpc_peering_connection_id",
	}
)

func (v *validation) arguments(members object) {
	for _, group := range exactlyOne[v.typeName] {
		given, open := v.given(members, group)
		switch {
		case len(given) > 1:
			v.refuse(given[1], "The combination of arguments is invalid", fmt.Sprintf("%s takes exactly one of %s, but has %s. Write one resource for each.",
				v.typeName, strings.Join(group, ", "), strings.Join(given, " and ")))
		case len(given) == 0 && !open:
			v.found = append(v.found, invalid(tftypes.NewAttributePath(), "An argument is missing",
				fmt.Sprintf("%s takes exactly one of %s, but has none.", v.typeName, strings.Join(group, ", "))))
		}
	}
	for _, name := range []string{"name", "bucket", "identifier", "cluster_identifier"} {
		given, _ := v.given(members, []string{name, name + "_prefix"})
		if len(given) > 1 {
			v.refuse(given[1], "The combination of arguments is invalid", fmt.Sprintf("%s takes %s or %s, not both.", v.typeName, given[0], given[1]))
		}
	}
}

func (v *validation) refuse(argument, summary, detail string) {
	v.found = append(v.found, invalid(tftypes.NewAttributePath().WithAttributeName(argument), summary, detail))
}

// given lists the arguments that have a value; open reports whether another one may get a value later.
func (v *validation) given(members object, names []string) (given []string, open bool) {
	for _, name := range names {
		value, has := members[name]
		switch {
		case !has || value.IsNull():
		case value.IsKnown():
			given = append(given, name)
		default:
			open = true
		}
	}
	return given, open
}
