package main

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// answers are what a template cannot express: values that depend on the enabled switches of the resource.
var answers = map[string]func(*instance){
	"aws_acm_certificate":      validateDomains,
	"aws_db_instance":          managedSecret,
	"aws_eip":                  elasticAddress,
	"aws_msk_cluster":          bootstrapBrokers,
	"aws_rds_cluster":          managedSecret,
	"aws_rds_cluster_instance": writerFirst,
	"aws_vpc":                  ipv6Network,
	"aws_vpc_endpoint":         endpointAddresses,
}

// open reports whether the provider must decide the attribute.
func (i *instance) open(name string) bool {
	value, has := i.attributes[name]
	return has && (!value.IsKnown() || i.isDataSource && value.IsNull())
}

// bootstrapBrokers returns a connection string with its port for each enabled listener, and an empty string for the
// others, as AWS does: tests then find a service that uses a disabled listener.
func bootstrapBrokers(i *instance) {
	authentication := first(i.attributes["client_authentication"])
	sasl := first(authentication["sasl"])
	iam, scram, mutualTLS := isTrue(sasl["iam"]), isTrue(sasl["scram"]), len(first(authentication["tls"])) > 0
	unauthenticated := isTrue(authentication["unauthenticated"]) || !iam && !scram && !mutualTLS
	transit, configured := textOf(first(first(i.attributes["encryption_info"])["encryption_in_transit"])["client_broker"])
	if !configured {
		transit = "TLS"
	}
	connectivity := first(first(i.attributes["broker_node_group_info"])["connectivity_info"])
	publicType, _ := textOf(first(connectivity["public_access"])["type"])
	public := publicType != "" && publicType != "DISABLED"
	zookeeper := !strings.Contains(i.text("kafka_version"), "kraft")
	listeners := []struct {
		attribute string
		port      int
		on        bool
	}{
		{"bootstrap_brokers", 9092, transit != "TLS" && unauthenticated},
		{"bootstrap_brokers_tls", 9094, transit != "PLAINTEXT" && (unauthenticated || mutualTLS)},
		{"bootstrap_brokers_sasl_scram", 9096, scram},
		{"bootstrap_brokers_sasl_iam", 9098, iam},
		{"bootstrap_brokers_public_tls", 9194, public && mutualTLS},
		{"bootstrap_brokers_public_sasl_scram", 9196, public && scram},
		{"bootstrap_brokers_public_sasl_iam", 9198, public && iam},
		{"zookeeper_connect_string", 2181, zookeeper},
		{"zookeeper_connect_string_tls", 2182, zookeeper},
	}
	for name := range i.attributes {
		if strings.HasPrefix(name, "bootstrap_brokers") && i.open(name) {
			i.attributes[name] = textValue("")
		}
	}
	for _, listener := range listeners {
		brokers := ""
		if listener.on {
			brokers = i.brokers(listener.attribute, listener.port)
		}
		i.attributes[listener.attribute] = textValue(brokers)
	}
}

func (i *instance) brokers(attribute string, port int) string {
	suffix := ""
	if strings.Contains(attribute, "public") {
		suffix = "-public"
	}
	hosts := []string{}
	for broker := 1; broker <= 3; broker++ {
		host := fmt.Sprintf("b-%d%s.{cluster_name}.{hex:6}.c1.kafka.{region}.{dns_suffix}:%d", broker, suffix, port)
		hosts = append(hosts, i.expand(host, attribute))
	}
	return strings.Join(hosts, ",")
}

// validateDomains completes the options that the plan started, one per domain.
func validateDomains(i *instance) {
	names, known := certificateDomains(i.attributes)
	if !known || !i.attributes["subject_alternative_names"].IsKnown() {
		domain, _ := textOf(i.attributes["domain_name"])
		names = []string{domain}
		i.attributes["subject_alternative_names"] = textValues(tftypes.Set{ElementType: tftypes.String}, names)
	}
	if i.attributes["domain_validation_options"].IsFullyKnown() {
		return
	}
	kind := i.attributes["domain_validation_options"].Type()
	options := []tftypes.Value{}
	for _, name := range names {
		// AWS validates a wildcard and its parent with the same record.
		domain := strings.TrimPrefix(name, "*.")
		options = append(options, tftypes.NewValue(kind.(tftypes.Set).ElementType, map[string]tftypes.Value{
			"domain_name":           textValue(name),
			"resource_record_name":  textValue("_" + i.hex("record "+domain, 32) + "." + domain + "."),
			"resource_record_type":  textValue("CNAME"),
			"resource_record_value": textValue("_" + i.hex("target "+domain, 32) + ".acm-validations.aws."),
		}))
	}
	i.attributes["domain_validation_options"] = tftypes.NewValue(kind, options)
}

// managedSecret: RDS creates a secret only for a password that it manages.
func managedSecret(i *instance) {
	if i.open("master_user_secret") && !isTrue(i.attributes["manage_master_user_password"]) {
		i.attributes["master_user_secret"] = emptyOf(i.attributes["master_user_secret"].Type())
	}
}

func writerFirst(i *instance) {
	if i.open("writer") {
		tier := i.attributes["promotion_tier"]
		zero := present(tier) && tier.Equal(numberValue(0))
		i.attributes["writer"] = tftypes.NewValue(tftypes.Bool, zero)
	}
}

// elasticAddress uses the networks that RFC 5737 reserves for documentation.
func elasticAddress(i *instance) {
	digest := i.digest("address")
	address := fmt.Sprintf("203.0.113.%d", digest[0])
	name := "ec2-" + strings.ReplaceAll(address, ".", "-") + ".compute." + i.account.dnsSuffix()
	for name, value := range map[string]string{"public_ip": address, "public_dns": name} {
		if i.open(name) {
			i.attributes[name] = textValue(value)
		}
	}
}

// endpointAddresses: only an interface endpoint has names, and only a gateway the ranges of its service, here those that
// RFC 5737 reserves for documentation.
func endpointAddresses(i *instance) {
	kind, _ := textOf(i.attributes["vpc_endpoint_type"])
	if i.open("dns_entry") && kind != "Interface" {
		i.attributes["dns_entry"] = emptyOf(i.attributes["dns_entry"].Type())
	}
	if i.open("cidr_blocks") {
		ranges := []string{}
		if kind == "Gateway" {
			ranges = []string{"198.51.100.0/24", "192.0.2.0/24"}
		}
		i.attributes["cidr_blocks"] = textValues(i.attributes["cidr_blocks"].Type(), ranges)
	}
}

// ipv6Network: a VPC has an IPv6 block only when it requests one.
func ipv6Network(i *instance) {
	if i.open("ipv6_cidr_block") && !isTrue(i.attributes["assign_generated_ipv6_cidr_block"]) {
		i.attributes["ipv6_cidr_block"] = textValue("")
	}
}
