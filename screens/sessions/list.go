package sessions

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/trail"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
)

// tab is one of the lists.
type tab int

const (
	now tab = iota
	signIns
	failures
	refusals
	tabs
)

// actions are what a list of the past shows.
func (t tab) actions() []action.Action {
	switch t {
	case signIns:
		return []action.Action{action.UserLogin, action.UserLogout}
	case failures:
		return []action.Action{action.UserLoginFailed, action.UserLoginCut}
	}
	return []action.Action{action.SessionRefused, action.SessionEnded}
}

// searchSpan is how far back the lists of the past are searched.
const searchSpan = 7 * 24 * time.Hour

func (s *screen) newLists() *tui.Lists[row] {
	tables := make([]*tui.Table[row], tabs)
	for t := range tabs {
		tables[t] = tui.NewTable(s.env, s.columns(t), row.id, func(r row) []tui.Cell { return s.cells(t, r) })
	}
	tables[now].Faint = func(r row) bool { return r.desk.UserID == nil }
	l := tui.NewLists(s.env, tables...)
	l.Name = func(at int) string {
		name := []string{s.env.T("Now"), s.env.T("Sign-ins"), s.env.T("Failed"), s.env.T("Refused, ended")}[at]
		if n := l.Table(at).Count(); at == int(now) && n != "" {
			name += " " + n
		}
		return name
	}
	l.Source, l.Empty = s.source, s.empty
	return l
}

func (s *screen) empty(at int, term string) string {
	switch t := tab(at); {
	case term != "" && t == now:
		return s.env.T("No desk matches %s. Esc shows all.", term)
	case term != "":
		return s.env.T("Nothing of the last seven days matches %s. Esc shows all.", term)
	case t == now:
		return s.env.T("No desk is open.")
	}
	return s.env.T("There were none.")
}

// columns of a list. Narrow terminals lose the gate first, then where from.
func (s *screen) columns(t tab) []tui.Column {
	env := s.env
	if t == now {
		return []tui.Column{
			{Title: env.T("Who"), Min: 16, Flex: 1, Max: 28},
			{Title: env.T("Role"), Min: 8},
			{Title: env.T("Screen"), Min: 9},
			{Title: env.T("Since"), Min: 6, Right: true},
			{Title: env.T("Idle"), Min: 6, Right: true},
			{Title: env.T("From"), Min: 12, Flex: 1, Max: 39, Drop: 1},
			{Title: env.T("Gate"), Min: 8, Drop: 2},
			{Title: env.T("Client"), Min: 18, Flex: 1, Wide: 100},
		}
	}
	what := tui.Column{Title: env.T("What"), Min: 7}
	if t == failures {
		what = tui.Column{Title: env.T("Tries"), Min: 5, Right: true}
	}
	why := tui.Column{Title: env.T("Client"), Min: 12, Flex: 6, Drop: 1}
	if t == refusals {
		why.Title = env.T("Why")
	}
	return []tui.Column{
		{Title: env.T("When"), Min: 19},
		{Title: env.T("Who"), Min: 14, Flex: 1, Max: 30},
		what,
		{Title: env.T("From"), Min: 12, Max: 39},
		why,
	}
}

func (s *screen) cells(t tab, r row) []tui.Cell {
	env := s.env
	if d := r.desk; d != nil {
		cells := tui.Cells(s.who(*d), tui.OrDash(d.Role), tui.OrDash(d.Screen), env.Since(d.StartedAt), env.Since(d.ActiveAt),
			d.Address, tui.OrDash(d.Gate), tui.OrDash(d.Client))
		if s.own(*d) {
			cells[0].Tail = " " + env.T("(you)")
		}
		if d.Ending {
			cells[4] = tui.Cell{Text: env.T("ending"), Tone: tui.ToneDanger}
		}
		return cells
	}
	a := r.told
	what, who, why := "", tui.OrDash(a.Who), tui.OrDash(a.Client)
	switch t {
	case signIns:
		what = env.T("in")
		if a.Action == action.UserLogout {
			what = env.T("out")
		}
	case failures:
		who = tui.OrDash(a.Label)
		if a.Action == action.UserLoginCut {
			what = env.T("cut")
		}
		for _, c := range trail.Diff(a.Details) {
			if c.Field == "failures" {
				what = c.After
			}
		}
	default:
		what, why = env.T("refused"), tui.OrDash(a.Notes)
		if a.Action == action.SessionRefused && a.Who == "" {
			who = tui.OrDash(a.Label) // who had signed in
		}
		if a.Action == action.SessionEnded {
			what = env.T("ended")
			if a.Label != "" {
				why = env.T("%s: %s", a.Label, why)
			}
		}
	}
	return tui.Cells(env.Stamp(a.At), who, tui.OrDash(what), tui.OrDash(a.Address), why)
}

func (s *screen) who(d accounts.Session) string {
	switch {
	case d.Name != "":
		return d.Name
	case d.Gate != "":
		return s.env.T("login screen, %s", d.Gate)
	}
	return s.env.T("login screen")
}

// desks reads who is on which desk, those that hold term.
func (s *screen) desks(term string) tui.Source[row] {
	store, actor, term := s.store, s.actor, strings.ToLower(term)
	return func(ctx context.Context, after *row) (tui.Batch[row], error) {
		var last *accounts.Session
		if after != nil {
			last = after.desk
		}
		for {
			open, err := store.Accounts.Sessions(ctx, actor, last)
			if err != nil || len(open) == 0 {
				return tui.Batch[row]{}, err
			}
			page := tui.Batch[row]{More: len(open) == accounts.SessionsPage}
			for i := range open {
				d := &open[i]
				if term == "" || strings.Contains(strings.ToLower(strings.Join([]string{d.Name, d.Email, d.Role, d.Gate, d.Address, d.Screen}, " ")), term) {
					page.Rows = append(page.Rows, row{desk: d})
				}
			}
			last = &open[len(open)-1]
			if len(page.Rows) > 0 || !page.More {
				return page, nil
			}
		}
	}
}

// source reads who is on which desk, or what the trail has of sign-ins.
func (s *screen) source(at int, term string) tui.Source[row] {
	store, actor, today, t := s.store, s.actor, s.env.Clock(), tab(at)
	if t == now {
		return s.desks(term)
	}
	return func(ctx context.Context, after *row) (tui.Batch[row], error) {
		f := trail.Filter{Actions: t.actions(), Text: term}
		if term != "" {
			f.From = today.Add(-searchSpan).Add(time.Minute)
		}
		if after != nil {
			f.After = after.told.Cursor()
		}
		page, err := store.Trail.List(ctx, actor, f)
		rows := make([]row, len(page.Rows))
		for i := range page.Rows {
			rows[i] = row{told: &page.Rows[i]}
		}
		return tui.Batch[row]{Rows: rows, More: page.More}, err
	}
}

// latelyMost is how much of what was done at a desk is shown with it.
const latelyMost = 12

// read gives the reader of one desk, with what was last done there.
func (s *screen) read(id string) func(context.Context) (row, lately, error) {
	store, actor, inNow := s.store, s.actor, s.board.Lists.At() == int(now)
	return func(ctx context.Context) (row, lately, error) {
		session, err := uuid.Parse(id)
		if err != nil {
			return row{}, nil, err
		}
		if !inNow {
			entry, err := store.Trail.Get(ctx, actor, session)
			return row{told: &entry.Row}, nil, err
		}
		var last *accounts.Session
		for {
			open, err := store.Accounts.Sessions(ctx, actor, last)
			if err != nil {
				return row{}, nil, err
			}
			if i := slices.IndexFunc(open, func(d accounts.Session) bool { return d.ID == session }); i >= 0 {
				done, err := s.lately(ctx, open[i])
				return row{desk: &open[i]}, done, err
			}
			if len(open) < accounts.SessionsPage {
				return row{}, nil, &fault.Error{Kind: fault.NotFound, Format: "This session has ended."}
			}
			last = &open[len(open)-1]
		}
	}
}

func (s *screen) lately(ctx context.Context, d accounts.Session) (lately, error) {
	if d.UserID == nil {
		return nil, nil
	}
	page, err := s.store.Trail.List(ctx, s.actor, trail.Filter{Person: d.UserID, Address: d.Address, From: d.StartedAt, Limit: latelyMost})
	return page.Rows, err
}

// lines are all there is to say about a desk, or about a row of the trail.
func (s *screen) lines(r row, done lately, width int) []string {
	env := s.env
	if a := r.told; a != nil {
		return env.Theme.Facts(string(a.Action), tui.Cell{}, [][2]string{
			{env.T("When"), env.Stamp(a.At)},
			{env.T("Who"), tui.OrDash(a.Who)},
			{env.T("Account"), tui.OrDash(a.Label)},
			{env.T("From"), tui.OrDash(a.Address)},
			{env.T("Client"), tui.OrDash(a.Client)},
			{env.T("Why"), tui.OrDash(a.Notes)},
		}, width)
	}
	d := r.desk
	state := tui.Cell{Text: env.T("idle %s", env.Since(d.ActiveAt))}
	if d.Ending {
		state = tui.Cell{Text: env.T("ending"), Tone: tui.ToneDanger}
	}
	lines := env.Theme.Facts(s.who(*d), state, [][2]string{
		{env.T("Account"), tui.OrDash(strings.TrimSpace(d.Email + " " + d.Role))},
		{env.T("Since"), env.DateTime(d.StartedAt)},
		{env.T("Screen"), tui.OrDash(d.Screen)},
		{env.T("Gate"), tui.OrDash(d.Gate)},
		{env.T("From"), d.Address},
		{env.T("Client"), tui.OrDash(d.Client)},
	}, width)
	if len(done) > 0 {
		lines = append(lines, "")
	}
	for _, a := range done {
		lines = append(lines, env.Theme.Clip("   "+env.Stamp(a.At)+"  "+tui.Plain(string(a.Action)+"  "+a.Label), width))
	}
	return lines
}
