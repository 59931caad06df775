// Command offline-aws-provider replaces the hashicorp/aws Terraform provider: with the real schema, without a network.
package main

import (
	"fmt"
	"os"

	"github.com/hashicorp/terraform-plugin-go/tfprotov5"
	"github.com/hashicorp/terraform-plugin-go/tfprotov5/tf5server"
)

func main() {
	schemas, err := loadSchemas()
	if err == nil {
		server := &provider{schemas: schemas, issued: map[string]int{}}
		err = tf5server.Serve("registry.terraform.io/hashicorp/aws", func() tfprotov5.ProviderServer { return server })
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "offline-aws-provider:", err)
		os.Exit(1)
	}
}
