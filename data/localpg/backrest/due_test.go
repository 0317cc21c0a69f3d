package backrest

import (
	"testing"
	"time"
)

// TestDue: a whole backup once a night, also one that was missed, and one of the changes
// unless something was backed up just now.
func TestDue(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("Asia/Kolkata")
	if err != nil {
		t.Fatal(err)
	}
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 11, day, hour, minute, 0, 0, zone) }
	made := func(kind Kind, from time.Time) Backup {
		return Backup{Kind: kind, From: from, To: from.Add(time.Minute)}
	}
	night, morning := made(Full, at(29, 2, 5)), made(Incr, at(29, 8, 5))
	for _, c := range []struct {
		says          string
		all           []Backup
		now           time.Time
		full, changes bool
	}{
		{"none yet", nil, at(29, 9, 0), true, true},
		{"the night's was made", []Backup{night}, at(29, 2, 30), false, false},
		{"an hour later", []Backup{night}, at(29, 3, 5), false, true},
		{"in the morning", []Backup{night, morning}, at(29, 8, 30), false, false},
		{"a minute before two", []Backup{night, morning}, at(30, 1, 59), false, true},
		{"at two", []Backup{night, morning}, at(30, 2, 0), true, true},
		{"begun before two, and over behind it", []Backup{made(Full, at(30, 1, 59))}, at(30, 2, 2), true, false},
		{"the machine was off for days", []Backup{night}, time.Date(2026, 12, 3, 11, 0, 0, 0, zone), true, true},
		{"the zone is the society's", []Backup{night}, at(30, 2, 0).UTC(), true, true},
	} {
		if full, changes := Due(c.all, Full, c.now, zone), Due(c.all, Incr, c.now, zone); full != c.full || changes != c.changes {
			t.Errorf("%s: full %t, changes %t", c.says, full, changes)
		}
	}
}

func TestBytes(t *testing.T) {
	t.Parallel()
	for n, want := range map[int64]string{0: "0 bytes", 999: "999 bytes", 1000: "1.0 kB", 40_491_114: "40.5 MB", 3_000_000_000: "3.0 GB"} {
		if got := Bytes(n); got != want {
			t.Errorf("%d is %q, want %q", n, got, want)
		}
	}
}
