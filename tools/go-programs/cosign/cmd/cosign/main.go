// Cosign without the plugins for key services of clouds: our keys are files, or belong to a token of GitHub for minutes.
package main

import (
	"log"

	"github.com/sigstore/cosign/v3/cmd/cosign/cli"
)

func main() {
	log.SetFlags(0)
	command := cli.New()
	command.SilenceErrors = true
	if err := command.Execute(); err != nil {
		log.Fatalf("error: %v", err)
	}
}
