package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov5"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

func testSchemas(t *testing.T) *schemas {
	t.Helper()
	loaded, err := loadSchemas()
	if err != nil {
		t.Fatal(err)
	}
	return loaded
}

func TestEveryTypeOfTheSchemaCanBeRead(t *testing.T) {
	loaded := testSchemas(t)
	for _, kind := range []string{"provider", "resource", "data"} {
		if read := loaded.all(kind); len(read) == 0 {
			t.Errorf("the schema has no kind %q", kind)
		}
	}
}

// A table with a misspelt type or attribute would have no effect and no error.
func TestTablesNameOnlyWhatTheSchemaHas(t *testing.T) {
	loaded := testSchemas(t)
	check := func(table, typeName string, paths ...string) {
		schema, has := loaded.all("resource")[typeName]
		if !has {
			if schema, has = loaded.all("data")[typeName]; !has {
				t.Errorf("%s: the type %s does not exist", table, typeName)
				return
			}
		}
		for _, path := range paths {
			if !hasPath(schema.Block, path) {
				t.Errorf("%s: %s has no %s", table, typeName, path)
			}
		}
	}
	for typeName, template := range arns {
		check("arns", typeName, append(attributesIn(template), "arn")...)
	}
	for typeName, attributes := range computed {
		for path, template := range attributes {
			check("computed", typeName, append(attributesIn(template), path)...)
		}
	}
	for typeName, arguments := range forcesReplacement {
		check("forcesReplacement", typeName, arguments...)
	}
	for typeName, blocks := range computedBlocks {
		check("computedBlocks", typeName, blocks...)
	}
	for typeName, arguments := range identifyingArguments {
		check("identifyingArguments", typeName, arguments...)
	}
	for typeName, groups := range exactlyOne {
		for _, group := range groups {
			check("exactlyOne", typeName, group...)
		}
	}
	for name := range nameRules {
		typeName, attribute, _ := strings.Cut(name, ".")
		check("nameRules", typeName, attribute)
	}
	for typeName := range idPrefixes {
		check("idPrefixes", typeName, "id")
	}
	for typeName := range answers {
		check("answers", typeName)
	}
	for typeName := range readers {
		if _, has := loaded.all("data")[typeName]; !has {
			t.Errorf("readers: the data source %s does not exist", typeName)
		}
	}
}

// attributesIn lists the placeholders of a template that stand for attributes.
func attributesIn(template string) (attributes []string) {
	builtIn := []string{"account", "region", "partition", "dns_suffix", "uuid", "hex", "HEX", "digits", "alnum", "ALNUM", "host"}
	for _, found := range placeholder.FindAllStringSubmatch(template, -1) {
		if !slices.Contains(builtIn, found[1]) {
			attributes = append(attributes, found[1])
		}
	}
	return attributes
}

func hasPath(block *tfprotov5.SchemaBlock, path string) bool {
	name, rest, deeper := strings.Cut(path, ".")
	for _, attribute := range block.Attributes {
		if attribute.Name == name {
			return !deeper || typeHasPath(attribute.Type, rest)
		}
	}
	for _, nested := range block.BlockTypes {
		if nested.TypeName == name {
			return !deeper || hasPath(nested.Block, rest)
		}
	}
	return false
}

func typeHasPath(kind tftypes.Type, path string) bool {
	switch collection := kind.(type) {
	case tftypes.List:
		kind = collection.ElementType
	case tftypes.Set:
		kind = collection.ElementType
	}
	object, ok := kind.(tftypes.Object)
	if !ok {
		return false
	}
	name, rest, deeper := strings.Cut(path, ".")
	member, has := object.AttributeTypes[name]
	return has && (!deeper || typeHasPath(member, rest))
}
