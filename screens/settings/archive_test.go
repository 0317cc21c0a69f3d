package settings_test

import (
	"testing"
	"time"

	"github.com/civoranexus/society360/data/archive"
	"github.com/civoranexus/society360/data/fault"
)

// TestWhatGoesToTheArchiveIsCountedFirst: a span that has rows go there is asked about,
// with how many and how old they are; a longer one, and for ever, are not.
func TestWhatGoesToTheArchiveIsCountedFirst(t *testing.T) {
	t.Parallel()
	d := open(t, "general.archive_visits_months")
	d.Due = map[archive.Kind][]archive.Month{archive.Visits: {
		{Kind: archive.Visits, Rows: 1200, Oldest: time.Date(2024, 11, 30, 12, 0, 0, 0, time.UTC)},
		{Kind: archive.Visits, Rows: 34, Oldest: time.Date(2024, 12, 1, 12, 0, 0, 0, time.UTC)},
	}}
	stored := func() string {
		if r := d.Config.Find(archive.Visits.Key()); r.Stored != nil {
			return *r.Stored
		}
		return ""
	}
	set := func(months string) {
		d.Keys("e", "ctrl+u")
		d.Type(months)
		d.Keys("ctrl+s")
	}
	set("6")
	d.See("next night: 1234", "oldest of 30 Nov 2024", "y/n")
	d.Keys("n")
	if is := stored(); is != "" {
		t.Fatalf("it is %s before anybody said yes", is)
	}
	d.Keys("ctrl+s", "y")
	d.See("In force at every desk: archive visits months is 6.")
	set("12")
	d.See("In force at every desk: archive visits months is 12.")
	set("0")
	d.See("In force at every desk: archive visits months is 0.")
	d.Due = nil
	set("3")
	d.See("Nothing is as old yet.")
	d.Keys("y")
	if is := stored(); is != "3" {
		t.Errorf("it is %s, want 3", is)
	}
	d.Fail("Archive.Due", fault.Refuse("Nothing goes to the archive: a trigger is in the way."))
	set("1")
	d.See("a trigger is in the way")
	if is := stored(); is != "3" {
		t.Errorf("uncounted it is %s", is)
	}
}
