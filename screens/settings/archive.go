package settings

import (
	"context"
	"strconv"
	"time"

	"github.com/civoranexus/society360/data/archive"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/screens/show"
	"github.com/civoranexus/society360/tui"
)

// Archive is what the screen asks before rows go to the archive.
type Archive interface {
	Due(ctx context.Context, actor role.Actor, kind archive.Kind, months int) ([]archive.Month, error)
}

// sooner reports whether a new value of an archive's setting has rows go there that would
// stay by the old one.
func sooner(was, is string) (months int, sooner bool) {
	months, err := strconv.Atoi(is)
	before, _ := strconv.Atoi(was)
	return months, err == nil && months > 0 && (before == 0 || months < before)
}

// askArchive counts what would go to the archive, and asks before the setting says so.
func (f *form) askArchive(kind archive.Kind, months int, save func() tea.Cmd) tea.Cmd {
	s, store, actor := f.s, f.s.store, f.s.actor
	return tui.Await(s.Stack, func(ctx context.Context) ([]archive.Month, error) { return store.Archive.Due(ctx, actor, kind, months) },
		func(due []archive.Month, err error) tea.Cmd {
			if err != nil {
				f.Fail(err)
				return nil
			}
			return s.env.Do(tui.Confirm{Text: s.archived(kind, due), OnYes: save})
		})
}

// archived asks about what would go.
func (s *screen) archived(kind archive.Kind, due []archive.Month) string {
	env, rows := s.env, 0
	var oldest time.Time
	for _, m := range due {
		rows += m.Rows
		if oldest.IsZero() || m.Oldest.Before(oldest) {
			oldest = m.Oldest
		}
	}
	if rows == 0 {
		return env.T("Nothing is as old yet. What becomes so goes to the archive, where it is found still. Set it?")
	}
	count, since := strconv.Itoa(rows), show.Day(env, value.DayOf(oldest.In(env.Zone)))
	switch kind {
	case archive.Visits:
		return env.T("Visits that go to the archive with the next night: %s, the oldest of %s. They are found there still. Set it?", count, since)
	case archive.Tickets:
		return env.T("Tickets that go to the archive with the next night: %s, the oldest of %s. They are found there still. Set it?", count, since)
	}
	return env.T("Rows of the audit log that go to the archive with the next night: %s, the oldest of %s. They are found there still. Set it?", count, since)
}
