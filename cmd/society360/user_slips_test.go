package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/datatest"
)

// TestSlipsArePrinted: a file that only its maker reads, with which somebody signs in; as
// CSV on standard output for those that are lost.
func TestSlipsArePrinted(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	s := on(soc.DB)
	s.ok(t, "import", unitsFile(t, "Tower Z,101,1,2BHK,Ravi Iyer,ravi@other.example,,owner,,", "Tower Z,102,1,2BHK,Leela Iyer,,,owner,,"), asAdmin)
	path := filepath.Join(t.TempDir(), "slips.txt")
	if r := s.run(t.Context(), "user", "slips", path, "--block", "tower z", "--server", "desk.greenpark.example", asAdmin); r.code != exitOK || r.out != "" || !strings.Contains(r.err, "1 first password was given.") {
		t.Fatalf("exit %d: %s%s", r.code, r.out, r.err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	once := regexp.MustCompile(`Password: +(\S+)`).FindSubmatch(text)
	if once == nil || !strings.Contains(string(text), "ravi@other.example") || !strings.Contains(string(text), "ssh -p 2222 ravi@other.example@desk.greenpark.example\n") {
		t.Fatalf("the slip is\n%s", text)
	}
	for line := range strings.Lines(string(text)) {
		if len(line) > 80 {
			t.Errorf("%q is too wide", line)
		}
	}
	s.refuses(t, exitFailure, []string{"there already"}, "user", "slips", path, "--again", asAdmin)
	if r := s.run(t.Context(), "user", "slips", "-", "--again", "--format", "csv", asAdmin); r.code != exitOK || !strings.HasPrefix(r.out, "unit,name,email,password,last_day\n") || !strings.Contains(r.out, "Ravi Iyer,ravi@other.example,") {
		t.Errorf("exit %d: %s%s", r.code, r.out, r.err)
	}
	s.refuses(t, exitFailure, []string{"has a password, or a slip"}, "user", "slips", "-", asAdmin)
}
