package backrest

import (
	"testing"
	"time"
)

// TestDue: a whole backup once a night, what has changed every six hours, and at once
// whatever was missed.
func TestDue(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("Asia/Kolkata")
	if err != nil {
		t.Fatal(err)
	}
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 11, day, hour, minute, 0, 0, zone) }
	made := func(kind Kind, to time.Time) Backup { return Backup{Kind: kind, From: to.Add(-time.Minute), To: to} }
	night, morning := made(Full, at(29, 2, 5)), made(Incr, at(29, 8, 5))
	for _, c := range []struct {
		says string
		all  []Backup
		now  time.Time
		want Kind
	}{
		{"none yet", nil, at(29, 9, 0), Full},
		{"the night's was made", []Backup{night}, at(29, 8, 4), ""},
		{"six hours later", []Backup{night}, at(29, 8, 5), Incr},
		{"the changes were backed up", []Backup{night, morning}, at(29, 14, 4), ""},
		{"and again", []Backup{night, morning}, at(29, 14, 5), Incr},
		{"a minute before two", []Backup{night, morning, made(Incr, at(29, 22, 0))}, at(30, 1, 59), ""},
		{"at two", []Backup{night, morning, made(Incr, at(29, 22, 0))}, at(30, 2, 0), Full},
		{"begun before two, and over behind it", []Backup{{Kind: Full, From: at(30, 1, 59), To: at(30, 2, 1)}}, at(30, 2, 2), Full},
		{"the machine was off for days", []Backup{night}, time.Date(2026, 12, 3, 11, 0, 0, 0, zone), Full},
		{"the zone is the society's", []Backup{night}, at(30, 2, 0).UTC(), Full},
	} {
		if got, due := Due(c.all, c.now, zone); got != c.want || due != (c.want != "") {
			t.Errorf("%s: %q, %t; want %q", c.says, got, due, c.want)
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
