package tuitest

import (
	"os"
	"strings"
	"testing"
)

// showing is a gallery in an empty folder in which these views were shown, a
// scene, a view and a text each.
func showing(t *testing.T, write bool, shown ...[3]string) (*gallery, error) {
	t.Helper()
	g := &gallery{inMain: true}
	for _, s := range shown {
		if _, err := g.show(s[0], s[1], s[2], write); err != nil {
			return g, err
		}
	}
	return g, nil
}

// drawn writes an archive of two views and one of one, as -update does.
func drawn(t *testing.T) {
	t.Helper()
	t.Chdir(t.TempDir())
	g, err := showing(t, true, [3]string{"list", "80x24", "two\n"}, [3]string{"list", "120x40", "three\n"}, [3]string{"list", "60x16", "one\n"}, [3]string{"lists/bills", "csv", ""})
	if err == nil {
		err = g.finish(true, true)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func held(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(goldenFile(name))
	if err != nil {
		return err.Error()
	}
	return string(text)
}

func TestAnArchiveHoldsItsScene(t *testing.T) {
	drawn(t)
	if got, want := held(t, "list"), "-- 60x16 --\none\n-- 80x24 --\ntwo\n-- 120x40 --\nthree\n"; got != want {
		t.Errorf("list is %q, want %q", got, want)
	}
	g := &gallery{inMain: true}
	for view, text := range map[string]string{"60x16": "one\n", "80x24": "two\n", "120x40": "three\n"} {
		if want, err := g.show("list", view, text, false); err != nil || want != text {
			t.Errorf("%s should be %q, %v", view, want, err)
		}
	}
	if want, err := g.show("lists/bills", "csv", "", false); err != nil || want != "" {
		t.Errorf("bills should be %q, %v", want, err)
	}
	if err := g.finish(true, false); err != nil {
		t.Error(err)
	}
}

func TestAMissingViewFails(t *testing.T) {
	drawn(t)
	for _, shown := range [][3]string{{"list", "160x30", "x\n"}, {"other", "80x24", "x\n"}} {
		if _, err := showing(t, false, shown); err == nil || !strings.Contains(err.Error(), "has no "+shown[1]) {
			t.Errorf("%v: %v", shown, err)
		}
	}
}

func TestAViewThatNoTestAsksForFails(t *testing.T) {
	drawn(t)
	g, err := showing(t, false, [3]string{"list", "80x24", "two\n"}, [3]string{"list", "60x16", "one\n"})
	if err != nil {
		t.Fatal(err)
	}
	if err := g.finish(false, false); err != nil {
		t.Errorf("where only some tests ran: %v", err)
	}
	err = g.finish(true, false)
	if err == nil {
		t.Fatal("nobody complains")
	}
	for _, want := range []string{"no test asks for 120x40 of testdata/list.txtar", "no test asks for csv of testdata/lists/bills.txtar"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in %q", want, err)
		}
	}
}

func TestUpdateDropsWhatNoTestAsksFor(t *testing.T) {
	drawn(t)
	for _, all := range []bool{false, true} {
		g, err := showing(t, true, [3]string{"list", "80x24", "anew\n"})
		if err != nil {
			t.Fatal(err)
		}
		if err := g.finish(all, true); err != nil {
			t.Fatal(err)
		}
		want := "-- 60x16 --\none\n-- 80x24 --\nanew\n-- 120x40 --\nthree\n"
		if all {
			want = "-- 80x24 --\nanew\n"
		}
		if got := held(t, "list"); got != want {
			t.Errorf("with all tests run %v: list is %q, want %q", all, got, want)
		}
		if gone := strings.Contains(held(t, "lists/bills"), "no such file"); gone != all {
			t.Errorf("with all tests run %v: bills is %q", all, held(t, "lists/bills"))
		}
	}
}

func TestWhatAnArchiveCannotHoldIsRefused(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, text := range []string{"no end of line", "a\n-- b --\nc\n"} {
		g, err := showing(t, true, [3]string{"list", "80x24", text})
		if err != nil {
			t.Fatal(err)
		}
		if err := g.finish(true, true); err == nil {
			t.Errorf("%q is written as %q", text, held(t, "list"))
		}
	}
	if _, err := showing(t, true, [3]string{"list", "80x24", "a\n"}, [3]string{"list", "80x24", "b\n"}); err == nil {
		t.Error("one view is shown as two")
	}
	if _, err := (&gallery{}).show("list", "80x24", "a\n", false); err == nil {
		t.Error("nobody would look for views that no test asks for")
	}
}

func TestTheWideViewShowsMore(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		wide, usual string
		want        bool
	}{
		{"Visitor   Unit  ──────\n> Ravi    A-101", "Visitor Unit ──\n> Ravi A-101", false},
		{"Visitor Unit Phone", "Visitor Unit", true},
		{"Plumber", "Plum…", true},
		{"Visitor", "Visitor Unit", false},
	} {
		if got := showsMore(c.wide, c.usual); got != c.want {
			t.Errorf("%q beside %q: %v", c.wide, c.usual, got)
		}
	}
}
