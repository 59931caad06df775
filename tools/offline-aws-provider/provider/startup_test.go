package main

import "testing"

// Every terraform command starts the provider several times: BenchmarkStart measures the cost of each start, and
// BenchmarkAllSchemas what one of them costs in addition.
func BenchmarkStart(b *testing.B) {
	for b.Loop() {
		if _, err := loadSchemas(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAllSchemas(b *testing.B) {
	for b.Loop() {
		loaded, err := loadSchemas()
		if err != nil {
			b.Fatal(err)
		}
		loaded.all("resource")
		loaded.all("data")
	}
}
