package screens_test

import (
	"context"
	"errors"
	"os"
	"slices"
	"testing"

	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/topic"

	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/screens"
	"github.com/civoranexus/society360/tui"
)

func TestMain(m *testing.M) { os.Exit(datatest.Main(m)) }

func TestUnlockTellsAWrongPasswordFromOneThatNobodyChecked(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	session := screens.NewBackend(s.Society, s.Guard.Origin, screens.Options{}).Opened(t.Context(), s.Guard)
	if err := session.Unlock(t.Context(), datatest.Password); err != nil {
		t.Errorf("the right password: %v", err)
	}
	var wrongPassword tui.WrongPassword
	if !errors.As(session.Unlock(t.Context(), "wrong"), &wrongPassword) {
		t.Error("a wrong password is not told from other trouble")
	}
	away, cancel := context.WithCancel(t.Context())
	cancel()
	err := session.Unlock(away, "wrong")
	if err == nil || errors.As(err, &wrongPassword) {
		t.Errorf("a password that nobody looked at: %v", err)
	}
}

// TestEachScreenHearsOnlyOfWhatItShows holds, by the screens' names, what makes
// them read again; the shell's own test holds that it heeds these topics. A
// payment must not have every gate read its lists.
func TestEachScreenHearsOnlyOfWhatItShows(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	topics := map[string][]string{}
	for _, actor := range []role.Actor{s.Guard, s.Staff, s.Admin, s.Meera} {
		for _, e := range screens.NewBackend(s.Society, actor.Origin, screens.Options{}).Opened(t.Context(), actor).Screens() {
			topics[e.Name] = e.Topics
		}
	}
	for name, heard := range topics {
		if !slices.Contains(heard, string(topic.Settings)) {
			t.Errorf("%s hears only of %q: every screen reads a setting", name, heard)
		}
	}
	for _, c := range []struct {
		screen string
		topic  topic.Topic
		hears  bool
	}{
		{"gate", topic.Visits, true},
		{"gate", topic.Units, true},
		{"gate", topic.Bills, false},
		{"gate", topic.Tickets, false},
		{"bills", topic.Bills, true},
		{"bills", topic.Visits, false},
		{"home", topic.Visits, true},
		{"home", topic.Tickets, true},
		{"tickets", topic.Tickets, true},
		{"tickets", topic.Visits, false},
		{"home", topic.Sessions, false},
		{"audit", topic.Visits, false},
		{"sessions", topic.Sessions, true},
		{"sessions", topic.Visits, false},
		{"reports", topic.Reports, true},
		{"reports", topic.Bills, false},
		{"audit", topic.Bills, false},
	} {
		if got := slices.Contains(topics[c.screen], string(c.topic)); got != c.hears {
			t.Errorf("%s hears of %s: %v", c.screen, c.topic, got)
		}
	}
}
