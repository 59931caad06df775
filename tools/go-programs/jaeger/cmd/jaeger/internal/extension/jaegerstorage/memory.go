// Package jaegerstorage takes the place of Jaeger's own package of this name, and knows its store in memory only. The
// others bring the clients of Elasticsearch, Cassandra and ClickHouse, two thirds of all that is compiled.
package jaegerstorage

import (
	"context"
	"fmt"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/extension"

	"github.com/jaegertracing/jaeger/internal/storage/v1"
	v1memory "github.com/jaegertracing/jaeger/internal/storage/v1/memory"
	"github.com/jaegertracing/jaeger/internal/storage/v2/api/tracestore"
	"github.com/jaegertracing/jaeger/internal/storage/v2/memory"
	"github.com/jaegertracing/jaeger/internal/telemetry"
)

// ID is what other components depend on.
var ID = component.NewID(component.MustNewType("jaeger_storage"))

// Config names stores, as Jaeger's own does.
type Config struct {
	TraceBackends map[string]struct {
		Memory v1memory.Configuration `mapstructure:"memory"`
	} `mapstructure:"backends"`
}

type stores struct {
	config    *Config
	telset    component.TelemetrySettings
	factories map[string]tracestore.Factory
}

// NewFactory makes the extension.
func NewFactory() extension.Factory {
	defaults := func() component.Config { return &Config{} }
	create := func(_ context.Context, set extension.Settings, config component.Config) (extension.Extension, error) {
		return &stores{config.(*Config), set.TelemetrySettings, map[string]tracestore.Factory{}}, nil
	}
	return extension.NewFactory(ID.Type(), defaults, create, component.StabilityLevelBeta)
}

func (s *stores) Start(_ context.Context, host component.Host) error {
	for name, backend := range s.config.TraceBackends {
		factory, err := memory.NewFactory(backend.Memory, telemetry.FromOtelComponent(s.telset, host))
		if err != nil {
			return fmt.Errorf("store %s: %w", name, err)
		}
		s.factories[name] = factory
	}
	return nil
}

func (*stores) Shutdown(context.Context) error { return nil }

// GetTraceStoreFactory returns the store of that name.
func GetTraceStoreFactory(name string, host component.Host) (tracestore.Factory, error) {
	if extension, ok := host.GetExtensions()[ID].(*stores); ok {
		if factory, ok := extension.factories[name]; ok {
			return factory, nil
		}
	}
	return nil, fmt.Errorf("there is no store %s", name)
}

// GetMetricStorageFactory fails: metrics are in Prometheus.
func GetMetricStorageFactory(name string, _ component.Host) (storage.MetricStoreFactory, error) {
	return nil, fmt.Errorf("there is no store of metrics %s", name)
}
