package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// TestManualHasEveryCommand and every flag of it, and two builds of one day are alike.
func TestManualHasEveryCommand(t *testing.T) {
	t.Parallel()
	s := console{env: map[string]string{"SOURCE_DATE_EPOCH": "1795996800"}} // 2026-11-30
	folders := []string{filepath.Join(t.TempDir(), "man1"), t.TempDir()}
	for _, folder := range folders {
		s.ok(t, "man", folder)
	}
	pages := 0
	var look func(cmd *cobra.Command)
	look = func(cmd *cobra.Command) {
		name := strings.ReplaceAll(cmd.CommandPath(), " ", "-") + ".1"
		text, err := os.ReadFile(filepath.Join(folders[0], name))
		if err != nil {
			t.Error(err)
		}
		if again, err := os.ReadFile(filepath.Join(folders[1], name)); err != nil || string(again) != string(text) {
			t.Errorf("%s is another page the second time: %v", name, err)
		}
		pages++
		if !strings.HasPrefix(string(text), ".TH ") || !strings.Contains(string(text), " 1 2026-11-30 ") {
			t.Errorf("%s begins with %.80q", name, text)
		}
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if !strings.Contains(string(text), roffText("--"+f.Name)) {
				t.Errorf("%s does not tell of --%s", name, f.Name)
			}
		})
		for _, sub := range available(cmd) {
			if !strings.Contains(string(text), roffText(manName(sub)+"(1)")) {
				t.Errorf("%s does not lead to %s", name, manName(sub))
			}
			look(sub)
		}
	}
	look(newApp(nil, nil, nil, func(string) string { return "" }).rootCommand())
	if files, err := os.ReadDir(folders[0]); err != nil || len(files) != pages || pages < 60 {
		t.Errorf("%d files for %d pages, %v", len(files), pages, err)
	}
	s.refuses(t, exitFailure, []string{"/dev/null/folder", "a folder of yours"}, "man", "/dev/null/folder")
}

// TestRoffTextIsPrintedAsItIs: no letter of a text is one of roff's own.
func TestRoffTextIsPrintedAsItIs(t *testing.T) {
	t.Parallel()
	p := &roff{}
	p.prose("'quoted' at the start\n.TH of it\n  $ a\\\n\tb --c \"d\"\n\n₹ and `more`")
	p.macro("B", `say "it"`)
	want := `\(aqquoted\(aq at the start` + "\n" + `\&.TH of it` + "\n.nf\n" + `  $ a\e` + "\n" + `    b \-\-c "d"` + "\n.fi\n.PP\n" +
		`\[u20B9] and \(gamore\(ga` + "\n" + `.B "say \(dqit\(dq"` + "\n"
	if p.String() != want {
		t.Errorf("%s\nwant\n%s", p, want)
	}
}
