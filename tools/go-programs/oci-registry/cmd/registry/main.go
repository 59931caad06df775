// A registry of images for tests, in memory. The program whose place it takes has no referrers API, which ECR has, and Debian's
// registry has not: clients keep signatures in another way for each.
package main

import (
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"time"

	"github.com/google/go-containerregistry/pkg/registry"
)

func main() {
	referrers := flag.Bool("referrers", false, "serve the referrers API of OCI 1.1")
	flag.Parse()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(listener.Addr())
	server := &http.Server{
		ReadHeaderTimeout: 5 * time.Second,
		Handler:           registry.New(registry.WithReferrersSupport(*referrers)),
	}
	log.Fatal(server.Serve(listener))
}
