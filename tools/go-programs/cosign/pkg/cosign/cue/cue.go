// Package cue takes the place of Cosign's own, which links the CUE language.
package cue

import "errors"

// ValidateJSON fails, so that no attestation passes a policy that was not evaluated.
func ValidateJSON([]byte, []string) error {
	return errors.New("this build of cosign evaluates no CUE")
}
