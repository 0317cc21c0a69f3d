package notices_test

import (
	"testing"
	"time"

	datanotices "github.com/civoranexus/society360/data/notices"
	"github.com/civoranexus/society360/data/role"

	"github.com/civoranexus/society360/screens/notices"
	"github.com/civoranexus/society360/screens/screentest"
	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/tuitest"
)

// Titles of the board's notices.
const (
	waterOff   = "Water off tomorrow 10:00-14:00, Tower B"
	platesOf   = "Write down every plate at the service gate"
	generalOne = "Annual general meeting on the first Sunday"
)

func in(d time.Duration) *time.Time {
	at := tuitest.Start().Add(d)
	return &at
}

// board is a society with five notices, two of them read by whoever looks.
func board(reader role.Actor) *screentest.Society {
	s := screentest.New()
	s.Other = role.Actor{Name: "Ravi Iyer", Role: role.Admin}
	old := s.Notices.Put(datanotices.Notice{
		Title: "Lift inspection, Tower C", Author: "Asha Rao", Audience: datanotices.ForAll, Content: "Two hours.",
		CreatedAt: *in(-400 * time.Hour), ExpiresAt: in(-250 * time.Hour),
	})
	feast := s.Notices.Put(datanotices.Notice{
		Title: "गणेश उत्सव in the clubhouse", Audience: datanotices.ForAll, Content: "सभी निवासी आमंत्रित हैं।", CreatedAt: *in(-400 * 24 * time.Hour),
	})
	s.Notices.Put(datanotices.Notice{
		Title: generalOne, Author: "Asha Rao", Audience: datanotices.ForOwners, Important: true,
		Content: "10:30 in the clubhouse.", CreatedAt: *in(-70 * time.Hour), ExpiresAt: in(500 * time.Hour),
	})
	s.Notices.Put(datanotices.Notice{
		Title: platesOf, Author: "Asha Rao", Audience: datanotices.ForStaff, Content: "Deliveries too.", CreatedAt: *in(-50 * time.Hour),
	})
	s.Notices.Put(datanotices.Notice{
		Title: waterOff, Author: "Asha Rao", Audience: datanotices.ForAll, Important: true,
		Content: "The valve on the **second floor** of Tower B is changed.\n\nPlease store water tonight:\n\n- for the kitchen\n" +
			"- for the bath, in buckets that nobody needs for anything else that day, and not in the lift\n\n1. Close the taps.\n2. Wait.",
		CreatedAt: *in(-5 * time.Hour), ExpiresAt: in(24 * time.Hour),
	})
	s.Read(reader, old.ID)
	s.Read(reader, feast.ID)
	return s
}

type setup struct {
	term  []string
	actor role.Actor
}

func admin(s *setup) {
	s.actor = role.Actor{UserID: screentest.ID(9), Name: "Asha Rao", Role: role.Admin}
}

func open(tb testing.TB, setups ...func(*setup)) *screentest.Desk {
	tb.Helper()
	set := setup{actor: role.Actor{UserID: screentest.ID(8), Name: "Sunita Pawar", Role: role.Guard}}
	for _, f := range setups {
		f(&set)
	}
	s := board(set.actor)
	rooms := s.Rooms()
	return s.Desk(tb, screentest.Seat{Actor: set.actor, Screen: "notices", Others: []string{"audit"}, Term: set.term, New: func(env *tui.Env, open string) tui.Screen {
		return notices.New(env, notices.Stores{Notices: rooms.Notices, Settle: s.Settle}, set.actor, open)
	}})
}

// found is a notice as an admin reads it, by its title.
func found(t *testing.T, d *screentest.Desk, title string) datanotices.Notice {
	t.Helper()
	n, err := d.Rooms().Notices.Get(t.Context(), role.Actor{Role: role.Admin, UserID: screentest.ID(8)}, d.Notices.Find(title).ID)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
