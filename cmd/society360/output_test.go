package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/fault"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

// broken is a standard output that takes nothing.
type broken struct{ why error }

func (b broken) Write([]byte) (int, error) {
	return 0, &fs.PathError{Op: "write", Path: "/dev/stdout", Err: b.why}
}

// TestStandardOutputThatTakesNothing: a reader that has gone is no failure, a
// disk that is full is one, whatever writes and however it heeds the error.
func TestStandardOutputThatTakesNothing(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	office(t, soc)
	s := on(soc.DB)
	number := s.rows(t, "bills", "pay", "--unit", "B-204", "--amount", "100", "--method", "Cash", asAdmin)[0]["receipt"]
	for _, args := range []string{
		"visitors", "units --json", "units --csv", "audit list", "reports dues", "user list", "user key list " + asAdmin, "migrate status", "version",
		"bills run --dry-run", "bills overdue --dry-run", "receipts show " + number, "receipts show " + number + " --pdf -",
		"audit export - " + asAdmin, "completion bash", "tickets add --unit A-101 --category x --title y " + asAdmin,
	} {
		for why, code := range map[syscall.Errno]int{syscall.EPIPE: exitOK, syscall.ENOSPC: exitFailure} {
			var said bytes.Buffer
			got := run(t.Context(), strings.Fields(args), strings.NewReader(""), broken{why}, &said, func(name string) string { return s.env[name] })
			if told := strings.Count(said.String(), "Standard output could not be written whole: no space left on device."); got != code || told != code || strings.Count(said.String(), "\n") != code {
				t.Errorf("%s, %v: exit %d, said %q", args, why, got, said.String())
			}
		}
	}
}

// TestLostConnectionIsNoReaderThatWent: the list is not whole, whatever the
// database's connection broke with.
func TestLostConnectionIsNoReaderThatWent(t *testing.T) {
	t.Parallel()
	for _, err := range []error{
		&fault.Error{Kind: fault.Unavailable, Format: "The database cannot be reached.", Cause: os.NewSyscallError("write", syscall.EPIPE)},
		fmt.Errorf("reading: %w", syscall.EPIPE),
	} {
		var out, said bytes.Buffer
		a := newApp(strings.NewReader(""), &out, &said, func(string) string { return "" })
		a.running = true
		if code := a.report(t.Context(), err); code != exitFailure || said.Len() == 0 {
			t.Errorf("%v: exit %d, said %q", err, code, said.String())
		}
	}
}

// TestUnknownOutcomeNamesItsKey: who is not told what became of a write is told
// how to find out.
func TestUnknownOutcomeNamesItsKey(t *testing.T) {
	t.Parallel()
	unknown := &fault.Error{Kind: fault.Unknown, Format: "The connection was lost."}
	away := fault.ReadOnly.Unsaved(nil)
	for flags, want := range map[writeFlags]string{
		{intent: "bank-17"}:              "The database is read-only just now; nothing was saved. Try again in a moment.",
		{intent: "bank-17", given: true}: "The database is read-only just now; nothing was saved. Try again in a moment. What was sent with --intent bank-17 before may have been saved.",
	} {
		if said := sentence((&flags).failed(away, time.UTC), time.UTC); said != want {
			t.Errorf("%s", said)
		}
	}
	own := writeFlags{intent: "bank-17"}
	if own.key(); sentence(own.failed(unknown, time.UTC), time.UTC) != "The connection was lost. Send it again with --intent bank-17: what is saved is not saved twice." {
		t.Errorf("it says %q", sentence(own.failed(unknown, time.UTC), time.UTC))
	}
	var made writeFlags
	key := made.key()
	if said := sentence(made.failed(unknown, time.UTC), time.UTC); !strings.Contains(said, "--intent "+key.String()+":") || key == uuid.Nil || made.key() != key {
		t.Errorf("the key is %s, it says %q", key, said)
	}
	if refused := (&fault.Error{Kind: fault.Refused, Format: "No."}); !errors.Is(made.failed(refused, time.UTC), refused) {
		t.Error("what is known is told otherwise")
	}
}
