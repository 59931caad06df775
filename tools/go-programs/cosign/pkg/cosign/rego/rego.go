// Package rego takes the place of Cosign's own, which links Open Policy Agent.
package rego

import "errors"

// ValidateJSON fails, so that no attestation passes a policy that was not evaluated.
func ValidateJSON([]byte, []string) []error {
	return []error{errors.New("this build of cosign evaluates no Rego")}
}
