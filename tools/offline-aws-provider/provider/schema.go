package main

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/hashicorp/terraform-plugin-go/tfprotov5"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

//go:embed schema.gz
var schemaFile []byte

// blockDocument has the layout of `terraform providers schema -json`.
type blockDocument struct {
	Attributes map[string]attributeDocument `json:"attributes"`
	BlockTypes map[string]struct {
		NestingMode string        `json:"nesting_mode"`
		MinItems    int64         `json:"min_items"`
		MaxItems    int64         `json:"max_items"`
		Block       blockDocument `json:"block"`
	} `json:"block_types"`
}

type attributeDocument struct {
	Type      json.RawMessage `json:"type"`
	Required  bool            `json:"required"`
	Optional  bool            `json:"optional"`
	Computed  bool            `json:"computed"`
	Sensitive bool            `json:"sensitive"`
	WriteOnly bool            `json:"write_only"`
}

// schemas has a line for each type and parses it on demand: Terraform starts the provider several times per command,
// and only one of those needs more than the few types of the configuration.
type schemas struct {
	lines map[schemaKey][]byte
	mutex sync.Mutex
	read  map[schemaKey]*tfprotov5.Schema
	types typeCache
}

type schemaKey struct{ kind, typeName string }

func loadSchemas() (*schemas, error) {
	reader, err := gzip.NewReader(bytes.NewReader(schemaFile))
	if err != nil {
		return nil, fmt.Errorf("the embedded schema is damaged: %w", err)
	}
	text, err := io.ReadAll(reader)
	if err != nil {
		return nil, fmt.Errorf("the embedded schema is damaged: %w", err)
	}
	loaded := &schemas{lines: map[schemaKey][]byte{}, read: map[schemaKey]*tfprotov5.Schema{}, types: typeCache{}}
	for line := range bytes.SplitSeq(text, []byte("\n")) {
		kind, rest, _ := bytes.Cut(line, []byte(" "))
		typeName, block, _ := bytes.Cut(rest, []byte(" "))
		loaded.lines[schemaKey{string(kind), string(typeName)}] = block
	}
	return loaded, nil
}

func (s *schemas) provider() *tfprotov5.Schema { return s.schema(schemaKey{"provider", "aws"}) }
func (s *schemas) resource(typeName string) *tfprotov5.Schema {
	return s.schema(schemaKey{"resource", typeName})
}
func (s *schemas) dataSource(typeName string) *tfprotov5.Schema {
	return s.schema(schemaKey{"data", typeName})
}

// all parses every schema of a kind.
func (s *schemas) all(kind string) map[string]*tfprotov5.Schema {
	found := map[string]*tfprotov5.Schema{}
	for key := range s.lines {
		if key.kind == kind {
			found[key.typeName] = s.schema(key)
		}
	}
	return found
}

// schema panics on a damaged line, which the tests would have found: the file is part of the program.
func (s *schemas) schema(key schemaKey) *tfprotov5.Schema {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if schema, ok := s.read[key]; ok {
		return schema
	}
	var document blockDocument
	err := json.Unmarshal(s.lines[key], &document)
	block, typeErr := s.types.block(document)
	if err := errors.Join(err, typeErr); err != nil {
		panic(fmt.Sprintf("the embedded schema of %s %s is damaged: %s", key.kind, key.typeName, err))
	}
	s.read[key] = &tfprotov5.Schema{Block: block}
	return s.read[key]
}

// typeCache parses each notation of a type once: the schema repeats a few hundred of them thousands of times.
type typeCache map[string]tftypes.Type

func (c typeCache) block(document blockDocument) (*tfprotov5.SchemaBlock, error) {
	block := &tfprotov5.SchemaBlock{}
	for name, attribute := range document.Attributes {
		attributeType, err := c.parse(attribute.Type)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		block.Attributes = append(block.Attributes, &tfprotov5.SchemaAttribute{
			Name: name, Type: attributeType, Required: attribute.Required, Optional: attribute.Optional,
			Computed: attribute.Computed, Sensitive: attribute.Sensitive, WriteOnly: attribute.WriteOnly,
		})
	}
	for name, nested := range document.BlockTypes {
		inner, err := c.block(nested.Block)
		if err != nil {
			return nil, fmt.Errorf("%s.%w", name, err)
		}
		nesting, known := nestingModes[nested.NestingMode]
		if !known {
			return nil, fmt.Errorf("%s: nesting mode %q is unknown", name, nested.NestingMode)
		}
		block.BlockTypes = append(block.BlockTypes, &tfprotov5.SchemaNestedBlock{
			TypeName: name, Block: inner, Nesting: nesting, MinItems: nested.MinItems, MaxItems: nested.MaxItems,
		})
	}
	slices.SortFunc(block.Attributes, func(a, b *tfprotov5.SchemaAttribute) int { return strings.Compare(a.Name, b.Name) })
	slices.SortFunc(block.BlockTypes, func(a, b *tfprotov5.SchemaNestedBlock) int { return strings.Compare(a.TypeName, b.TypeName) })
	return block, nil
}

var nestingModes = map[string]tfprotov5.SchemaNestedBlockNestingMode{
	"list":   tfprotov5.SchemaNestedBlockNestingModeList,
	"set":    tfprotov5.SchemaNestedBlockNestingModeSet,
	"single": tfprotov5.SchemaNestedBlockNestingModeSingle,
}

var primitiveTypes = map[string]tftypes.Type{
	`"string"`: tftypes.String, `"number"`: tftypes.Number, `"bool"`: tftypes.Bool, `"dynamic"`: tftypes.DynamicPseudoType,
}

// parse parses a type in Terraform's notation: "string", ["set", "string"], ["object", {"name": "string"}].
func (c typeCache) parse(text json.RawMessage) (tftypes.Type, error) {
	if primitive, ok := primitiveTypes[string(text)]; ok {
		return primitive, nil
	}
	if parsed, ok := c[string(text)]; ok {
		return parsed, nil
	}
	parsed, err := c.parseCollection(text)
	if err == nil {
		c[string(text)] = parsed
	}
	return parsed, err
}

func (c typeCache) parseCollection(text json.RawMessage) (tftypes.Type, error) {
	var kind string
	var inner json.RawMessage
	if err := json.Unmarshal(text, &[]any{&kind, &inner}); err != nil {
		return nil, fmt.Errorf("%s is not a type", text)
	}
	if kind == "object" {
		var attributes map[string]json.RawMessage
		if err := json.Unmarshal(inner, &attributes); err != nil {
			return nil, fmt.Errorf("%s is not an object type", text)
		}
		types := map[string]tftypes.Type{}
		for name, attribute := range attributes {
			parsed, err := c.parse(attribute)
			if err != nil {
				return nil, err
			}
			types[name] = parsed
		}
		return tftypes.Object{AttributeTypes: types}, nil
	}
	element, err := c.parse(inner)
	if err != nil {
		return nil, err
	}
	switch kind {
	case "list":
		return tftypes.List{ElementType: element}, nil
	case "set":
		return tftypes.Set{ElementType: element}, nil
	case "map":
		return tftypes.Map{ElementType: element}, nil
	}
	return nil, fmt.Errorf("%s is not a type", text)
}
