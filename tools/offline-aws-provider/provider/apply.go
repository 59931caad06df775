package main

import (
	"crypto/sha256"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov5"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// apply executes the plan: it invents AWS's answers and keeps parameters in the store.
func (p *provider) apply(typeName string, block *tfprotov5.SchemaBlock, prior, planned, config tftypes.Value) (tftypes.Value, error) {
	if planned.IsNull() {
		if typeName == "aws_ssm_parameter" {
			return planned, p.deleteParameter(objectOf(prior))
		}
		return planned, nil
	}
	made := p.newInstance(typeName, block, planned, prior.IsNull())
	if typeName == "aws_ssm_parameter" {
		if err := p.writeParameter(made, objectOf(config)); err != nil {
			return planned, err
		}
	}
	return tftypes.NewValue(planned.Type(), map[string]tftypes.Value(made.complete())), nil
}

// instance is a resource or data source whose open attributes are being decided.
type instance struct {
	account     account
	typeName    string
	block       *tfprotov5.SchemaBlock
	attributes  object
	fingerprint string
	// A data source has no plan: computed null attributes are open as well.
	isDataSource bool
}

func (p *provider) newInstance(typeName string, block *tfprotov5.SchemaBlock, value tftypes.Value, create bool) *instance {
	made := &instance{account: p.account, typeName: typeName, block: block, attributes: objectOf(value)}
	if region, ok := textOf(made.attributes["region"]); ok {
		made.account.region = region
	}
	made.fingerprint = made.identity()
	if create {
		made.fingerprint = p.distinct(made.fingerprint)
	}
	return made
}

// distinct separates copies: three elastic IPs of one `count` have the same arguments but three addresses.
func (p *provider) distinct(fingerprint string) string {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.issued[fingerprint]++
	if copies := p.issued[fingerprint]; copies > 1 {
		return fmt.Sprintf("%s#%d", fingerprint, copies)
	}
	return fingerprint
}

// identity is what makes a resource unique. Types that others look up by name use their name, so that a data source and
// a resource with the same name agree; all others use all of their known arguments.
func (i *instance) identity() string {
	parts := []string{i.typeName, i.account.id, i.account.region}
	names, named := identifyingArguments[i.typeName]
	for _, name := range names {
		if value := i.attributes[name]; present(value) && value.IsFullyKnown() && (!value.Type().Is(tftypes.Set{}) || len(elementsOf(value)) > 0) {
			parts = append(parts, name, value.String())
		}
	}
	if !named {
		for _, attribute := range i.block.Attributes {
			if value := i.attributes[attribute.Name]; present(value) && value.IsFullyKnown() {
				parts = append(parts, attribute.Name, value.String())
			}
		}
		for _, nested := range i.block.BlockTypes {
			if value := i.attributes[nested.TypeName]; present(value) && value.IsFullyKnown() {
				parts = append(parts, nested.TypeName, value.String())
			}
		}
	}
	return strings.Join(parts, "|")
}

var identifyingArguments = map[string][]string{
	"aws_eks_cluster":           {"name"},
	"aws_kms_alias":             {"name"},
	"aws_msk_cluster":           {"cluster_name"},
	"aws_rds_cluster":           {"cluster_identifier"},
	"aws_route53_zone":          {"name", "vpc"},
	"aws_secretsmanager_secret": {"name"},
	"aws_security_group":        {"name", "name_prefix", "vpc_id"},
}

// digest is a stable pseudo-random number for one attribute of the instance.
func (i *instance) digest(path string) [sha256.Size]byte {
	return sha256.Sum256([]byte(i.fingerprint + "|" + path))
}

// complete decides every open attribute. Special answers come first, since others may be derived from them.
func (i *instance) complete() object {
	if answer, ok := answers[i.typeName]; ok && !i.isDataSource {
		answer(i)
	}
	whole := tftypes.NewValue(i.block.ValueType(), map[string]tftypes.Value(i.attributes))
	return objectOf(i.completeBlock(i.block, whole, ""))
}

func (i *instance) completeBlock(block *tfprotov5.SchemaBlock, value tftypes.Value, path string) tftypes.Value {
	if !present(value) {
		return value
	}
	members := objectOf(value)
	for _, attribute := range block.Attributes {
		current := members[attribute.Name]
		if !current.IsFullyKnown() || i.isDataSource && attribute.Computed && current.IsNull() {
			members[attribute.Name] = i.decide(attribute, current, join(path, attribute.Name))
		}
	}
	for _, nested := range block.BlockTypes {
		if open := members[nested.TypeName]; !open.IsKnown() {
			members[nested.TypeName] = i.make(open.Type(), join(path, nested.TypeName))
		}
		members[nested.TypeName] = rebuild(nested, members[nested.TypeName], func(element tftypes.Value, _ int) tftypes.Value {
			return i.completeBlock(nested.Block, element, join(path, nested.TypeName))
		})
	}
	return tftypes.NewValue(value.Type(), map[string]tftypes.Value(members))
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}
