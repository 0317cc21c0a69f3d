package notices

import (
	"context"
	"errors"
	"strings"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/notices"

	"github.com/civoranexus/society360/tui"
)

// tab is one of the lists.
type tab struct {
	view notices.View
	// audience keeps to the notices of one audience; empty for all.
	audience notices.Audience
}

// holds reports whether a notice may stand in the list.
func (t tab) holds(n notices.Notice) bool {
	return n.Expired == (t.view == notices.Expired) && (t.audience == "" || t.audience == n.Audience)
}

// tabs are the lists of the account: who only reads has what is in force, who
// writes has each audience's besides, and what has expired.
func (s *screen) tabs() []tab {
	all := []tab{{view: notices.InForce}}
	if !s.writes() {
		return all
	}
	for _, a := range notices.Audiences() {
		all = append(all, tab{view: notices.InForce, audience: a})
	}
	return append(all, tab{view: notices.Expired})
}

func (s *screen) newLists() *tui.Lists[notices.Notice] {
	all := s.tabs()
	tables := make([]*tui.Table[notices.Notice], len(all))
	for i := range all {
		tables[i] = tui.NewTable(s.env, s.columns(), func(n notices.Notice) string { return n.ID.String() }, s.row)
		tables[i].Faint = func(n notices.Notice) bool { return n.Expired }
	}
	l := tui.NewLists(s.env, tables...)
	l.Name = func(at int) string { return s.tabName(all[at]) }
	l.Source = func(at int, term string) tui.Source[notices.Notice] { return s.source(all[at], term) }
	l.Empty = func(at int, term string) string { return s.empty(all[at], term) }
	l.Aside = s.unread
	l.Pane = s.reading
	return l
}

func (s *screen) tabName(t tab) string {
	switch {
	case t.view == notices.Expired:
		return s.env.T("Expired")
	case t.audience == "":
		return s.env.T("In force")
	}
	return s.audience(t.audience)
}

// audience is whom a notice is for, in a word.
func (s *screen) audience(a notices.Audience) string {
	switch a {
	case notices.ForAll:
		return s.env.T("Everyone")
	case notices.ForOwners:
		return s.env.T("Owners")
	case notices.ForTenants:
		return s.env.T("Tenants")
	case notices.ForStaff:
		return s.env.T("Staff")
	}
	return string(a)
}

// unread counts what waits for its reader; unread notices are at the list's head.
func (s *screen) unread(room int) (text string, danger bool) {
	n := 0
	for _, notice := range s.board.Lists.Shown().Rows() {
		if notice.Unread() && !notice.Expired {
			n++
		}
	}
	if n == 0 {
		return "", false
	}
	return s.env.Theme.Clip(s.env.T("%d not read yet", n), room), false
}

// columns of a list. Narrow terminals lose the audience first, then the end; wide
// ones gain the author.
func (s *screen) columns() []tui.Column {
	env := s.env
	return []tui.Column{
		{Title: "", Min: 5},
		{Title: env.T("Notice"), Min: 22, Flex: 1, Max: 80},
		{Title: env.T("For"), Min: 8, Drop: 2},
		{Title: env.T("Written"), Min: 11},
		{Title: env.T("Ends"), Min: 13, Drop: 1},
		{Title: env.T("By"), Min: 12, Wide: 98, Flex: 1, Max: 24},
	}
}

func (s *screen) row(n notices.Notice) []tui.Cell {
	mark := tui.Cell{}
	if n.Important {
		mark.Text = "!"
	}
	title := tui.Cell{Text: n.Title}
	if n.Unread() && !n.Expired {
		mark.Text = strings.TrimSpace(mark.Text + " " + s.env.T("new"))
		mark.Tone, title.Tone = tui.ToneStrong, tui.ToneStrong
	}
	if n.Changed && !n.Expired {
		title.Text = s.env.T("changed: %s", title.Text)
	}
	ends := "-"
	if n.ExpiresAt != nil {
		ends = s.env.Moment(*n.ExpiresAt)
	}
	row := tui.Cells("", "", s.audience(n.Audience), s.env.Since(n.CreatedAt), ends, tui.OrDash(n.Author))
	row[0], row[1] = mark, title
	return row
}

// source reads a list's pages, searched for term.
func (s *screen) source(t tab, term string) tui.Source[notices.Notice] {
	store, actor := s.store, s.actor
	return func(ctx context.Context, after *notices.Notice) (tui.Batch[notices.Notice], error) {
		f := notices.Filter{View: t.view, Audience: t.audience, Search: term}
		if after != nil {
			f.After = after.Cursor(t.view)
		}
		page, err := store.Notices.List(ctx, actor, f)
		var e *fault.Error
		if errors.As(err, &e) && e.Kind == fault.Invalid {
			// Signs without a word: nothing to search for yet.
			return tui.Batch[notices.Notice]{}, nil
		}
		return tui.Batch[notices.Notice]{Rows: page.Notices, More: page.More}, err
	}
}

// empty says what to do where a list has no rows.
func (s *screen) empty(t tab, term string) string {
	env := s.env
	switch {
	case term != "" && s.writes():
		return env.T("No notice here has %s in it. Tab looks in the next list, Esc shows all.", term)
	case term != "":
		return env.T("No notice has %s in it. Esc shows all.", term)
	case t.view == notices.Expired:
		return env.T("No notice has expired.")
	case s.writes():
		return env.T("No notice is in force here. n writes one.")
	}
	return env.T("No notice is in force.")
}
