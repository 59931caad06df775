package main

import (
	"encoding/json"
	"testing"
)

func merged(t *testing.T, documents ...string) string {
	t.Helper()
	whole := policyDocument{}
	for number, text := range documents {
		document, err := parsePolicy("documents", number, text)
		if err != nil {
			t.Fatal(err)
		}
		whole.merge(document)
	}
	text, err := json.Marshal(whole)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func expect(t *testing.T, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
}

func TestAStatementReplacesTheOneWithItsSidAndKeepsItsPlace(t *testing.T) {
	got := merged(t,
		`{"Version":"2012-10-17","Statement":[{"Sid":"A","Effect":"Allow","Action":"s3:Get*"},{"Effect":"Allow","Action":"a:B"}]}`,
		`{"Version":"2012-10-17","Statement":[{"Sid":"A","Effect":"Deny","Action":"s3:Put*"},{"Effect":"Allow","Action":"c:D"}]}`)
	expect(t, got, `{"Version":"2012-10-17","Statement":[{"Sid":"A","Effect":"Deny","Action":"s3:Put*"},`+
		`{"Effect":"Allow","Action":"a:B"},{"Effect":"Allow","Action":"c:D"}]}`)
}

func TestTheNewerVersionAndTheLastIdWin(t *testing.T) {
	got := merged(t, `{"Version":"2012-10-17","Id":"first"}`, `{"Version":"2008-10-17","Id":"second"}`, `{}`)
	expect(t, got, `{"Version":"2012-10-17","Id":"second"}`)
}

func TestOnlyEveryoneBecomesAStar(t *testing.T) {
	for principal, want := range map[string]string{
		`"*"`:                     `"*"`,
		`{"*":["*"]}`:             `"*"`,
		`{"AWS":"*"}`:             `{"AWS":"*"}`,
		`{"AWS":["a","c","b"]}`:   `{"AWS":["c","b","a"]}`,
		`{"*":"*","AWS":["one"]}`: `{"*":"*","AWS":"one"}`,
	} {
		got := merged(t, `{"Statement":[{"Effect":"Allow","Principal":`+principal+`}]}`)
		expect(t, got, `{"Statement":[{"Effect":"Allow","Principal":`+want+`}]}`)
	}
}

func TestConditionsKeepTheOrderOfTheirValuesAndWriteOneAsAString(t *testing.T) {
	got := merged(t, `{"Statement":[{"Effect":"Allow","Condition":{"StringLike":{"k":["b","a"],"j":["x"]},"Bool":{"aws:SecureTransport":false}}}]}`)
	expect(t, got, `{"Statement":[{"Effect":"Allow","Condition":{"Bool":{"aws:SecureTransport":"false"},"StringLike":{"j":"x","k":["b","a"]}}}]}`)
}
