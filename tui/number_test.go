package tui_test

import (
	"testing"

	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/desktest"
)

// TestNoSignOfANumberIsDropped: half an hour is not 15 hours, and nobody is not 3.
func TestNoSignOfANumberIsDropped(t *testing.T) {
	t.Parallel()
	for _, typed := range []string{"1.5", "-3", "+3", "1e3", "3 0", "three", "0x10", "1234567890"} {
		s, d := newSheet(t, tui.Field[desktest.SendField]{Key: desktest.FieldCount, Label: "People", Kind: tui.FieldNumber, MaxRunes: 2, Value: "1"})
		d.Type(typed)
		d.Keys("ctrl+s")
		d.See(typed, "! “"+typed+"” is no whole number; give one such as 12.")
		if _, ok := s.form.Int(desktest.FieldCount); ok || len(s.submitted) != 0 {
			t.Errorf("%q is a number", typed)
		}
	}
}

// TestASecretIsKeptByteForByte: what would not show is part of it all the same.
func TestASecretIsKeptByteForByte(t *testing.T) {
	t.Parallel()
	for _, secret := range []string{"👩‍👩‍👧 é e\u0301", "a\u200db\ufe0f", "with its end\r\n", "a\tb\u00a0c"} {
		s, d := newSheet(t, tui.Field[desktest.SendField]{Key: desktest.FieldName, Label: "Password", Kind: tui.FieldPassword, MaxBytes: 75})
		d.Paste(secret)
		if got := s.form.Value(desktest.FieldName); got != secret {
			t.Errorf("%q is held as %q", secret, got)
		}
		d.Miss(secret)
	}
}
