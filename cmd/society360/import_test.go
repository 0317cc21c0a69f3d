package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/files"
	"github.com/civoranexus/society360/data/imports"

	"github.com/civoranexus/society360/data/datatest"
)

// unitsFile writes a file to be imported.
func unitsFile(t *testing.T, lines ...string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "units.csv")
	text := strings.Join(append([]string{strings.Join(imports.Columns(), ",")}, lines...), "\r\n") + "\r\n"
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// TestAnImportIsToldOnAPage: the first of each kind and how many more, who cannot sign in,
// and no more mistakes than a person mends; a program reads all of them.
func TestAnImportIsToldOnAPage(t *testing.T) {
	t.Parallel()
	s := on(datatest.NewSociety(t).DB)
	var good, bad []string
	for i := range 60 {
		good = append(good, fmt.Sprintf("Tower Z,%d,1,2BHK,Person %d,,,owner,,", 100+i, i))
		bad = append(bad, fmt.Sprintf("Tower Y,%d,1,2BKH,,,,,,", 100+i))
	}
	out := s.ok(t, "import", unitsFile(t, good...), asAdmin, "--dry-run")
	for _, says := range []string{
		"New units: Tower Z 100, Tower Z 101, Tower Z 102, Tower Z 103, Tower Z 104 and 55 more.\n",
		"Tower Z 100 Person 0 (owner), ", "(owner) and 55 more.\n", "cannot sign in until they have one: 60.\n",
	} {
		if !strings.Contains(out, says) || strings.Count(out, "\n") > 20 {
			t.Errorf("it does not say %q on a page:\n%s", says, out)
		}
	}
	file := unitsFile(t, bad...)
	if r := s.run(t.Context(), "import", file, asAdmin); r.code != exitFailure || strings.Count(r.out, "is no type of unit") != 40 || !strings.Contains(r.err, "20 more mistakes are not shown") {
		t.Errorf("exit %d, %s%s", r.code, r.out, r.err)
	}
	if r := s.run(t.Context(), "import", file, asAdmin, "--csv"); strings.Count(r.out, "is no type of unit") != 60 {
		t.Errorf("as CSV it has\n%s", r.out)
	}
}

func TestImportCommand(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	s := on(soc.DB)
	bad := unitsFile(t,
		"Tower Z,101,1,2BHK,Ravi Iyer,ravi@new.example,98200 12345,owner,yes,2024-01-31",
		"Tower Z,101,2,,,,,,,",
		"Tower Z,102,1,2BKH,,nobody,,,,")
	for _, args := range [][]string{{"--dry-run"}, nil} {
		r := s.run(t.Context(), append([]string{"import", bad, "--as", "asha@test.example"}, args...)...)
		for _, want := range []string{
			"LINE  COLUMN", "\n   3  floor", "Line 2 has Tower Z 101 with floor 1.", "\n   4  resident_email  “",
		} {
			if !strings.Contains(r.out, want) {
				t.Errorf("%q is not said of the bad file:\n%s", want, r.out)
			}
		}
		if r.code != exitFailure || r.err != "society360: Bad lines: 2 of 3. Nothing was imported.\n" {
			t.Errorf("exit %d, %q", r.code, r.err)
		}
	}
	if n := number(t, soc.DB, `SELECT count(*) FROM blocks`); n != 2 {
		t.Fatalf("%d blocks after bad files", n)
	}
	good := unitsFile(t,
		"Tower Z,101,1,2BHK,Ravi Iyer,ravi@new.example,98200 12345,owner,yes,2024-01-31",
		"Tower Z,102,1,2BHK,,,,,,")
	if out := s.ok(t, "import", good, "--as", "asha@test.example", "--dry-run"); out != "Would add 1 block, 2 units, 1 account, 1 resident.\nNew blocks: Tower Z.\nNew units: Tower Z 101, Tower Z 102.\nNew residents: Tower Z 101 Ravi Iyer (owner).\n" {
		t.Errorf("a dry run said %q", out)
	}
	if out := s.ok(t, "import", good, "--as", "asha@test.example"); out != "Added 1 block, 2 units, 1 account, 1 resident.\nNew blocks: Tower Z.\nNew units: Tower Z 101, Tower Z 102.\nNew residents: Tower Z 101 Ravi Iyer (owner).\n" {
		t.Errorf("it said %q", out)
	}
	text, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	if out := s.types(string(text)).ok(t, "import", "-", "--as", "asha@test.example"); out != "Added no blocks, no units, no accounts, no residents.\n"+
		"There already, and left as they are: 1 block, 2 units, 1 account, 1 resident.\n" {
		t.Errorf("a second time it said %q", out)
	}
	if n := number(t, soc.DB, `SELECT count(*) FROM audit_logs a JOIN users u ON u.id = a.user_id
		WHERE a.action = 'UNITS_IMPORTED' AND u.email = 'asha@test.example' AND a.user_agent = 'cli'`); n != 2 {
		t.Errorf("%d imports audited", n)
	}
	s.refuses(t, exitFailure, []string{"may not do this"}, "import", good, "--as", "vijay@test.example")
	s.refuses(t, exitFailure, []string{"cannot be read: it is not there"}, "import", good+"x", "--as", "asha@test.example")
	s.refuses(t, exitFailure, []string{"cannot be read: is a directory"}, "import", filepath.Dir(good), "--as", "asha@test.example")
	s.refuses(t, exitUsage, []string{"as"}, "import", good)
	s.refuses(t, exitUsage, []string{"the file to import"}, "import", "--as", "asha@test.example")
	large := filepath.Join(t.TempDir(), "large.csv")
	if err := os.WriteFile(large, make([]byte, files.MaxFile+1), 0o600); err != nil {
		t.Fatal(err)
	}
	s.refuses(t, exitFailure, []string{"larger than 16 MB"}, "import", large, "--as", "asha@test.example")
}

// TestImportCommandAgainstTheRegister: the second file speaks of people that the
// first one brought.
func TestImportCommandAgainstTheRegister(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	s := on(soc.DB)
	var lines []string
	for i := range 300 {
		lines = append(lines, fmt.Sprintf("Block 9,%d,%d,1BHK,Person %d,p%d@new.example,,tenant,,", i+1, i/10, i, i))
	}
	s.ok(t, "import", unitsFile(t, lines...), "--as", "asha@test.example")
	lines[7] = "Block 9,8,0,1BHK,Person 7,p7@new.example,,owner,,"
	r := s.run(t.Context(), "import", unitsFile(t, append(lines, "Block 9,301,30,1BHK,Person 301,p301@new.example,,tenant,,")...), "--as", "asha@test.example")
	if r.code != exitFailure || !strings.Contains(r.out, "\n   9  resident_type  Person 7 lives there already as tenant.") {
		t.Errorf("exit %d\n%s%s", r.code, r.out, r.err)
	}
	if n := number(t, soc.DB, `SELECT count(*) FROM units WHERE label LIKE '9-%'`); n != 300 {
		t.Errorf("%d units", n)
	}
}
