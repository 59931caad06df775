// Package factory takes the place of Jaeger's own, which makes stores that are not linked. Flags of the page name these
// types; nothing calls them.
package factory

import (
	"errors"

	"github.com/jaegertracing/jaeger/internal/storage/v1/api/spanstore"
)

// Factory makes nothing.
type Factory struct{}

// ArchiveStorage is what the page would keep chosen traces in.
type ArchiveStorage struct {
	Reader spanstore.Reader
	Writer spanstore.Writer
}

// InitArchiveStorage fails: there is none.
func (*Factory) InitArchiveStorage() (*ArchiveStorage, error) {
	return nil, errors.New("there is no archive")
}
