package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/datatest"
)

func TestImportOpeningCommand(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	s := on(soc.DB)
	const asAdmin = "--as=asha@test.example"
	file := filepath.Join(t.TempDir(), "dues of flats.csv")
	write := func(lines ...string) {
		if err := os.WriteFile(file, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("Flat No,Flat Type,Our Amt,Due Since", "Q-101,2BHK,1500 Cr?,05/03/2026", "Q-102,2BHK,250,31/02/2026")
	opening := []string{"import", "opening", file, "--map", "Our Amt=dues", asAdmin}
	r := s.run(t.Context(), opening...)
	for _, want := range []string{"SHEET          CELL", "dues of flats  C2    “1500 Cr?”", "dues of flats  D3    “31/02/2026” is not a date"} {
		if !strings.Contains(r.out, want) {
			t.Errorf("%q is not said:\n%s", want, r.out)
		}
	}
	if r.code != exitFailure || r.err != "society360: Bad lines: 2 of 2. Nothing was kept.\n" {
		t.Errorf("exit %d, %q", r.code, r.err)
	}
	write("Flat No,Flat Type,Our Amt,Due Since", "Q-101,2BHK,\"1,500\",05/03/2026", "Q-102,2BHK,250 Cr,")
	commit := slices.Concat(opening, []string{"--commit", "--signed-by", "Meena Rao"})
	s.refuses(t, exitFailure, []string{"were not rehearsed as they are now"}, commit...)
	out := s.ok(t, opening...)
	for _, want := range []string{
		"Would add 1 block, 2 units, no accounts, no residents, 1 opening due, 1 credit, no payments, no tickets.\nNew blocks: Q.\n",
		"05/03/2026 is 5 March 2026", "UNITS are those with dues or credits", "All", "1,500.00", "250.00", "Rehearsed.",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not said:\n%s", want, out)
		}
	}
	for range 2 { // a repeat is answered as before
		if out := s.ok(t, slices.Concat(commit, []string{"--intent", "opening-day"})...); !strings.HasSuffix(out, "Import 1, signed by Meena Rao.\n") {
			t.Errorf("it said %q", out)
		}
	}
	s.refuses(t, exitFailure, []string{"taken in already, as import 1"}, commit...)
	if out := s.ok(t, opening...); !strings.Contains(out, "stands already; there is nothing to take in") || strings.Contains(out, "Rehearsed.") {
		t.Errorf("the same sheets once more: %q", out)
	}
	if out := s.ok(t, "import", "list"); !strings.Contains(out, "in_force") || !strings.Contains(out, "Meena Rao") {
		t.Errorf("it listed %q", out)
	}
	soc.Exec(t, `UPDATE units SET type = '3BHK' WHERE label = 'Q-101'`)
	r = s.run(t.Context(), "import", "take-back", "1", "--reason", "the wrong sheet", asAdmin)
	if r.code != exitFailure || !strings.Contains(r.out, "units  changed") || !strings.Contains(r.out, "Q-101") || !strings.Contains(r.err, "something has touched") {
		t.Errorf("exit %d: %s%s", r.code, r.out, r.err)
	}
	soc.Exec(t, `UPDATE units SET type = '2BHK' WHERE label = 'Q-101'`)
	if out := s.ok(t, "import", "take-back", "1", "--reason", "the wrong sheet", asAdmin); out != "Took back import 1: 1 block, 2 units, no accounts, no residents, 1 opening due, 1 credit, no payments, no tickets.\n" {
		t.Errorf("it said %q", out)
	}
	if n := number(t, soc.DB, `SELECT count(*) FROM units WHERE label LIKE 'Q-%'`); n != 0 {
		t.Errorf("%d units stand", n)
	}
	s.refuses(t, exitUsage, []string{"go together"}, slices.Concat(opening, []string{"--commit"})...)
	s.refuses(t, exitUsage, []string{"There is no column nothing"}, "import", "opening", file, "--map", "Our Amt=nothing", asAdmin)
	s.refuses(t, exitUsage, []string{"the files to read"}, "import", "opening", asAdmin)
	s.refuses(t, exitUsage, []string{"no number of an import"}, "import", "take-back", "one", "--reason", "x", asAdmin)
	s.refuses(t, exitFailure, []string{"There is no import 7"}, "import", "take-back", "7", "--reason", "x", asAdmin)
	s.refuses(t, exitFailure, []string{"may not do this"}, "import", "opening", file, "--map", "Our Amt=dues", "--as", "vijay@test.example")
}
