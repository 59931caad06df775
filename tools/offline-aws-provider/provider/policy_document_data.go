package main

import (
	"encoding/json"
	"fmt"
	"hash/crc32"
	"strconv"
	"strings"
)

// readPolicyDocument computes aws_iam_policy_document: first the sources, then its own statements, then the overrides.
func readPolicyDocument(i *instance) error {
	merged := policyDocument{}
	sids := map[string]bool{}
	for number, text := range textsOf(i.attributes["source_policy_documents"]) {
		source, err := parsePolicy("source_policy_documents", number, text)
		if err != nil {
			return err
		}
		for _, statement := range source.Statement {
			if statement.Sid != "" && sids[statement.Sid] {
				return fmt.Errorf("duplicate Sid (%s) in source_policy_documents (item %d). Remove the Sid or make it unique; "+
					"to replace a statement use override_policy_documents", statement.Sid, number)
			}
			sids[statement.Sid] = true
		}
		merged.merge(source)
	}
	own, err := configuredPolicy(i.attributes)
	if err != nil {
		return err
	}
	merged.merge(own)
	for number, text := range textsOf(i.attributes["override_policy_documents"]) {
		override, err := parsePolicy("override_policy_documents", number, text)
		if err != nil {
			return err
		}
		merged.merge(override)
	}
	indented, err := json.MarshalIndent(merged, "", "  ")
	if err != nil {
		return err
	}
	minified, err := json.Marshal(merged)
	if err != nil {
		return err
	}
	i.attributes["json"] = textValue(string(indented))
	i.attributes["minified_json"] = textValue(string(minified))
	i.attributes["id"] = textValue(strconv.FormatUint(uint64(crc32.ChecksumIEEE(indented)), 10))
	return nil
}

func configuredPolicy(attributes object) (policyDocument, error) {
	document := policyDocument{Version: "2012-10-17"}
	if version, ok := textOf(attributes["version"]); ok {
		document.Version = version
	}
	document.ID, _ = textOf(attributes["policy_id"])
	sids := map[string]bool{}
	for _, element := range elementsOf(attributes["statement"]) {
		statement := configuredStatement(objectOf(element))
		if statement.Effect != "Allow" && statement.Effect != "Deny" {
			return document, fmt.Errorf("the effect of a statement must be Allow or Deny, not %q", statement.Effect)
		}
		if statement.Sid != "" && sids[statement.Sid] {
			return document, fmt.Errorf("duplicate Sid (%s). Remove the Sid or make it unique", statement.Sid)
		}
		sids[statement.Sid] = true
		document.Statement = append(document.Statement, statement)
	}
	return document, nil
}

func configuredStatement(block object) *policyStatement {
	statement := &policyStatement{
		Effect:       "Allow",
		Action:       configuredSet(block, "actions"),
		NotAction:    configuredSet(block, "not_actions"),
		Resource:     configuredSet(block, "resources"),
		NotResource:  configuredSet(block, "not_resources"),
		Principal:    configuredPrincipals(block, "principals"),
		NotPrincipal: configuredPrincipals(block, "not_principals"),
	}
	statement.Sid, _ = textOf(block["sid"])
	if effect, ok := textOf(block["effect"]); ok {
		statement.Effect = effect
	}
	for _, element := range elementsOf(block["condition"]) {
		condition := objectOf(element)
		test, _ := textOf(condition["test"])
		variable, _ := textOf(condition["variable"])
		if statement.Condition == nil {
			statement.Condition = policyCondition{}
		}
		if statement.Condition[test] == nil {
			statement.Condition[test] = map[string][]string{}
		}
		statement.Condition[test][variable] = append(statement.Condition[test][variable], withVariables(textsOf(condition["values"]))...)
	}
	return statement
}

func configuredSet(block object, name string) any {
	texts := sortedDescending(textsOf(block[name]))
	if len(texts) == 0 {
		return nil
	}
	if name == "resources" || name == "not_resources" {
		texts = withVariables(texts)
	}
	return oneOrMany(texts)
}

func configuredPrincipals(block object, name string) policyPrincipal {
	var principals policyPrincipal
	for _, element := range elementsOf(block[name]) {
		principal := objectOf(element)
		kind, _ := textOf(principal["type"])
		if principals == nil {
			principals = policyPrincipal{}
		}
		principals[kind] = append(principals[kind], withVariables(sortedDescending(textsOf(principal["identifiers"])))...)
	}
	return principals
}

// withVariables: `&{aws:username}` stands for a policy variable, because Terraform would interpolate `${`.
func withVariables(texts []string) []string {
	for index, text := range texts {
		texts[index] = strings.ReplaceAll(text, "&{", "${")
	}
	return texts
}
