package sessions_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/screens/sessions"
	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/tuitest"
)

func id(n int) uuid.UUID { return uuid.MustParse(fmt.Sprintf("%08d-0000-7000-8000-000000000000", n)) }

// register is an in-memory store for the screen's tests.
type register struct {
	tuitest.Fake
	open    []data.DeskSession
	past    []data.AuditRow
	filters []data.AuditFilter
	ended   []uuid.UUID
}

func newRegister() *register {
	now := tuitest.Start()
	r := &register{}
	add := func(minutes, idle int, who, role, gate, screen, address, client string) {
		d := data.DeskSession{
			ID: id(100 + len(r.open)), Name: who, Role: role, Gate: gate, Screen: screen, Address: address, Client: client,
			StartedAt: now.Add(-time.Duration(minutes) * time.Minute), ActiveAt: now.Add(-time.Duration(idle) * time.Minute),
		}
		if who != "" {
			user := id(len(who))
			d.UserID, d.Email = &user, strings.ToLower(strings.Fields(who)[0])+"@demo.example"
		}
		r.open = append(r.open, d)
	}
	add(600, 11, "Sunita Pawar", "guard", "Main", "gate", "10.0.4.17", "SSH-2.0-OpenSSH_9.2 vt100")
	add(500, 500, "", "", "Service", "", "10.0.4.18", "SSH-2.0-dropbear linux")
	add(42, 0, "Asha Rao", "admin", "", "sessions", "local", "local xterm-256color")
	told := func(minutes int, action data.Action, who, label, notes, details string) {
		row := data.AuditRow{
			ID: id(500 + len(r.past)), At: now.Add(-time.Duration(minutes) * time.Minute), Action: action, Who: who, Label: label, Notes: notes,
			Address: "10.0.4.17", Client: "SSH-2.0-OpenSSH_9.2", Resource: "users", Details: json.RawMessage(details),
		}
		user := id(12)
		row.ResourceID = &user
		if who != "" {
			row.UserID = &user
		}
		r.past = append(r.past, row)
	}
	told(5, data.VisitorCheckedIn, "Sunita Pawar", "Ramesh Kumar", "", `{}`)
	told(600, data.UserLogin, "Sunita Pawar", "Sunita Pawar", "", `{}`)
	told(601, data.UserLoginFailed, "", "Sunita Pawar", "", `{"email": "sunita@demo.example", "failures": 2}`)
	told(700, data.SessionRefused, "", "", "too many connections; user mallory", `{}`)
	r.past[3].Resource, r.past[3].ResourceID = "desk_sessions", nil
	told(710, data.SessionEnded, "Asha Rao", "Imran Shaikh", "An admin ended this session.", `{}`)
	told(720, data.UserLogout, "Sunita Pawar", "Sunita Pawar", "", `{}`)
	return r
}

func (r *register) DeskSessions(context.Context, data.Actor, *data.DeskSession) ([]data.DeskSession, error) {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	return slices.Clone(r.open), r.Call("DeskSessions")
}

func (r *register) EndSession(_ context.Context, _ data.Actor, _, session uuid.UUID, _ string) error {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	if err := r.Call("EndSession"); err != nil {
		return err
	}
	r.ended = append(r.ended, session)
	for i := range r.open {
		r.open[i].Ending = r.open[i].Ending || r.open[i].ID == session
	}
	return nil
}

func (r *register) AuditRows(_ context.Context, _ data.Actor, f data.AuditFilter) (data.AuditPage, error) {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	r.filters = append(r.filters, f)
	var page data.AuditPage
	for _, row := range r.past {
		switch {
		case len(f.Actions) > 0 && !slices.Contains(f.Actions, row.Action), f.Person != nil && row.UserID == nil, row.At.Before(f.From):
		case !strings.Contains(string(row.Details)+row.Who, f.Text):
		default:
			page.Rows = append(page.Rows, row)
		}
	}
	return page, nil
}

func (r *register) AuditEntry(_ context.Context, _ data.Actor, row uuid.UUID) (data.AuditEntry, error) {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	at := slices.IndexFunc(r.past, func(a data.AuditRow) bool { return a.ID == row })
	return data.AuditEntry{AuditRow: r.past[at]}, nil
}

func (r *register) Settle(context.Context, data.Actor, uuid.UUID) (bool, error) { return true, nil }

type desk struct {
	*tuitest.Driver
	*register
	audited []string
}

func open(tb testing.TB, term ...string) *desk {
	tb.Helper()
	d := &desk{register: newRegister()}
	actor := data.Actor{UserID: id(8), Name: "Asha Rao", Role: data.RoleAdmin, Origin: data.Origin{Address: "local", Client: "local xterm-256color"}}
	build := func(env *tui.Env, id string) tui.Screen { return sessions.New(env, d.register.stores(), actor, id) }
	backend := tuitest.NewBackend(
		tui.Entry{Name: "sessions", Title: "Sessions", Key: 'e', New: build},
		tui.Entry{Name: "audit", Title: "Audit", Key: 'a', New: func(env *tui.Env, id string) tui.Screen {
			d.audited = append(d.audited, id)
			return build(env, "")
		}})
	if len(term) == 0 {
		term = []string{"xterm-256color"}
	}
	stage := tuitest.NewStage(tb, tuitest.Terminal(term[0]))
	d.Driver = stage.Run(tui.NewDesk(stage.Env, backend, tui.Options{Session: backend.Session()}))
	return d
}

func TestViews(t *testing.T) {
	t.Parallel()
	tuitest.Views(t, func(tb testing.TB) *desk { return open(tb) }, map[string]func(d *desk){
		"now":        func(*desk) {},
		"desk":       func(d *desk) { d.Keys("enter") },
		"end":        func(d *desk) { d.Keys("x") },
		"ending":     func(d *desk) { d.Keys("x", "y") },
		"in-and-out": func(d *desk) { d.Keys("right") },
		"failed":     func(d *desk) { d.Keys("right", "right") },
		"refused":    func(d *desk) { d.Keys("left") },
		"help":       func(d *desk) { d.Keys("?") },
	})
}

func TestSessionIsEndedAfterAQuestion(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("x", "n")
	if len(d.ended) != 0 {
		t.Fatal("ended without a yes")
	}
	d.Keys(" ", "y")
	d.See("Ended the session of Sunita Pawar (10.0.4.17).", "ending")
	d.UpToDate()
	if len(d.ended) != 1 || d.ended[0] != id(100) {
		t.Errorf("ended %v", d.ended)
	}
	d.Keys("x")
	d.See("This session is ending already.")
	d.Keys("down", "enter", "x")
	d.See("End the session of login screen, Service (10.0.4.18)? y/n")
	d.Fail("EndSession", &data.Error{Kind: data.Refused, Format: "This session has ended already."})
	d.Keys("y")
	d.See("This session has ended already.")
}

func TestOneIsWarnedOfOnesOwnSession(t *testing.T) {
	t.Parallel()
	d := open(t, "vt100")
	d.See("Asha Rao (you)")
	d.Keys("end", "x")
	d.See("This is your own session, perhaps this very desk. End it? y/n")
	d.Keys("y")
	if len(d.ended) != 1 || d.ended[0] != id(102) {
		t.Errorf("ended %v", d.ended)
	}
}

func TestDeskShowsWhatIsDoneThere(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("enter")
	d.See("Sunita Pawar   idle 11m", "sunita@demo.example guard", "Main", "SSH-2.0-OpenSSH_9.2 vt100", "VISITOR_CHECKED_IN  Ramesh Kumar", "USER_LOGIN")
	if f := d.filters[len(d.filters)-1]; f.Person == nil || *f.Person != id(12) || f.Address != "10.0.4.17" || !f.From.Equal(d.open[0].StartedAt) {
		t.Errorf("read with %+v", f)
	}
	d.open = d.open[1:]
	d.Keys("r")
	d.See("! This session has ended.")
	d.Keys("esc", "r", "h")
	d.See("Nobody has signed in there.")
	d.Keys("right", "h")
	if len(d.audited) != 1 || d.audited[0] != "users/"+id(12).String() {
		t.Errorf("opened %v", d.audited)
	}
}

func TestPastIsListedAndSearched(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("right", "x")
	d.See("[Sign-ins]", "in ", "out", "This one is over")
	d.Keys("right")
	d.See("[Failed]", "Sunita Pawar", "2")
	d.Keys("h")
	if len(d.audited) != 1 || d.audited[0] != "users/"+id(12).String() {
		t.Errorf("a failed sign-in opens %v", d.audited)
	}
	d = open(t)
	d.Keys("left")
	d.See("refused", "too many con", "ended")
	d.Keys("enter")
	d.See("SESSION_REFUSED", "too many connections; user mallory")
	d.Keys("esc", "right", "/")
	d.Type("SUNI")
	d.See("found 1", "Sunita Pawar")
	d.Miss("Service")
	d.Keys("tab")
	d.See("[Sign-ins]")
	if f := d.filters[len(d.filters)-1]; f.Text != "SUNI" || !f.From.Equal(d.Now().Add(-7*24*time.Hour+time.Minute)) {
		t.Errorf("searched with %+v", f)
	}
}

// TestIdleTimesDoNotTick: a desk that shows others' idle times paints with its
// minute and with news, and reads with news alone.
func TestIdleTimesDoNotTick(t *testing.T) {
	t.Parallel()
	d := open(t)
	reads, timers := d.Called("DeskSessions"), d.Timers()
	d.See("11m")
	d.Advance(time.Minute)
	d.See("12m")
	if n := d.Called("DeskSessions"); n != reads || d.Timers() > timers {
		t.Errorf("%d reads, %d timers, had %d and %d", n, d.Timers(), reads, timers)
	}
	d.Send(tui.Refresh{Topics: []string{"sessions"}})
	if d.Called("DeskSessions") == reads {
		t.Error("news of sessions reads nothing")
	}
}

// stores have the fake stand for every room.
func (r *register) stores() sessions.Stores {
	return sessions.Stores{Accounts: r, Trail: r, Settle: r.Settle}
}
