package main

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov5"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// readDataSource answers what the configuration leaves open. Data sources without an entry in readers are completed
// like a resource with the same type and name.
func (p *provider) readDataSource(typeName string, block *tfprotov5.SchemaBlock, config tftypes.Value) (tftypes.Value, error) {
	made := p.newInstance(typeName, block, config, false)
	made.isDataSource = true
	if read, ok := readers[typeName]; ok {
		if err := read(made); err != nil {
			return config, err
		}
	}
	return tftypes.NewValue(config.Type(), map[string]tftypes.Value(made.complete())), nil
}

var readers = map[string]func(*instance) error{
	"aws_arn":                readARN,
	"aws_availability_zones": readAvailabilityZones,
	"aws_caller_identity": templates{
		"account_id": "{account}", "id": "{account}", "user_id": "AROAOFFLINE:offline",
		"arn": "arn:{partition}:sts::{account}:assumed-role/offline/offline",
	}.read,
	"aws_default_tags":                readDefaultTags,
	"aws_iam_openid_connect_provider": readIdentityProvider,
	"aws_iam_policy_document":         readPolicyDocument,
	"aws_iam_session_context": templates{
		"issuer_arn": "arn:{partition}:iam::{account}:role/offline", "issuer_name": "offline", "session_name": "offline",
	}.read,
	"aws_msk_bootstrap_brokers": readBrokers,
	"aws_msk_cluster":           readBrokers,
	"aws_partition": templates{
		"id": "{partition}", "partition": "{partition}", "dns_suffix": "{dns_suffix}", "reverse_dns_prefix": "com.amazonaws",
	}.read,
	"aws_region": templates{
		"id": "{region}", "name": "{region}", "region": "{region}", "endpoint": "ec2.{region}.{dns_suffix}",
		"description": "offline",
	}.read,
	"aws_secretsmanager_secret_version": templates{"secret_string": `{"username":"offline","password":"offline"}`}.read,
	"aws_service_principal":             readServicePrincipal,
	"aws_ssm_parameter":                 readParameterData,
	"aws_ssm_parameters_by_path":        readParametersByPath,
	"aws_ami": templates{
		"id": "ami-{hex:17}", "image_id": "ami-{hex:17}", "architecture": "x86_64", "root_device_name": "/dev/xvda",
	}.read,
	"aws_vpc_endpoint_service": readEndpointService,
	"aws_subnets":              readIDs("subnet"),
	"aws_security_groups":      readIDs("sg"),
	"aws_route_tables":         readIDs("rtb"),
	"aws_vpcs":                 readIDs("vpc"),
	"aws_nat_gateways":         readIDs("nat"),
	"aws_eks_addon_version":    templates{"version": "v1.0.0-eksbuild.1", "id": "{addon_name}"}.read,
	"aws_elb_service_account":  templates{"arn": "arn:{partition}:iam::127311923021:root", "id": "127311923021"}.read,
	"aws_canonical_user_id":    templates{"id": "{hex:64}", "display_name": "offline"}.read,
}

// templates answers attributes with templates, see expand.
type templates map[string]string

func (t templates) read(i *instance) error {
	for name, template := range t {
		if i.open(name) {
			i.attributes[name] = textValue(i.expand(template, name))
		}
	}
	return nil
}

func readAvailabilityZones(i *instance) error {
	names, ids := []string{}, []string{}
	for number, letter := range []string{"a", "b", "c"} {
		names = append(names, i.account.region+letter)
		ids = append(ids, fmt.Sprintf("%s-az%d", shortRegion(i.account.region), number+1))
	}
	i.attributes["names"] = textValues(i.attributes["names"].Type(), names)
	i.attributes["zone_ids"] = textValues(i.attributes["zone_ids"].Type(), ids)
	i.attributes["group_names"] = textValues(i.attributes["group_names"].Type(), []string{i.account.region})
	i.attributes["id"] = textValue(i.account.region)
	return nil
}

// shortRegion is the region's name in zone ids: eu-west-1 is euw1, us-east-2 is use2, ap-southeast-1 is apse1.
func shortRegion(region string) string {
	parts := strings.Split(region, "-")
	if len(parts) < 3 {
		return region
	}
	direction := map[string]string{"northeast": "ne", "southeast": "se", "northwest": "nw", "southwest": "sw"}
	middle, ok := direction[parts[1]]
	if !ok {
		middle = parts[1][:1]
	}
	return parts[0] + middle + parts[len(parts)-1]
}

func readARN(i *instance) error {
	arn := i.text("arn")
	parts := strings.SplitN(arn, ":", 6)
	if len(parts) < 6 || parts[0] != "arn" {
		return fmt.Errorf("%q is not an ARN, which has the form arn:partition:service:region:account:resource", arn)
	}
	for index, name := range []string{"partition", "service", "region", "account", "resource"} {
		i.attributes[name] = textValue(parts[index+1])
	}
	i.attributes["id"] = textValue(arn)
	return nil
}

func readDefaultTags(i *instance) error {
	i.attributes["tags"] = i.account.defaultTags
	return nil
}

func readIdentityProvider(i *instance) error {
	if arn, ok := textOf(i.attributes["arn"]); ok {
		_, host, _ := strings.Cut(arn, ":oidc-provider/")
		i.attributes["url"] = textValue(host)
	}
	return nil
}

// readBrokers returns every private listener: a data source cannot know which ones are enabled.
func readBrokers(i *instance) error {
	ports := map[string]int{"bootstrap_brokers": 9092, "bootstrap_brokers_tls": 9094, "bootstrap_brokers_sasl_scram": 9096, "bootstrap_brokers_sasl_iam": 9098}
	for attribute, port := range ports {
		i.attributes[attribute] = textValue(i.brokers(attribute, port))
	}
	return nil
}

func readServicePrincipal(i *instance) error {
	name := i.text("service_name") + "." + i.account.dnsSuffix()
	return templates{"id": name, "name": name, "suffix": "{dns_suffix}"}.read(i)
}

func readParameterData(i *instance) error {
	name := i.text("name")
	stored, err := readParameter(i.account, name)
	if err != nil {
		return err
	}
	i.attributes["value"] = textValue(stored.Value)
	i.attributes["insecure_value"] = textValue(stored.Value)
	if stored.Type == "SecureString" {
		// AWS's provider returns a secret only in the sensitive attribute.
		i.attributes["insecure_value"] = textValue("")
	}
	i.attributes["type"] = textValue(stored.Type)
	i.attributes["version"] = numberValue(stored.Version)
	return nil
}

// readParametersByPath lists what stacks have written below a path; without `recursive`, only its direct children.
func readParametersByPath(i *instance) error {
	path := strings.TrimSuffix(i.text("path"), "/") + "/"
	all, err := listParameters(i.account)
	if err != nil {
		return err
	}
	names, types, values, arns := []string{}, []string{}, []string{}, []string{}
	for _, name := range all {
		rest, below := strings.CutPrefix(name, path)
		if !below || strings.Contains(rest, "/") && !isTrue(i.attributes["recursive"]) {
			continue
		}
		stored, err := readParameter(i.account, name)
		if err != nil {
			return err
		}
		names, types, values = append(names, name), append(types, stored.Type), append(values, stored.Value)
		arns = append(arns, i.expand("arn:{partition}:ssm:{region}:{account}:parameter/"+strings.TrimPrefix(name, "/"), "arns"))
	}
	for attribute, texts := range map[string][]string{"names": names, "types": types, "values": values, "arns": arns} {
		i.attributes[attribute] = textValues(i.attributes[attribute].Type(), texts)
	}
	i.attributes["id"] = textValue(i.text("path"))
	return nil
}

func readEndpointService(i *instance) error {
	service, known := textOf(i.attributes["service"])
	if name, ok := textOf(i.attributes["service_name"]); !known && ok {
		service = name[strings.LastIndex(name, ".")+1:]
	}
	return templates{"service": service, "service_name": "com.amazonaws.{region}." + service, "service_type": "Interface"}.read(i)
}

func readIDs(prefix string) func(*instance) error {
	return func(i *instance) error {
		ids := []string{}
		for number := range 3 {
			ids = append(ids, prefix+"-"+i.hex(fmt.Sprint("id ", number), 17))
		}
		i.attributes["ids"] = textValues(i.attributes["ids"].Type(), ids)
		return nil
	}
}
