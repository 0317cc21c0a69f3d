package sshd

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
)

// An account has one file on its way, and residents leave half of what may be on
// its way to who works here.
func TestFilesGoOneOfAnAccountAndFewAtOnce(t *testing.T) {
	var tr transfers
	begin := func(who string, staff, want bool) func() {
		t.Helper()
		end, err := tr.begin(Identity{Kind: Account, Account: who, Staff: staff}, 4)
		if (err == nil) != want {
			t.Errorf("%s: %v", who, err)
		}
		return end
	}
	first := begin("resident0", false, true)
	begin("resident0", false, false)
	begin("resident1", false, true)
	begin("resident2", false, false)
	begin("guard", true, true)
	begin("staff", true, true)
	begin("admin", true, false)
	first()
	begin("resident0", false, true)
	if len(tr.holders) != 4 || tr.residents != 2 {
		t.Errorf("%d on their way, %d of residents", len(tr.holders), tr.residents)
	}
}

// A second file of the same account is refused, in words, while the first is on its
// way, and taken afterwards.
func TestASecondFileWaitsForTheFirst(t *testing.T) {
	s, _ := withFiles(t)
	slow, err := s.dial(t, "staff").NewSession()
	if err != nil {
		t.Fatal(err)
	}
	in, err := slow.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := slow.Start("put slow.csv"); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(in, "half"); err != nil {
		t.Fatal(err)
	}
	for said := ""; !strings.Contains(said, "another file of yours is being transferred"); { // until the first has begun
		_, bad, err := run(t, s.dial(t, "staff"), "get none.csv", nil)
		if err == nil {
			t.Fatal("it was taken")
		}
		said = bad
	}
	if err := errors.Join(in.Close(), slow.Wait()); err != nil {
		t.Fatal(fmt.Errorf("the first: %w", err))
	}
	if _, bad, err := run(t, s.dial(t, "staff"), "put next.csv", strings.NewReader("x")); err != nil {
		t.Errorf("%v %q", err, bad)
	}
}
