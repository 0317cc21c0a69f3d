package main

import (
	"os"
	"path/filepath"
	"testing"
)

// pictureFolder names the folder that TestPictures draws into; without it the
// screens are only walked through.
const pictureFolder = "SOCIETY360_PICTURES"

// TestPictures walks through the screens that the README shows. `make pictures`
// has it draw them.
func TestPictures(t *testing.T) {
	t.Parallel()
	s := newSociety(t)
	d := open(t, s.Config)
	draw := func(name, title string) {
		t.Helper()
		folder := os.Getenv(pictureFolder)
		if folder == "" {
			return
		}
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, name+".svg"), []byte(d.SVG(title)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	d.signIn("guard")
	d.WaitFor("Anita Desai", "26h overstay!", "Water off")
	draw("gate", "The gate: who is inside, since when, and whom they visit")

	d.Press("n")
	d.WaitFor("nothing saved yet")
	d.Type("9820012345")
	d.WaitFor("known: ", "Meera Joshi (owner, primary)", "MH12AB1234")
	draw("check-in", "A returning visitor: the phone number fills the rest")

	d.Press("ctrl+s")
	d.WaitFor("Checked in Ramesh Kumar")
	d.Press("m")
	d.WaitFor("Muster at ", "Tower A", "Ramesh Kumar")
	draw("muster", "The muster list: everyone inside, by block and unit")
}
