package users_test

import (
	"testing"
	"time"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/trail"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/screens/screentest"
	"github.com/civoranexus/society360/screens/users"
	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/tuitest"
)

// A key that nobody has yet, and its fingerprint.
const (
	publicKey   = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMXSc07Oim8AX9LDrjKKBfA4vzb0HThP7hW9x2LTKEDF laptop"
	fingerprint = "SHA256:znUUsmOisZjfX6IwpqnKL3293b1h7eIYFmb0x8AQ+ps"
)

func ago(by time.Duration) *time.Time {
	at := tuitest.Start().Add(-by)
	return &at
}

// newSociety has seven accounts, one of them deleted, and Vijay More at another desk.
func newSociety() *screentest.Society {
	s := screentest.New()
	made := *ago(400 * 24 * time.Hour)
	for i, u := range []accounts.User{
		{Name: "Arun Joshi", Email: "arun@greenpark.example", Role: "resident", Status: "inactive"},
		{Name: "Asha Rao", Email: "asha@greenpark.example", Phone: "98200 11111", Role: "admin", Status: "active"},
		{Name: "Imran Shaikh", Email: "imran@greenpark.example", Role: "guard", Status: "banned"},
		{Name: "Meera Joshi", Email: "meera@greenpark.example", Phone: "98200 43210", Role: "resident", Status: "active"},
		{Name: "Old Clerk", Email: "clerk@greenpark.example", Role: "staff", Status: "active", DeletedAt: ago(48 * time.Hour)},
		{Name: "Sunita Pawar", Email: "sunita@greenpark.example", Phone: "98200 22222", Role: "guard", Status: "active"},
		{Name: "Vijay More", Email: "vijay@greenpark.example", Role: "staff", Status: "active", PasswordDue: true},
	} {
		u.CreatedAt = made.Add(time.Duration(i) * 24 * time.Hour)
		s.Accounts.Put(u)
	}
	s.Other = s.Actor("Vijay More")
	meera := s.Actor("Meera Joshi")
	for _, label := range []string{"A-101", "B-204", "C-301"} {
		s.Unit(label)
	}
	s.Lives(meera, "A-101", "owner")
	left := s.Lives(meera, "B-204", "family_member")
	left.Primary, left.MovesOut = false, value.Day{Year: 2026, Month: 5, Day: 1}
	comes := s.Lives(meera, "C-301", "tenant")
	comes.Primary, comes.MovedIn = false, value.Day{Year: 2027, Month: 2, Day: 1}
	s.Trail.Put(trail.Row{Action: action.UserLogin, UserID: &meera.UserID, At: *ago(2 * time.Hour)})
	s.Desks.Put(accounts.Session{UserID: &meera.UserID, Name: meera.Name})
	guard := s.Actor("Sunita Pawar").UserID
	s.SSHKeys.Put(screentest.Key{UserID: guard, SSHKey: accounts.SSHKey{Fingerprint: "SHA256:gate", Comment: "sunita@gate", LastUsedAt: ago(90 * time.Minute)}})
	s.SSHKeys.Put(screentest.Key{UserID: guard, SSHKey: accounts.SSHKey{Fingerprint: "SHA256:home", Comment: "sunita@home"}})
	return s
}

func id(d *screentest.Desk, name string) uuid.UUID { return d.Accounts.Find(name).ID }

// once is the last one-time password that was sent, added the accounts that were.
func once(d *screentest.Desk) string {
	sent := screentest.Sent[accounts.OneTime](d)
	return sent[len(sent)-1].Reveal()
}

func added(d *screentest.Desk) []accounts.Draft { return screentest.Sent[accounts.Draft](d) }

// open opens the screen, as an admin sees it, for an account by its name or for none.
func open(tb testing.TB, account string, term ...string) *screentest.Desk {
	tb.Helper()
	s := newSociety()
	rooms, actor, of := s.Rooms(), s.Actor("Asha Rao"), ""
	if account != "" {
		of = s.Accounts.Find(account).ID.String()
	}
	return s.Desk(tb, screentest.Seat{
		Actor: actor, Screen: "users", Others: []string{"audit", "units"}, Term: term,
		New: func(env *tui.Env, _ string) tui.Screen {
			return users.New(env, users.Stores{Settings: rooms.Settings, Accounts: rooms.Accounts, Tickets: rooms.Tickets, Settle: s.Settle}, actor, of)
		},
	})
}
