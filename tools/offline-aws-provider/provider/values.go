package main

import (
	"maps"
	"math/big"

	"github.com/hashicorp/terraform-plugin-go/tfprotov5"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// object contains the members of a block or an object value. A missing key reads as the zero Value, which counts as
// absent.
type object map[string]tftypes.Value

// present reports a known value that is not null; elements of a collection may still be unknown.
func present(value tftypes.Value) bool {
	return value.Type() != nil && value.IsKnown() && !value.IsNull()
}

func textOf(value tftypes.Value) (string, bool) {
	var text string
	if !present(value) || !value.Type().Is(tftypes.String) || value.As(&text) != nil {
		return "", false
	}
	return text, true
}

func isTrue(value tftypes.Value) bool {
	var flag bool
	return present(value) && value.Type().Is(tftypes.Bool) && value.As(&flag) == nil && flag
}

func objectOf(value tftypes.Value) object {
	members := map[string]tftypes.Value{}
	if present(value) && value.As(&members) != nil {
		return object{}
	}
	// As returns the value's own map: writing to it would change the value for every other reader.
	return maps.Clone(members)
}

func elementsOf(value tftypes.Value) []tftypes.Value {
	var elements []tftypes.Value
	if !present(value) || value.As(&elements) != nil {
		return nil
	}
	return elements
}

// textsOf returns the elements of a list or set of strings, in order, without nulls.
func textsOf(value tftypes.Value) []string {
	texts := []string{}
	for _, element := range elementsOf(value) {
		if text, ok := textOf(element); ok {
			texts = append(texts, text)
		}
	}
	return texts
}

// first is the element of a block that appears at most once.
func first(value tftypes.Value) object {
	if elements := elementsOf(value); len(elements) > 0 {
		return objectOf(elements[0])
	}
	return object{}
}

func textValue(text string) tftypes.Value { return tftypes.NewValue(tftypes.String, text) }
func numberValue(number int64) tftypes.Value {
	return tftypes.NewValue(tftypes.Number, big.NewFloat(float64(number)))
}
func unknownOf(kind tftypes.Type) tftypes.Value { return tftypes.NewValue(kind, tftypes.UnknownValue) }

func textValues(kind tftypes.Type, texts []string) tftypes.Value {
	values := []tftypes.Value{}
	for _, text := range texts {
		values = append(values, textValue(text))
	}
	return tftypes.NewValue(kind, values)
}

// rebuild applies change to the content of a nested block, whatever its nesting. The second argument of change is the
// element's index, or -1 if elements have none.
func rebuild(nested *tfprotov5.SchemaNestedBlock, value tftypes.Value, change func(tftypes.Value, int) tftypes.Value) tftypes.Value {
	if !present(value) {
		return value
	}
	if nested.Nesting == tfprotov5.SchemaNestedBlockNestingModeSingle {
		return change(value, -1)
	}
	changed := []tftypes.Value{}
	for index, element := range elementsOf(value) {
		if nested.Nesting == tfprotov5.SchemaNestedBlockNestingModeSet {
			index = -1
		}
		changed = append(changed, change(element, index))
	}
	return tftypes.NewValue(value.Type(), changed)
}
