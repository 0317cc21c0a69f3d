package settings

import (
	"context"
	"strings"

	"github.com/civoranexus/society360/data/settings"

	"github.com/civoranexus/society360/tui"
)

// categories are the lists, those of system_config.
func categories() []string {
	return []string{"general", "security", "billing", "maintenance", "notifications"}
}

func (s *screen) newLists() *tui.Lists[settings.Row] {
	env := s.env
	names := []string{env.T("General"), env.T("Security"), env.T("Billing"), env.T("Maintenance"), env.T("Notifications")}
	tables := make([]*tui.Table[settings.Row], len(names))
	for i := range tables {
		tables[i] = tui.NewTable(env, s.columns(), func(r settings.Row) string { return r.Key }, s.row)
		tables[i].Faint = func(r settings.Row) bool { return !r.Known }
	}
	l := tui.NewLists(env, tables...)
	l.Name = func(at int) string { return names[at] }
	l.Source = func(at int, term string) tui.Source[settings.Row] { return s.source(categories()[at], term) }
	l.Empty = func(_ int, term string) string {
		if term == "" {
			return env.T("There are no settings of this kind.")
		}
		return env.T("Nothing here matches %s. Tab looks in the next list, Esc shows all.", term)
	}
	l.Pane = s.facts
	return l
}

// columns of a list. Narrow terminals lose who changed it first, then whether it is
// the default; wide ones gain what the setting does.
func (s *screen) columns() []tui.Column {
	env := s.env
	return []tui.Column{
		{Title: env.T("Setting"), Min: 22, Max: 26, Flex: 1},
		{Title: env.T("Value"), Min: 20, Flex: 3, Max: 44},
		{Title: "", Min: 7, Drop: 1},
		{Title: env.T("Changed"), Min: 18, Drop: 2},
		{Title: env.T("What it does"), Min: 30, Flex: 4, Wide: 112},
	}
}

func (s *screen) row(r settings.Row) []tui.Cell {
	row := tui.Cells(short(r), s.value(r, r.Value), "", s.changed(r), s.env.Term(r.Description))
	row[2] = s.mark(r)
	return row
}

// short is a setting's name within its category; the whole key where another program
// does not name it after that.
func short(r settings.Row) string {
	name, within := strings.CutPrefix(r.Key, r.Category+".")
	if !within || name == "" {
		return r.Key
	}
	return strings.ReplaceAll(name, "_", " ")
}

// mark tells a default from a value of the society's own, and what is not the
// program's.
func (s *screen) mark(r settings.Row) tui.Cell {
	switch {
	case r.Ignored():
		return tui.Cell{Text: s.env.T("wrong!"), Tone: tui.ToneDanger}
	case !r.Known:
		return tui.Cell{Text: s.env.T("foreign")}
	case r.IsDefault():
		return tui.Cell{Text: s.env.T("default"), Tone: tui.ToneMuted}
	}
	return tui.Cell{}
}

// changed is who changed it and when.
func (s *screen) changed(r settings.Row) string {
	if r.ChangedAt == nil {
		return "-"
	}
	if r.ChangedBy == "" {
		return s.env.Since(*r.ChangedAt)
	}
	return s.env.T("%s, %s", s.env.Since(*r.ChangedAt), r.ChangedBy)
}

// source reads a category, searched for term: settings are few, and come in one
// page.
func (s *screen) source(category, term string) tui.Source[settings.Row] {
	store, actor := s.store, s.actor
	term = strings.ToLower(term)
	return func(ctx context.Context, _ *settings.Row) (tui.Batch[settings.Row], error) {
		rows, err := store.Settings.List(ctx, actor)
		var page tui.Batch[settings.Row]
		for _, r := range rows {
			text := strings.ToLower(short(r) + " " + r.Key + " " + r.Description + " " + r.Value)
			if r.Category == category && strings.Contains(text, term) {
				page.Rows = append(page.Rows, r)
			}
		}
		return page, err
	}
}
