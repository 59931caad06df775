package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov5"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

const defaultAccountID = "123456789012"

var accountIDPattern = regexp.MustCompile(`^\d{12}$`)

// account is the caller's account: everything that an ARN starts with.
type account struct {
	id          string
	region      string
	defaultTags tftypes.Value // map of strings; unknown while Terraform does not know the whole provider block
}

func (a account) partition() string {
	switch {
	case strings.HasPrefix(a.region, "cn-"):
		return "aws-cn"
	case strings.HasPrefix(a.region, "us-gov-"):
		return "aws-us-gov"
	}
	return "aws"
}

func (a account) dnsSuffix() string {
	if a.partition() == "aws-cn" {
		return "amazonaws.com.cn"
	}
	return "amazonaws.com"
}

// PrepareProviderConfig runs before every configuration and during `terraform validate`.
func (p *provider) PrepareProviderConfig(_ context.Context, request *tfprotov5.PrepareProviderConfigRequest) (*tfprotov5.PrepareProviderConfigResponse, error) {
	config, err := request.Config.Unmarshal(p.schemas.provider().ValueType())
	if err != nil {
		return &tfprotov5.PrepareProviderConfigResponse{Diagnostics: failure(err)}, nil
	}
	response := &tfprotov5.PrepareProviderConfigResponse{PreparedConfig: request.Config}
	block := objectOf(config)
	for _, name := range []string{"allowed_account_ids", "forbidden_account_ids"} {
		for _, id := range textsOf(block[name]) {
			if !accountIDPattern.MatchString(id) {
				path := tftypes.NewAttributePath().WithAttributeName(name)
				response.Diagnostics = append(response.Diagnostics, invalid(path, "The account id is invalid",
					fmt.Sprintf("%q is not the 12 digits of an AWS account id. Write the id as a string, with its leading zeros.", id)))
			}
		}
	}
	return response, nil
}

func (p *provider) ConfigureProvider(_ context.Context, request *tfprotov5.ConfigureProviderRequest) (*tfprotov5.ConfigureProviderResponse, error) {
	config, err := request.Config.Unmarshal(p.schemas.provider().ValueType())
	if err == nil {
		p.account, err = accountOf(objectOf(config))
	}
	if err != nil {
		return &tfprotov5.ConfigureProviderResponse{Diagnostics: failure(err)}, nil
	}
	return &tfprotov5.ConfigureProviderResponse{}, nil
}

func accountOf(block object) (account, error) {
	configured := account{id: defaultAccountID}
	if allowed := textsOf(block["allowed_account_ids"]); len(allowed) > 0 {
		configured.id = allowed[0]
	}
	if slices.Contains(textsOf(block["forbidden_account_ids"]), configured.id) {
		return account{}, fmt.Errorf("account %s is one of forbidden_account_ids. The offline provider's caller is the first of "+
			"allowed_account_ids, or %s", configured.id, defaultAccountID)
	}
	region, known := textOf(block["region"])
	for _, variable := range []string{"AWS_REGION", "AWS_DEFAULT_REGION"} {
		if !known {
			region, known = os.LookupEnv(variable)
		}
	}
	// A region that Terraform learns only on apply is not a mistake: the plan continues with a placeholder.
	if !known && block["region"].Type() != nil && !block["region"].IsKnown() {
		region, known = "us-east-1", true
	}
	if !known {
		return account{}, errors.New("the provider has no region. Set `region` in the provider block, or the environment variable AWS_REGION")
	}
	configured.region = region
	configured.defaultTags = tagMap(nil)
	if tags := first(block["default_tags"])["tags"]; tags.Type() != nil && !tags.IsNull() {
		configured.defaultTags = tags
	}
	return configured, nil
}
