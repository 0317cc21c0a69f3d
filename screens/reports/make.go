package reports

import (
	"bytes"
	"context"
	"time"

	"github.com/civoranexus/society360/data/reports"
	"github.com/civoranexus/society360/data/table"
	"github.com/civoranexus/society360/data/value"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
)

// makeAnew has the shown report's figures made anew, which may take as long as
// reading all of a large table does; the old ones stay on the screen meanwhile.
func (s *figures) makeAnew() tea.Cmd {
	name, ok := s.at.made()
	switch {
	case !ok:
		s.tell(tui.NotifyInfo, s.env.T("These figures are of now each time they are shown."))
		return s.load()
	case s.making.Valid():
		return s.tell(tui.NotifyInfo, s.env.T("Figures are being made anew already."))
	}
	store, actor, intent := s.store, s.actor, uuid.Must(uuid.NewV7())
	ticket, cmd := tui.LoadLong(s.env, func(ctx context.Context, _ func(struct{})) (reports.Refreshed, error) {
		return store.Reports.Refresh(ctx, actor, intent, name)
	})
	s.making = ticket
	return cmd
}

func (s *figures) madeAnew(l tui.Loaded[reports.Refreshed]) tea.Cmd {
	s.making = tui.Ticket{}
	if l.Err != nil {
		return s.tell(tui.NotifyRefusal, tui.Explain(s.env, l.Err))
	}
	s.tell(tui.NotifySuccess, s.env.T("Made the figures anew."))
	return s.load()
}

// askExport writes the shown report as CSV, having asked which of its tables
// where it has several.
func (s *figures) askExport() tea.Cmd {
	if s.has.Val == nil {
		return s.tell(tui.NotifyInfo, s.env.T("There is nothing to write yet."))
	}
	tables := s.has.Val.Tables()
	if len(tables) == 1 {
		return s.export(tables[0])
	}
	var options []tui.Option
	for _, t := range tables {
		options = append(options, s.tableOption(t.Name))
	}
	return s.env.Do(tui.Pick{
		Text: s.env.T("Write which figures as CSV?"), Options: options,
		OnPick: func(o tui.Option) tea.Cmd {
			for _, t := range tables {
				if t.Name == o.Value {
					return s.export(t)
				}
			}
			return nil
		},
	})
}

func (s *figures) export(t table.Table) tea.Cmd {
	var content bytes.Buffer
	t.Heading = s.heading()
	if err := t.WriteCSV(&content, s.env.Now().Location()); err != nil {
		return s.tell(tui.NotifyRefusal, tui.Explain(s.env, err))
	}
	name := tui.FileName("report", t.Name, s.within.From.String(), s.within.To.String()) + ".csv"
	if _, ok := s.at.made(); !ok {
		name = tui.FileName("report", t.Name, s.env.Now().Format(time.DateOnly)) + ".csv"
	}
	return s.stack.WriteFile(s.files, s.env.Count(len(t.Rows), "1 row", "%d rows"), tui.File{
		Name: name, Rows: len(t.Rows), Filter: map[string]string{"heading": t.Heading},
	}, content.Bytes())
}

// heading is the first line of a file: which report it is, of which days, and of when.
func (s *figures) heading() string {
	env, of := s.env, s.readAt
	if made, ok := s.madeAt(); ok && made.MadeAt != nil {
		of = *made.MadeAt
	}
	of = of.In(env.Now().Location())
	at := env.T("%s %s", s.words(reports.Range{From: value.DayOf(of), To: value.DayOf(of)}), env.HM(of))
	if _, ok := s.at.made(); !ok && s.at == dues {
		return env.T("%s, figures of %s", s.name(s.at), at)
	}
	return env.T("%s, %s, figures of %s", s.name(s.at), s.spanWords(), at)
}

// tableOption offers a table of several, as a person calls it.
func (s *figures) tableOption(name string) tui.Option {
	switch name {
	case reports.HoursTable:
		return tui.Option{Value: name, Label: s.env.T("By hour of the day"), Key: 'h'}
	case reports.DaysTable:
		return tui.Option{Value: name, Label: s.env.T("By day"), Key: 'd'}
	case reports.ChannelsTable:
		return tui.Option{Value: name, Label: s.env.T("By approval"), Key: 'a'}
	}
	return tui.Option{Value: name, Label: name}
}
