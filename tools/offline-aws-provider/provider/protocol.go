package main

import (
	"context"
	"fmt"
	"sync"

	"github.com/hashicorp/terraform-plugin-go/tfprotov5"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// provider implements Terraform's plugin protocol, version 5, the one of the AWS provider.
type provider struct {
	schemas *schemas
	account account

	mutex  sync.Mutex
	issued map[string]int // how often a fingerprint was given to a new resource, so that twins get distinct ids
}

func (p *provider) GetMetadata(context.Context, *tfprotov5.GetMetadataRequest) (*tfprotov5.GetMetadataResponse, error) {
	response := &tfprotov5.GetMetadataResponse{ServerCapabilities: capabilities()}
	for key := range p.schemas.lines {
		switch key.kind {
		case "resource":
			response.Resources = append(response.Resources, tfprotov5.ResourceMetadata{TypeName: key.typeName})
		case "data":
			response.DataSources = append(response.DataSources, tfprotov5.DataSourceMetadata{TypeName: key.typeName})
		}
	}
	return response, nil
}

func (p *provider) GetProviderSchema(context.Context, *tfprotov5.GetProviderSchemaRequest) (*tfprotov5.GetProviderSchemaResponse, error) {
	return &tfprotov5.GetProviderSchemaResponse{
		ServerCapabilities: capabilities(),
		Provider:           p.schemas.provider(),
		ResourceSchemas:    p.schemas.all("resource"),
		DataSourceSchemas:  p.schemas.all("data"),
	}, nil
}

// Terraform starts the provider several times per command; with this it asks only the first one for the schema.
func capabilities() *tfprotov5.ServerCapabilities {
	return &tfprotov5.ServerCapabilities{GetProviderSchemaOptional: true}
}

func (p *provider) GetResourceIdentitySchemas(context.Context, *tfprotov5.GetResourceIdentitySchemasRequest) (*tfprotov5.GetResourceIdentitySchemasResponse, error) {
	return &tfprotov5.GetResourceIdentitySchemasResponse{}, nil
}

func (p *provider) GetFunctions(context.Context, *tfprotov5.GetFunctionsRequest) (*tfprotov5.GetFunctionsResponse, error) {
	return &tfprotov5.GetFunctionsResponse{}, nil
}

func (p *provider) StopProvider(context.Context, *tfprotov5.StopProviderRequest) (*tfprotov5.StopProviderResponse, error) {
	return &tfprotov5.StopProviderResponse{}, nil
}

func (p *provider) ValidateResourceTypeConfig(_ context.Context, request *tfprotov5.ValidateResourceTypeConfigRequest) (*tfprotov5.ValidateResourceTypeConfigResponse, error) {
	schema := p.schemas.resource(request.TypeName)
	config, err := request.Config.Unmarshal(schema.ValueType())
	if err != nil {
		return &tfprotov5.ValidateResourceTypeConfigResponse{Diagnostics: failure(err)}, nil
	}
	return &tfprotov5.ValidateResourceTypeConfigResponse{Diagnostics: validate(request.TypeName, schema.Block, config)}, nil
}

func (p *provider) ValidateDataSourceConfig(context.Context, *tfprotov5.ValidateDataSourceConfigRequest) (*tfprotov5.ValidateDataSourceConfigResponse, error) {
	return &tfprotov5.ValidateDataSourceConfigResponse{}, nil
}

// UpgradeResourceState also accepts states of the real provider: attributes that this schema does not have are dropped.
func (p *provider) UpgradeResourceState(_ context.Context, request *tfprotov5.UpgradeResourceStateRequest) (*tfprotov5.UpgradeResourceStateResponse, error) {
	kind := p.schemas.resource(request.TypeName).ValueType()
	options := tfprotov5.UnmarshalOpts{ValueFromJSONOpts: tftypes.ValueFromJSONOpts{IgnoreUndefinedAttributes: true}}
	state, err := request.RawState.UnmarshalWithOpts(kind, options)
	if err != nil {
		return &tfprotov5.UpgradeResourceStateResponse{Diagnostics: failure(err)}, nil
	}
	upgraded, diagnostics := encode(kind, state)
	return &tfprotov5.UpgradeResourceStateResponse{UpgradedState: upgraded, Diagnostics: diagnostics}, nil
}

// ReadResource returns what was applied: nothing changes behind Terraform's back here.
func (p *provider) ReadResource(_ context.Context, request *tfprotov5.ReadResourceRequest) (*tfprotov5.ReadResourceResponse, error) {
	return &tfprotov5.ReadResourceResponse{NewState: request.CurrentState, Private: request.Private}, nil
}

func (p *provider) PlanResourceChange(_ context.Context, request *tfprotov5.PlanResourceChangeRequest) (*tfprotov5.PlanResourceChangeResponse, error) {
	schema := p.schemas.resource(request.TypeName)
	prior, proposed, err := unmarshalBoth(schema.ValueType(), request.PriorState, request.ProposedNewState)
	if err != nil {
		return &tfprotov5.PlanResourceChangeResponse{Diagnostics: failure(err)}, nil
	}
	planned := p.plan(request.TypeName, schema.Block, prior, proposed)
	state, diagnostics := encode(schema.ValueType(), planned)
	return &tfprotov5.PlanResourceChangeResponse{
		PlannedState:    state,
		RequiresReplace: replacements(request.TypeName, prior, planned),
		Diagnostics:     diagnostics,
		// Most AWS resources use SDK v2, whose plans and results Terraform does not compare strictly.
		UnsafeToUseLegacyTypeSystem: true,
	}, nil
}

func (p *provider) ApplyResourceChange(_ context.Context, request *tfprotov5.ApplyResourceChangeRequest) (*tfprotov5.ApplyResourceChangeResponse, error) {
	schema := p.schemas.resource(request.TypeName)
	prior, planned, err := unmarshalBoth(schema.ValueType(), request.PriorState, request.PlannedState)
	if err != nil {
		return &tfprotov5.ApplyResourceChangeResponse{Diagnostics: failure(err)}, nil
	}
	config, err := request.Config.Unmarshal(schema.ValueType())
	if err != nil {
		return &tfprotov5.ApplyResourceChangeResponse{Diagnostics: failure(err)}, nil
	}
	applied, err := p.apply(request.TypeName, schema.Block, prior, planned, config)
	if err != nil {
		return &tfprotov5.ApplyResourceChangeResponse{NewState: request.PriorState, Diagnostics: failure(err)}, nil
	}
	state, diagnostics := encode(schema.ValueType(), applied)
	return &tfprotov5.ApplyResourceChangeResponse{NewState: state, Diagnostics: diagnostics, UnsafeToUseLegacyTypeSystem: true}, nil
}

func (p *provider) ReadDataSource(_ context.Context, request *tfprotov5.ReadDataSourceRequest) (*tfprotov5.ReadDataSourceResponse, error) {
	schema := p.schemas.dataSource(request.TypeName)
	config, err := request.Config.Unmarshal(schema.ValueType())
	if err != nil {
		return &tfprotov5.ReadDataSourceResponse{Diagnostics: failure(err)}, nil
	}
	read, err := p.readDataSource(request.TypeName, schema.Block, config)
	if err != nil {
		return &tfprotov5.ReadDataSourceResponse{Diagnostics: failure(err)}, nil
	}
	state, diagnostics := encode(schema.ValueType(), read)
	return &tfprotov5.ReadDataSourceResponse{State: state, Diagnostics: diagnostics}, nil
}

func unmarshalBoth(kind tftypes.Type, before, after *tfprotov5.DynamicValue) (tftypes.Value, tftypes.Value, error) {
	prior, err := before.Unmarshal(kind)
	if err != nil {
		return tftypes.Value{}, tftypes.Value{}, fmt.Errorf("prior state: %w", err)
	}
	next, err := after.Unmarshal(kind)
	if err != nil {
		return tftypes.Value{}, tftypes.Value{}, fmt.Errorf("new state: %w", err)
	}
	return prior, next, nil
}

func encode(kind tftypes.Type, value tftypes.Value) (*tfprotov5.DynamicValue, []*tfprotov5.Diagnostic) {
	encoded, err := tfprotov5.NewDynamicValue(kind, value)
	if err != nil {
		return nil, failure(err)
	}
	return &encoded, nil
}

func failure(err error) []*tfprotov5.Diagnostic {
	return []*tfprotov5.Diagnostic{{Severity: tfprotov5.DiagnosticSeverityError, Summary: err.Error()}}
}
