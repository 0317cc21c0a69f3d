package main

import (
	"maps"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/datatest"
)

// TestAListSaysWhereItIsFrom: the same rows, from what DATABASE_READ_URL names or, where
// that cannot be read, from the server that takes the changes.
func TestAListSaysWhereItIsFrom(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	register(t, soc)
	s := on(soc.DB)
	list := []string{"tickets", "--csv"}
	want := s.ok(t, list...)
	for url, said := range map[string]string{
		soc.Config.URL: "which has all changes.",
		"postgres://society360_desk@127.0.0.1:1/none": "127.0.0.1:1 cannot be reached. Check that it runs and that DATABASE_READ_URL names it. Read from the server that takes the changes.",
	} {
		from := console{env: maps.Clone(s.env)}
		from.env["DATABASE_READ_URL"] = url
		if got := from.run(t.Context(), list...); got.code != exitOK || got.out != want || !strings.Contains(got.err, said) {
			t.Errorf("from %s: exit %d, said %q, want %q; listed\n%swant\n%s", url, got.code, got.err, said, got.out, want)
		}
		from.ok(t, "settings", "--csv") // few, and as they are now
	}
	wrong := console{env: maps.Clone(s.env)}
	wrong.env["DATABASE_READ_URL"] = "postgres://u:secret@host:port/x"
	wrong.refuses(t, exitFailure, []string{"DATABASE_READ_URL is not a database URL"}, list...)
}
