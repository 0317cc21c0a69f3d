package screens_test

import (
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/desks"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/topic"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/screens"
	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/shell"
	"github.com/civoranexus/society360/tui/tuitest"
)

// counted is a desk, and how many pages of its lists it has read.
type counted struct {
	tea.Model

	pages int
}

func (c *counted) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if strings.Contains(fmt.Sprintf("%T", msg), ".Batch[") {
		c.pages++
	}
	var cmd tea.Cmd
	c.Model, cmd = c.Model.Update(msg)
	return c, cmd
}

// seat is a desk that a Live keeps up to date.
type seat struct {
	*tuitest.Driver

	model *counted
	news  chan shell.Refresh
}

func sit(t *testing.T, s *datatest.Society, live *screens.Live, actor role.Actor) seat {
	t.Helper()
	stage := tuitest.NewStage(t, tuitest.Terminal("xterm-256color"))
	backend := screens.NewBackend(s.Society, actor.Origin, screens.Options{Files: func(role.Actor) tui.Files { return nil }})
	at := seat{news: make(chan shell.Refresh, 64)}
	at.model = &counted{Model: shell.NewDesk(stage.Env, backend, shell.Options{Session: backend.Opened(t.Context(), actor)})}
	t.Cleanup(live.Join(&screens.LiveDesk{ID: uuid.New(), Backend: backend, Post: func(msg tea.Msg) {
		if r, is := msg.(shell.Refresh); is {
			at.news <- r
		}
	}}))
	at.Driver = stage.Run(at.model)
	return at
}

// hears hands the desk what it is told, up to the next news of visits, and returns
// how many pages it reads then.
func (s seat) hears() (pages int) {
	before := s.model.pages
	for news := (shell.Refresh{Topics: []string{"another"}}); len(news.Topics) > 0 && !slices.Contains(news.Topics, string(topic.Visits)); {
		news = <-s.news
		s.Send(news)
	}
	return s.model.pages - before
}

// TestADeskIsNotToldOfItsOwnSave goes the whole way, through the database: whoever
// saves reads once, everybody else when they are told, and so does whoever saved as
// soon as somebody else did.
func TestADeskIsNotToldOfItsOwnSave(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	bus := desks.NewBus(s.Desks, s.Config, desks.BusOptions{Rows: time.Hour, Clock: time.Hour})
	live := screens.NewLive(s.Accounts, bus, slog.New(slog.DiscardHandler))
	guard, other := sit(t, s, live, s.Guard), sit(t, s, live, s.Guard2)
	t.Cleanup(live.Start(t.Context()))
	guard.hears() // all of it, as the bus listens
	other.hears()

	checkIn := func(at seat, name string) (pages int) {
		t.Helper()
		before := at.model.pages
		at.Keys("n", "tab")
		at.Type(name)
		at.Keys("tab")
		at.Type("a101")
		at.Keys("tab", "d", "ctrl+s")
		at.See("Checked in " + name)
		return at.model.pages - before
	}
	if n := checkIn(guard, "Ramesh Kumar"); n != 1 {
		t.Errorf("whoever saved read the list %d times", n)
	}
	if n := guard.hears(); n != 0 {
		t.Errorf("and %d times again as it was told", n)
	}
	if n := other.hears(); n != 1 {
		t.Errorf("the other desk read the list %d times", n)
	}
	other.See("Ramesh Kumar")

	checkIn(other, "Kiran Shah")
	if n := guard.hears(); n != 1 {
		t.Errorf("of somebody else's save the first desk read the list %d times", n)
	}
	guard.See("Ramesh Kumar", "Kiran Shah")

	// A program that knows of topics alone tells everybody.
	s.Exec(t, `SELECT pg_notify('society360', current_schema() || ' visits')`)
	other.hears() // its own
	if a, b := guard.hears(), other.hears(); a != 1 || b != 1 {
		t.Errorf("of another program's change they read the list %d and %d times", a, b)
	}
}
