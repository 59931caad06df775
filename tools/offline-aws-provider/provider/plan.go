package main

import (
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tfprotov5"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// plan turns Terraform's proposal into this provider's plan: the proposal is the configuration, with prior values where
// the configuration is silent.
func (p *provider) plan(typeName string, block *tfprotov5.SchemaBlock, prior, proposed tftypes.Value) tftypes.Value {
	if proposed.IsNull() {
		return proposed
	}
	planned := objectOf(planBlock(block, prior, proposed))
	for _, name := range computedBlocks[typeName] {
		if len(elementsOf(planned[name])) == 0 {
			planned[name] = unknownOf(planned[name].Type())
			if !prior.IsNull() {
				planned[name] = objectOf(prior)[name]
			}
		}
	}
	if region, has := planned["region"]; has && !region.IsKnown() && prior.IsNull() && objectOf(proposed)["region"].IsNull() {
		planned["region"] = textValue(p.account.region)
	}
	if _, has := planned["tags_all"]; has {
		planned["tags_all"] = mergeTags(p.account.defaultTags, planned["tags"])
	}
	if typeName == "aws_acm_certificate" && prior.IsNull() {
		planned["domain_validation_options"] = planDomainValidation(block, planned)
	}
	return tftypes.NewValue(proposed.Type(), map[string]tftypes.Value(planned))
}

// computedBlocks are the blocks that AWS fills when the configuration has none, so that `[0]` of them can be read. The
// bindings do not distinguish them from other blocks.
var computedBlocks = map[string][]string{
	"aws_eks_cluster":  {"access_config", "kubernetes_network_config"},
	"aws_vpc_endpoint": {"dns_options"},
}

// planBlock marks what AWS decides as unknown. A computed attribute that was null in the prior state stays null:
// marking it again would make every plan show a change. Write-only arguments are never in a plan.
func planBlock(block *tfprotov5.SchemaBlock, prior, proposed tftypes.Value) tftypes.Value {
	if !present(proposed) {
		return proposed
	}
	before, planned := objectOf(prior), objectOf(proposed)
	for _, attribute := range block.Attributes {
		switch {
		case attribute.WriteOnly:
			planned[attribute.Name] = tftypes.NewValue(attribute.Type, nil)
		case attribute.Computed && planned[attribute.Name].IsNull() && !present(prior):
			planned[attribute.Name] = unknownOf(attribute.Type)
		}
	}
	for _, nested := range block.BlockTypes {
		elements := elementsOf(before[nested.TypeName])
		planned[nested.TypeName] = rebuild(nested, planned[nested.TypeName], func(element tftypes.Value, index int) tftypes.Value {
			counterpart := tftypes.NewValue(element.Type(), nil)
			if nested.Nesting == tfprotov5.SchemaNestedBlockNestingModeSingle {
				counterpart = before[nested.TypeName]
			} else if index >= 0 && index < len(elements) {
				counterpart = elements[index]
			}
			return planBlock(nested.Block, counterpart, element)
		})
	}
	return tftypes.NewValue(proposed.Type(), map[string]tftypes.Value(planned))
}

// mergeTags computes tags_all: the provider's default tags, overridden by the resource's own.
func mergeTags(defaults, own tftypes.Value) tftypes.Value {
	if own.Type() != nil && !own.IsKnown() || !defaults.IsKnown() {
		return unknownOf(tftypes.Map{ElementType: tftypes.String})
	}
	merged := objectOf(defaults)
	for key, value := range objectOf(own) {
		merged[key] = value
	}
	return tagMap(merged)
}

func tagMap(tags object) tftypes.Value {
	if tags == nil {
		tags = object{}
	}
	return tftypes.NewValue(tftypes.Map{ElementType: tftypes.String}, map[string]tftypes.Value(tags))
}

// planDomainValidation returns one option per domain that the plan already knows, as AWS's provider does, so that
// `for_each` over domain_validation_options by domain_name works before the certificate exists.
func planDomainValidation(block *tfprotov5.SchemaBlock, planned object) tftypes.Value {
	index := slices.IndexFunc(block.Attributes, func(a *tfprotov5.SchemaAttribute) bool { return a.Name == "domain_validation_options" })
	kind := block.Attributes[index].Type
	names, known := certificateDomains(planned)
	if !known {
		return unknownOf(kind)
	}
	options := []tftypes.Value{}
	for _, name := range names {
		options = append(options, tftypes.NewValue(kind.(tftypes.Set).ElementType, map[string]tftypes.Value{
			"domain_name":           textValue(name),
			"resource_record_name":  unknownOf(tftypes.String),
			"resource_record_type":  unknownOf(tftypes.String),
			"resource_record_value": unknownOf(tftypes.String),
		}))
	}
	return tftypes.NewValue(kind, options)
}

func certificateDomains(certificate object) (names []string, known bool) {
	domain, known := textOf(certificate["domain_name"])
	if !known {
		return nil, false
	}
	names = []string{domain}
	alternatives := certificate["subject_alternative_names"]
	// Alternative names that are not configured are unknown in the plan, and AWS returns the domain itself.
	if alternatives.IsKnown() && !alternatives.IsFullyKnown() {
		return nil, false
	}
	for _, name := range textsOf(alternatives) {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names, true
}
