package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// pictureFolder names the folder that TestPictures draws into; without it the
// screens are only walked through.
const pictureFolder = "SOCIETY360_PICTURES"

// onDark is how a terminal says that its background is dark. The pictures' is: one
// that says nothing is sent bold and reversed letters alone.
const onDark = "COLORFGBG=15;0"

// keep writes a picture into the folder, where one is named.
func keep(t *testing.T, name, picture string) {
	t.Helper()
	folder := os.Getenv(pictureFolder)
	if folder == "" {
		return
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, name+".svg"), []byte(picture), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestPictures walks through the screens that the READMEs show. `make pictures`
// has it draw them.
func TestPictures(t *testing.T) {
	t.Parallel()
	s := newSociety(t)
	d := open(t, s.Config, onDark)
	drawn := func(d desk, name, title string) {
		t.Helper()
		// Every desk has an important notice, which may be read after all else.
		d.WaitUntil("the banner", func(screen string) bool {
			lines := strings.SplitN(screen, "\n", 3)
			return len(lines) > 1 && strings.HasPrefix(lines[1], " ! ")
		})
		keep(t, name, d.SVG(title))
	}
	draw := func(name, title string) {
		t.Helper()
		drawn(d, name, title)
	}
	d.signIn("guard")
	d.WaitFor("Anita Desai", "overstay!", "Water off")
	draw("gate", "The gate: who is inside, since when, and whom they visit")
	filmReturningVisitor(t, d, drawn)
	d.Press("m")
	d.WaitFor("Muster at ", "Tower A", "Ramesh Kumar")
	draw("muster", "The muster list: everyone inside, by block and unit")

	d.Press("esc")
	d.WaitFor("[Inside 13]")
	d.Press("n", "tab")
	d.Type("Suresh Patil")
	d.Press("tab")
	d.Type("a101")
	d.WaitFor("Meera Joshi (owner, primary)")
	d.Press("ctrl+p")
	d.WaitFor("Suresh Patil waits for approval (A-101).")

	h := open(t, s.Config, onDark)
	h.signInResident("resident")
	h.Press("n")
	h.WaitFor("Announce a visitor to A-101")
	h.Type("Leela Menon")
	h.Press("tab", "tab", "tab")
	h.Type("KL07CC4455")
	h.Press("tab")
	h.Type("tomorrow 6pm")
	h.Press("ctrl+s")
	h.WaitFor("Announced Leela Menon (A-101)", "! 1 waits for your word", "Ritu Malhotra", "Suresh Patil")
	drawn(h, "home", "A resident's home: who is expected, and who waits for their word")
	drawNotices(t, s, drawn)
	drawUsers(t, s, drawn)
	drawUnits(t, s, drawn)
	drawTickets(t, s, drawn)
	drawBills(t, s, drawn)
	drawAudit(t, s, drawn)
	drawSessions(t, s, drawn)
	drawReports(t, s, drawn)
}
