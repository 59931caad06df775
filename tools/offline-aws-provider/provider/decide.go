package main

import (
	"math/big"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov5"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// decide invents the value of an open attribute: from the table of its type if there is an entry, otherwise from its
// name.
func (i *instance) decide(attribute *tfprotov5.SchemaAttribute, current tftypes.Value, path string) tftypes.Value {
	if attribute.WriteOnly {
		return tftypes.NewValue(attribute.Type, nil)
	}
	// A collection may be partly known, like a certificate's validation options: its known members stay.
	if present(current) {
		return i.decidePartly(current, path)
	}
	// A block declared as an attribute, and a collection that is not configured, are empty on AWS at first.
	if attribute.Optional && !isPrimitive(attribute.Type) {
		if _, listed := i.template(path); !listed {
			return emptyOf(attribute.Type)
		}
	}
	return i.make(attribute.Type, path)
}

func (i *instance) decidePartly(value tftypes.Value, path string) tftypes.Value {
	if !value.IsKnown() {
		return i.make(value.Type(), path)
	}
	if value.IsNull() || value.IsFullyKnown() {
		return value
	}
	switch kind := value.Type().(type) {
	case tftypes.List, tftypes.Set:
		decided := []tftypes.Value{}
		for index, element := range elementsOf(value) {
			decided = append(decided, i.decidePartly(element, path+"#"+strconv.Itoa(index)))
		}
		return tftypes.NewValue(kind, decided)
	default:
		decided := map[string]tftypes.Value{}
		for name, member := range objectOf(value) {
			decided[name] = i.decidePartly(member, join(path, name))
		}
		return tftypes.NewValue(kind, decided)
	}
}

// make returns a complete value: one element for a list of objects, because configurations read `[0]` of it.
func (i *instance) make(kind tftypes.Type, path string) tftypes.Value {
	switch kind := kind.(type) {
	case tftypes.List:
		return tftypes.NewValue(kind, i.makeElements(kind.ElementType, path))
	case tftypes.Set:
		return tftypes.NewValue(kind, i.makeElements(kind.ElementType, path))
	case tftypes.Object:
		members := map[string]tftypes.Value{}
		for name, member := range kind.AttributeTypes {
			members[name] = i.make(member, join(path, name))
		}
		return tftypes.NewValue(kind, members)
	case tftypes.Map:
		return emptyOf(kind)
	}
	if kind.Is(tftypes.String) {
		return textValue(i.text(path))
	}
	template, listed := i.template(path)
	if kind.Is(tftypes.Bool) {
		return tftypes.NewValue(tftypes.Bool, listed && template == "true")
	}
	number := new(big.Float)
	if listed {
		number.SetString(template)
	}
	return tftypes.NewValue(tftypes.Number, number)
}

func (i *instance) makeElements(element tftypes.Type, path string) []tftypes.Value {
	template, listed := i.template(path)
	if !listed {
		return []tftypes.Value{i.make(element, path)}
	}
	elements := []tftypes.Value{}
	for _, item := range strings.Fields(template) {
		elements = append(elements, textValue(i.expand(item, path)))
	}
	return elements
}

func isPrimitive(kind tftypes.Type) bool {
	return kind.Is(tftypes.String) || kind.Is(tftypes.Number) || kind.Is(tftypes.Bool)
}

func emptyOf(kind tftypes.Type) tftypes.Value {
	switch kind.(type) {
	case tftypes.Map:
		return tftypes.NewValue(kind, map[string]tftypes.Value{})
	case tftypes.List, tftypes.Set:
		return tftypes.NewValue(kind, []tftypes.Value{})
	}
	return tftypes.NewValue(kind, nil)
}
