package main

import (
	"encoding/json"
	"fmt"
	"slices"
)

// The order of the fields is their order in the document: tests and diffs compare its text.
type policyDocument struct {
	Version   string             `json:",omitempty"`
	ID        string             `json:"Id,omitempty"`
	Statement []*policyStatement `json:",omitempty"`
}

// Action and similar elements are a string or a list of strings.
type policyStatement struct {
	Sid          string          `json:",omitempty"`
	Effect       string          `json:",omitempty"`
	Action       any             `json:",omitempty"`
	NotAction    any             `json:",omitempty"`
	Resource     any             `json:",omitempty"`
	NotResource  any             `json:",omitempty"`
	Principal    policyPrincipal `json:",omitempty"`
	NotPrincipal policyPrincipal `json:",omitempty"`
	Condition    policyCondition `json:",omitempty"`
}

type policyPrincipal map[string][]string
type policyCondition map[string]map[string][]string

// Only {"*": "*"} becomes "*": in a role's trust policy "*" and {"AWS": "*"} differ.
func (p policyPrincipal) MarshalJSON() ([]byte, error) {
	if len(p) == 1 && slices.Equal(p["*"], []string{"*"}) {
		return []byte(`"*"`), nil
	}
	kinds := map[string]any{}
	for kind, identifiers := range p {
		kinds[kind] = oneOrMany(identifiers)
	}
	return json.Marshal(kinds)
}

func (p *policyPrincipal) UnmarshalJSON(text []byte) error {
	var everyone string
	if json.Unmarshal(text, &everyone) == nil {
		*p = policyPrincipal{"*": {"*"}}
		return nil
	}
	var kinds map[string]any
	if err := json.Unmarshal(text, &kinds); err != nil {
		return err
	}
	*p = policyPrincipal{}
	for kind, identifiers := range kinds {
		(*p)[kind] = sortedDescending(stringsIn(identifiers))
	}
	return nil
}

func (c policyCondition) MarshalJSON() ([]byte, error) {
	tests := map[string]map[string]any{}
	for test, variables := range c {
		tests[test] = map[string]any{}
		for variable, values := range variables {
			tests[test][variable] = oneOrMany(values)
		}
	}
	return json.Marshal(tests)
}

func (c *policyCondition) UnmarshalJSON(text []byte) error {
	var tests map[string]map[string]any
	if err := json.Unmarshal(text, &tests); err != nil {
		return err
	}
	*c = policyCondition{}
	for test, variables := range tests {
		(*c)[test] = map[string][]string{}
		for variable, values := range variables {
			(*c)[test][variable] = stringsIn(values)
		}
	}
	return nil
}

func stringsIn(value any) []string {
	switch value := value.(type) {
	case []any:
		texts := []string{}
		for _, element := range value {
			texts = append(texts, stringsIn(element)...)
		}
		return texts
	case string:
		return []string{value}
	}
	return []string{fmt.Sprint(value)}
}

func oneOrMany(texts []string) any {
	if len(texts) == 1 {
		return texts[0]
	}
	return texts
}

// Sets are sorted in descending order, because AWS's provider writes them so.
func sortedDescending(texts []string) []string {
	slices.Sort(texts)
	slices.Reverse(texts)
	return texts
}

// merge adds the statements of another document; a statement with an existing Sid replaces the old one.
func (d *policyDocument) merge(other policyDocument) {
	if other.ID != "" {
		d.ID = other.ID
	}
	d.Version = max(d.Version, other.Version)
	for _, statement := range other.Statement {
		index := slices.IndexFunc(d.Statement, func(s *policyStatement) bool { return s.Sid != "" && s.Sid == statement.Sid })
		if index < 0 {
			d.Statement = append(d.Statement, statement)
		} else {
			d.Statement[index] = statement
		}
	}
}

func parsePolicy(argument string, number int, text string) (policyDocument, error) {
	var document policyDocument
	if text == "" {
		return document, nil
	}
	if err := json.Unmarshal([]byte(text), &document); err != nil {
		return document, fmt.Errorf("%s (item %d) is not a policy: %w", argument, number, err)
	}
	return document, nil
}
