package sessions_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/trail"

	"github.com/civoranexus/society360/screens/screentest"
	"github.com/civoranexus/society360/screens/sessions"
	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/shell"
	"github.com/civoranexus/society360/tui/tuitest"
)

// newSociety has three open desks and a past of sign-ins and refusals.
func newSociety() *screentest.Society {
	s := screentest.New()
	sunita, asha := s.Person("Sunita Pawar", role.Guard, ""), s.Person("Asha Rao", role.Admin, "")
	open := func(minutes, idle int, who role.Actor, gate, screen, address, client string) {
		d := accounts.Session{
			Name: who.Name, Role: string(who.Role), Gate: gate, Screen: screen, Address: address, Client: client,
			StartedAt: ago(minutes), ActiveAt: ago(idle),
		}
		if who.Name != "" {
			first, _, _ := strings.Cut(strings.ToLower(who.Name), " ")
			d.UserID, d.Email = &who.UserID, first+"@demo.example"
		}
		s.Desks.Put(d)
	}
	open(600, 11, sunita, "Main", "gate", "10.0.4.17", "SSH-2.0-OpenSSH_9.2 vt100")
	open(500, 500, role.Actor{}, "Service", "", "10.0.4.18", "SSH-2.0-dropbear linux")
	open(42, 0, asha, "", "sessions", "local", "local xterm-256color")
	told := func(minutes int, did action.Action, who, label, notes, details string) *trail.Row {
		row := trail.Row{
			At: ago(minutes), Action: did, Who: who, Label: label, Notes: notes, Resource: "users", ResourceID: &sunita.UserID,
			Address: "10.0.4.17", Client: "SSH-2.0-OpenSSH_9.2", Details: json.RawMessage(details),
		}
		if who != "" {
			row.UserID = &sunita.UserID
		}
		return s.Trail.Put(row)
	}
	told(720, action.UserLogout, "Sunita Pawar", "Sunita Pawar", "", `{}`)
	told(710, action.SessionEnded, "Asha Rao", "Imran Shaikh", "An admin ended this session.", `{}`)
	refused := told(700, action.SessionRefused, "", "", "too many connections; user mallory", `{}`)
	refused.Resource, refused.ResourceID = "desk_sessions", nil
	told(705, action.SessionRefused, "", "Imran Shaikh", "too many desks; 64 times", `{}`)
	told(601, action.UserLoginFailed, "", "Sunita Pawar", "", `{"email": "sunita@demo.example", "failures": 2}`)
	told(600, action.UserLogin, "Sunita Pawar", "Sunita Pawar", "", `{}`)
	told(5, action.VisitorCheckedIn, "Sunita Pawar", "Ramesh Kumar", "", `{}`)
	return s
}

func ago(minutes int) time.Time { return tuitest.Start().Add(-time.Duration(minutes) * time.Minute) }

func open(tb testing.TB, term ...string) *screentest.Desk {
	tb.Helper()
	s := newSociety()
	rooms, actor := s.Rooms(), s.Actor("Asha Rao")
	actor.Origin = role.Origin{Address: "local", Client: "local xterm-256color"}
	return s.Desk(tb, screentest.Seat{
		Actor: actor, Screen: "sessions", Others: []string{"audit"}, Named: shell.Account{ID: "1", Name: "Sunita Pawar", Role: "guard"}, Term: term,
		New: func(env *tui.Env, open string) tui.Screen {
			return sessions.New(env, sessions.Stores{Accounts: rooms.Accounts, Trail: rooms.Trail, Settle: s.Settle}, actor, open)
		},
	})
}

// ending are the names of those whose sessions are to end.
func ending(d *screentest.Desk) (names []string) {
	d.Desks.Each(func(s *accounts.Session) {
		if s.Ending {
			names = append(names, s.Name)
		}
	})
	return names
}

// last is the filter that the trail was read with last.
func last(d *screentest.Desk) trail.Filter {
	filters := screentest.Sent[trail.Filter](d)
	return filters[len(filters)-1]
}

func TestViews(t *testing.T) {
	t.Parallel()
	tuitest.Views(t, func(tb testing.TB) *screentest.Desk { return open(tb) }, map[string]func(d *screentest.Desk){
		"now":        func(*screentest.Desk) {},
		"desk":       func(d *screentest.Desk) { d.Keys("enter") },
		"end":        func(d *screentest.Desk) { d.Keys("x") },
		"ending":     func(d *screentest.Desk) { d.Keys("x", "y") },
		"in-and-out": func(d *screentest.Desk) { d.Keys("right") },
		"failed":     func(d *screentest.Desk) { d.Keys("right", "right") },
		"refused":    func(d *screentest.Desk) { d.Keys("left") },
		"help":       func(d *screentest.Desk) { d.Keys("?") },
	})
}

func TestSessionIsEndedAfterAQuestion(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("x", "n")
	if len(ending(d)) != 0 {
		t.Fatal("ended without a yes")
	}
	d.Keys(" ", "y")
	d.See("Ended the session of Sunita Pawar (10.0.4.17).", "ending")
	d.UpToDate()
	if got := ending(d); !slices.Equal(got, []string{"Sunita Pawar"}) {
		t.Errorf("ended %v", got)
	}
	d.Keys("x")
	d.See("This session is ending already.")
	d.Keys("down", "enter", "x")
	d.See("End the session of login screen, Service (10.0.4.18)? y/n")
	d.Fail("Accounts.EndSession", &fault.Error{Kind: fault.Refused, Format: "This session has ended already."})
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
	if got := ending(d); !slices.Equal(got, []string{"Asha Rao"}) {
		t.Errorf("ended %v", got)
	}
}

func TestDeskShowsWhatIsDoneThere(t *testing.T) {
	t.Parallel()
	d := open(t)
	sunita := d.Accounts.Find("Sunita Pawar").ID
	d.Keys("enter")
	d.See("Sunita Pawar   idle 11m", "sunita@demo.example guard", "Main", "SSH-2.0-OpenSSH_9.2 vt100", "VISITOR_CHECKED_IN  Ramesh Kumar", "USER_LOGIN")
	if f := last(d); f.Person == nil || *f.Person != sunita || f.Address != "10.0.4.17" || !f.From.Equal(ago(600)) {
		t.Errorf("read with %+v", f)
	}
	d.Desks.Remove("Sunita Pawar")
	d.Keys("r")
	d.See("! This session has ended.")
	d.Keys("esc", "r", "h")
	d.See("Nobody has signed in there.")
	d.Keys("right", "h")
	if !slices.Equal(d.Opened, []string{"audit users/" + sunita.String()}) {
		t.Errorf("opened %v", d.Opened)
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
	if !slices.Equal(d.Opened, []string{"audit users/" + d.Accounts.Find("Sunita Pawar").ID.String()}) {
		t.Errorf("a failed sign-in opens %v", d.Opened)
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
	if f := last(d); f.Text != "SUNI" || !f.From.Equal(d.Now().Add(-7*24*time.Hour+time.Minute)) {
		t.Errorf("searched with %+v", f)
	}
}

// TestIdleTimesDoNotTick: a desk that shows others' idle times paints with its
// minute and with news, and reads with news alone.
func TestIdleTimesDoNotTick(t *testing.T) {
	t.Parallel()
	d := open(t)
	reads, timers := d.Called("Accounts.Sessions"), d.Timers()
	d.See("11m")
	d.Advance(time.Minute)
	d.See("12m")
	if n := d.Called("Accounts.Sessions"); n != reads || d.Timers() > timers {
		t.Errorf("%d reads, %d timers, had %d and %d", n, d.Timers(), reads, timers)
	}
	d.Refresh("sessions")
	if d.Called("Accounts.Sessions") == reads {
		t.Error("news of sessions reads nothing")
	}
}
