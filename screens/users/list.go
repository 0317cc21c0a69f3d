package users

import (
	"context"
	"errors"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/civoranexus/society360/tui"
)

// tab is one of the lists: what it is called, and which accounts it holds.
type tab struct {
	name   string
	filter accounts.Filter
	empty  string
}

func tabs(env *tui.Env) []tab {
	as := func(name string, r role.Role) tab {
		return tab{name, accounts.Filter{Role: r}, env.T("Nobody has this role. r gives an account another one.")}
	}
	return []tab{
		{env.T("All"), accounts.Filter{}, env.T("There are no accounts. n adds one.")},
		as(env.T("Admin"), role.Admin),
		as(env.T("Staff"), role.Staff),
		as(env.T("Guard"), role.Guard),
		as(env.T("Resident"), role.Resident),
		{env.T("Barred"), accounts.Filter{Status: accounts.Barred}, env.T("Nobody is barred. s makes an account inactive or bans it.")},
		{env.T("Deleted"), accounts.Filter{Deleted: true}, env.T("No account was deleted.")},
	}
}

// holds reports whether an account may stand in the list.
func (t tab) holds(u accounts.User) bool {
	switch f := t.filter; {
	case f.Deleted || u.DeletedAt != nil:
		return f.Deleted && u.DeletedAt != nil
	case f.Role != "":
		return u.Role == string(f.Role)
	case f.Status == accounts.Barred:
		return u.Status != accounts.Active
	}
	return true
}

func (s *screen) newLists() *tui.Lists[accounts.User] {
	all := tabs(s.env)
	tables := make([]*tui.Table[accounts.User], len(all))
	for i := range all {
		tables[i] = tui.NewTable(s.env, s.columns(), func(u accounts.User) string { return u.ID.String() }, s.row)
		tables[i].Faint = func(u accounts.User) bool { return !u.Active() }
	}
	l := tui.NewLists(s.env, tables...)
	l.Name = func(at int) string { return all[at].name }
	l.Source = func(at int, term string) tui.Source[accounts.User] { return s.source(all[at].filter, term) }
	l.Empty = func(at int, term string) string {
		if term == "" {
			return all[at].empty
		}
		return s.env.T("Nobody here matches %s. Type three letters of a name, an e-mail up to its @, or a phone.", term)
	}
	l.Pane = func(u accounts.User, width int) []string { return s.facts(u, accounts.Detail{}, false, width) }
	return l
}

// columns of a list. Narrow terminals lose the e-mail; wide ones gain the phone and
// when the account was made.
func (s *screen) columns() []tui.Column {
	env := s.env
	return []tui.Column{
		{Title: env.T("Name"), Min: 18, Flex: 2, Max: 36},
		{Title: env.T("E-mail"), Min: 22, Flex: 3, Max: 44, Drop: 1},
		{Title: env.T("Role"), Min: 8},
		{Title: env.T("Status"), Min: 12},
		{Title: env.T("Phone"), Min: 14, Wide: 98},
		{Title: env.T("Since"), Min: 11, Wide: 112},
	}
}

func (s *screen) row(u accounts.User) []tui.Cell {
	row := tui.Cells(u.Name, u.Email, tui.OrDash(s.env.Term(u.Role)), "",
		tui.OrDash(value.FormatPhone(u.Phone, s.settings.Val.Country())), s.env.Date(u.CreatedAt))
	row[3] = s.state(u)
	return row
}

// state is an account's standing in a word or two.
func (s *screen) state(u accounts.User) tui.Cell {
	switch {
	case u.DeletedAt != nil:
		return tui.Cell{Text: s.env.T("deleted")}
	case u.Status == accounts.Banned:
		return tui.Cell{Text: s.env.T("banned!"), Tone: tui.ToneDanger}
	case u.Status == accounts.Active && u.PasswordDue:
		return tui.Cell{Text: s.env.T("password due"), Tone: tui.ToneStrong}
	}
	return tui.Cell{Text: s.env.Term(u.Status)}
}

// source reads a list's pages, searched for term.
func (s *screen) source(f accounts.Filter, term string) tui.Source[accounts.User] {
	store, actor := s.store, s.actor
	return func(ctx context.Context, after *accounts.User) (tui.Batch[accounts.User], error) {
		f := f
		f.Search = term
		if after != nil {
			f.After = after.Cursor()
		}
		page, err := store.Accounts.List(ctx, actor, f)
		var e *fault.Error
		if errors.As(err, &e) && e.Kind == fault.Invalid {
			// Too short to search for yet; the empty list says so.
			return tui.Batch[accounts.User]{}, nil
		}
		return tui.Batch[accounts.User]{Rows: page.Users, More: page.More}, err
	}
}
