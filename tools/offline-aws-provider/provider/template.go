package main

import (
	"encoding/hex"
	"fmt"
	"math/big"
	"regexp"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

var placeholder = regexp.MustCompile(`\{([a-zA-Z0-9_]+)(?::(\d+))?(?:\|([^}]*))?\}`)

func (i *instance) template(path string) (string, bool) {
	if path == "arn" {
		arn, listed := arns[i.typeName]
		return arn, listed
	}
	template, listed := computed[i.typeName][path]
	return template, listed
}

// text is the attribute's value if it is decided, otherwise the one from its type's table or its name.
func (i *instance) text(path string) string {
	if text, ok := textOf(i.attributes[path]); ok {
		return text
	}
	if number := i.attributes[path]; present(number) && number.Type().Is(tftypes.Number) {
		var value big.Float
		if number.As(&value) == nil {
			return value.Text('f', -1)
		}
	}
	if path == "arn" {
		if arn, ok := i.arn(); ok {
			return arn
		}
	}
	if template, listed := i.template(path); listed {
		return i.expand(template, path)
	}
	return i.textByName(path)
}

// expand fills a template. {hex:17}, {HEX:26}, {alnum:6}, {digits:26} and {uuid} are digests of the instance;
// {account}, {region}, {partition}, {dns_suffix} describe its place; any other name is an attribute, with a default
// after a bar.
func (i *instance) expand(template, path string) string {
	return placeholder.ReplaceAllStringFunc(template, func(found string) string {
		part := placeholder.FindStringSubmatch(found)
		name, fallback := part[1], part[3]
		length, _ := strconv.Atoi(part[2])
		switch name {
		case "account":
			return i.account.id
		case "region":
			return i.account.region
		case "partition":
			return i.account.partition()
		case "dns_suffix":
			return i.account.dnsSuffix()
		case "uuid":
			// The same for every attribute, because ids and ARNs repeat it.
			digits := i.hex("uuid", 32)
			return strings.Join([]string{digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]}, "-")
		case "hex":
			return i.hex("hex", length)
		case "HEX":
			return strings.ToUpper(i.hex("hex", length))
		case "digits":
			return i.drawn(path, "0123456789", length)
		case "alnum":
			return i.drawn(path, "ABCDEFGHJKMNPQRSTVWXYZabcdefghjkmnpqrstvwxyz23456789", length)
		case "ALNUM":
			return i.drawn("ALNUM", "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", length)
		case "host":
			return strings.TrimSuffix(strings.TrimPrefix(i.text("url"), "https://"), "/")
		}
		if fallback != "" && !present(i.attributes[name]) {
			return fallback
		}
		return i.text(name)
	})
}

// hex repeats for the same purpose: an ARN that ends in the resource's id must end in that id.
func (i *instance) hex(purpose string, length int) string {
	digest := i.digest(purpose)
	return hex.EncodeToString(digest[:])[:length]
}

func (i *instance) drawn(purpose, alphabet string, length int) string {
	digest := i.digest(purpose)
	letters := make([]byte, length)
	for n := range letters {
		letters[n] = alphabet[int(digest[n%len(digest)])%len(alphabet)]
	}
	return string(letters)
}

// named is the resource's own name, given or made from a prefix. Other names, such as `bucket` or `role`, mostly belong
// to a parent: types for which they are their own name have an entry in the tables.
func (i *instance) named() string {
	for _, attribute := range []string{"name", "identifier"} {
		_, has := i.attributes[attribute]
		_, prefixed := i.attributes[attribute+"_prefix"]
		if present(i.attributes[attribute]) || has && prefixed {
			return i.text(attribute)
		}
	}
	return i.hex("hex", 17)
}

// textByName covers the many attributes that are not in a table. Its answers have a realistic form where names allow
// it.
func (i *instance) textByName(path string) string {
	name := path[strings.LastIndex(path, ".")+1:]
	if name != "id" && name == path {
		if _, has := i.attributes[name+"_prefix"]; has {
			prefix, _ := textOf(i.attributes[name+"_prefix"])
			if prefix == "" {
				prefix = "terraform-"
			}
			return prefix + i.drawn(path, "0123456789", 26)
		}
		// Without a value for it in the configuration, it is not a prefix, whatever its name.
		if whole, isPrefix := strings.CutSuffix(name, "_prefix"); isPrefix {
			if _, has := i.attributes[whole]; has {
				return ""
			}
		}
	}
	for _, rule := range formByName {
		if rule.name.MatchString(name) {
			return i.expand(rule.template, path)
		}
	}
	switch {
	case name == "arn":
		resource := i.named()
		if _, prefixed := idPrefixes[i.typeName]; prefixed {
			resource = i.text("id")
		}
		return i.expand("arn:{partition}:"+i.service()+":{region}:{account}:"+i.kind()+"/"+resource, path)
	case strings.HasSuffix(name, "_arn"):
		kind := strings.ReplaceAll(strings.TrimSuffix(name, "_arn"), "_", "-")
		return i.expand("arn:{partition}:"+i.service()+":{region}:{account}:"+kind+"/"+i.named(), path)
	case name == "id" && path == "id":
		return i.id()
	}
	return fmt.Sprintf("%s-%s", strings.ReplaceAll(name, "_", "-"), i.hex(path, 8))
}

// formByName is tried in order.
var formByName = []struct {
	name     *regexp.Regexp
	template string
}{
	{regexp.MustCompile(`^(owner_id|registry_id|owner_account_id|account_id|.*_account_id|catalog_id)$`), "{account}"},
	{regexp.MustCompile(`^region$`), "{region}"},
	{regexp.MustCompile(`(^|_)availability_zone$`), "{region}a"},
	{regexp.MustCompile(`^(policy|assume_role_policy|policy_document)$`), `{"Version":"2012-10-17","Statement":[]}`},
	{regexp.MustCompile(`ipv6_cidr_block$`), "2001:db8::/56"},
	{regexp.MustCompile(`cidr_block$`), "10.0.0.0/16"},
	{regexp.MustCompile(`(^|_)vpc_id$`), "vpc-{hex:17}"},
	{regexp.MustCompile(`(^|_)subnet_ids?$`), "subnet-{hex:17}"},
	{regexp.MustCompile(`(^|_)security_group_ids?$`), "sg-{hex:17}"},
	{regexp.MustCompile(`(^|_)route_table_id$`), "rtb-{hex:17}"},
	{regexp.MustCompile(`(^|_)network_acl_id$`), "acl-{hex:17}"},
	{regexp.MustCompile(`(^|_)network_interface_ids?$`), "eni-{hex:17}"},
	{regexp.MustCompile(`(^|_)instance_id$`), "i-{hex:17}"},
	{regexp.MustCompile(`(^|_)prefix_list_id$`), "pl-{hex:17}"},
	{regexp.MustCompile(`^dhcp_options_id$`), "dopt-{hex:17}"},
	{regexp.MustCompile(`^allocation_id$`), "eipalloc-{hex:17}"},
	{regexp.MustCompile(`(^|_)hosted_zone_id$`), "Z{HEX:13}"},
	{regexp.MustCompile(`(^|_)kms_key(_id|_arn)?$|^kms_master_key_id$`), "arn:{partition}:kms:{region}:{account}:key/{uuid}"},
	{regexp.MustCompile(`^(not_before|.*_(at|date|time|timestamp))$`), "2026-01-01T00:00:00Z"},
	{regexp.MustCompile(`^not_after$`), "2027-01-01T00:00:00Z"},
	{regexp.MustCompile(`(^|_)private_ip(_address)?$`), "10.0.0.10"},
	{regexp.MustCompile(`(^|_)public_ip$`), "203.0.113.10"},
	{regexp.MustCompile(`(^|_)status$|^state$`), "ACTIVE"},
}

// service is the part of an ARN that names the service; it often differs from the type's name.
func (i *instance) service() string {
	kind := strings.TrimPrefix(i.typeName, "aws_")
	for _, known := range serviceByPrefix {
		if strings.HasPrefix(kind, known.prefix) {
			return known.service
		}
	}
	service, _, _ := strings.Cut(kind, "_")
	return service
}

// kind is what the type's name adds to the service: vault for aws_backup_vault.
func (i *instance) kind() string {
	_, kind, found := strings.Cut(strings.TrimPrefix(i.typeName, "aws_"), "_")
	if !found {
		kind = strings.TrimPrefix(i.typeName, "aws_")
	}
	return strings.ReplaceAll(kind, "_", "-")
}

var serviceByPrefix = []struct{ prefix, service string }{
	{"acm", "acm"}, {"autoscaling", "autoscaling"}, {"cloudwatch_event", "events"}, {"cloudwatch_log", "logs"}, {"db_", "rds"},
	{"default_", "ec2"}, {"ebs", "ec2"}, {"ecrpublic", "ecr-public"}, {"efs", "elasticfilesystem"}, {"eip", "ec2"}, {"egress_only", "ec2"}, {"flow_log", "ec2"},
	{"inspector2", "inspector2"}, {"instance", "ec2"}, {"internet_gateway", "ec2"}, {"key_pair", "ec2"}, {"launch_template", "ec2"},
	{"lb", "elasticloadbalancing"}, {"msk", "kafka"}, {"nat_gateway", "ec2"}, {"network_", "ec2"}, {"opensearch", "es"},
	{"placement_group", "ec2"}, {"prometheus", "aps"}, {"resourcegroups", "resource-groups"}, {"route53_resolver", "route53resolver"},
	{"route53", "route53"}, {"route", "ec2"}, {"security_group", "ec2"}, {"service_discovery", "servicediscovery"}, {"sfn", "states"},
	{"subnet", "ec2"}, {"volume", "ec2"}, {"vpclattice", "vpc-lattice"}, {"vpc", "ec2"},
}
