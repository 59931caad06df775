// Package all takes the place of Cosign's own: tokens come from GitHub, the environment or a file, not from other clouds.
package all

import (
	"github.com/sigstore/cosign/v3/pkg/providers"

	_ "github.com/sigstore/cosign/v3/pkg/providers/envvar"
	_ "github.com/sigstore/cosign/v3/pkg/providers/filesystem"
	_ "github.com/sigstore/cosign/v3/pkg/providers/github"
)

// What Cosign calls.
var (
	Enabled     = providers.Enabled
	Provide     = providers.Provide
	ProvideFrom = providers.ProvideFrom
)
