package screens_test

import (
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/desks"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/notices"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/tickets"
	"github.com/civoranexus/society360/data/value"
	"github.com/civoranexus/society360/data/visits"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/screens"
	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/shell"
)

// hears is an account at a desk, and what it is told.
type hears struct {
	t    *testing.T
	desk shell.NewsReader
}

func signIn(t *testing.T, s *datatest.Society, actor role.Actor) hears {
	t.Helper()
	backend := screens.NewBackend(s.Society, actor.Origin, screens.Options{})
	desk, ok := backend.Opened(t.Context(), actor).(shell.NewsReader)
	if !ok {
		t.Fatal("the session has no news")
	}
	h := hears{t, desk}
	h.told() // what is to be told at the start
	return h
}

// told is what there is to tell after something of the topics changed, of all where
// there are none.
func (h hears) told(topics ...string) []string {
	h.t.Helper()
	news, err := h.desk.News(h.t.Context(), topics)
	if err != nil {
		h.t.Fatal(err)
	}
	told := make([]string, len(news))
	for i, n := range news {
		if told[i] = fmt.Sprintf(n.Format, n.Args...); n.Over {
			told[i] = "no longer so"
		}
	}
	return told
}

func (h hears) want(what string, want ...string) {
	h.t.Helper()
	if got := h.told(); fmt.Sprint(got) != fmt.Sprint(want) {
		h.t.Errorf("%s: told %q, want %q", what, got, want)
	}
	if again := h.told(); len(again) != 0 {
		h.t.Errorf("%s: told again: %q", what, again)
	}
}

func waits(t *testing.T, s *datatest.Society, guard role.Actor, name, unit string) visits.Visit {
	t.Helper()
	v, err := s.Visits.Log(t.Context(), guard, uuid.New(), visits.Pending, visits.Draft{Text: visits.Text{Name: name, UnitID: s.Units[unit]}})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestTheGateHearsTheResidentsWord(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	guard, other, meera := signIn(t, s, s.Guard), signIn(t, s, s.Staff), signIn(t, s, s.Meera)
	ravi := waits(t, s, s.Guard, "Ravi", "A-101")
	guard.want("a visitor of one's own")
	meera.want("somebody waits", "Ravi waits at the gate for your word (A-101).")
	if _, err := s.Visits.Approve(t.Context(), s.Meera, uuid.New(), ravi.ID, visits.Approval{}); err != nil {
		t.Fatal(err)
	}
	guard.want("yes", "Meera Joshi said yes: Ravi may enter (A-101).")
	other.want("a visitor of somebody else's")
	meera.want("one's own word", "no longer so")

	anita, sana := waits(t, s, s.Guard, "Anita", "A-101"), waits(t, s, s.Guard, "Sana", "A-101")
	guard.want("two wait")
	meera.want("two wait", "Anita waits at the gate for your word (A-101), 2 wait in all.", "Sana waits at the gate for your word (A-101), 2 wait in all.")
	if _, err := s.Visits.Deny(t.Context(), s.Meera, uuid.New(), anita.ID, "not known."); err != nil {
		t.Fatal(err)
	}
	guard.want("no", "Meera Joshi said no to Anita (A-101): not known.")
	// What the desk itself decides it need not be told.
	if _, err := s.Visits.Approve(t.Context(), s.Guard, uuid.New(), sana.ID, visits.Approval{Channel: visits.ByPhone, By: &s.Meera.UserID}); err != nil {
		t.Fatal(err)
	}
	guard.want("one's own entry")
}

// TestAnotherProgramsWordIsHeard: its UPDATE leaves no trail and names nobody.
func TestAnotherProgramsWordIsHeard(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	guard, meera, tenant := signIn(t, s, s.Guard), signIn(t, s, s.Meera), signIn(t, s, s.Tenant)
	ravi, anita := waits(t, s, s.Guard, "Ravi", "A-101"), waits(t, s, s.Guard, "Anita", "A-101")
	guard.want("two wait")
	s.Exec(t, `UPDATE visitor_logs SET status = 'approved' WHERE id = $1`, ravi.ID)
	s.Exec(t, `UPDATE visitor_logs SET status = 'denied' WHERE id = $1`, anita.ID)
	guard.want("another program's word", "Yes: Ravi may enter (A-101).", "No: Anita (A-101) is turned away.")
	meera.told()
	s.Exec(t, `INSERT INTO visitor_logs (unit_id, visitor_name, status) VALUES ($1, 'Farid', 'pending')`, s.Units["A-101"])
	meera.want("another program's visitor", "Farid waits at the gate for your word (A-101).")
	tenant.want("a visitor of another unit")
	// Straight in, and away altogether, is no answer.
	guard.want("another program's visitor")
	s.Exec(t, `UPDATE visitor_logs SET status = 'checked_in' WHERE visitor_name = 'Farid'`)
	guard.want("straight in")
	gone := waits(t, s, s.Guard, "Gone", "A-101")
	guard.want("one more")
	s.Exec(t, `DELETE FROM visitor_logs WHERE id = $1`, gone.ID)
	guard.want("away altogether")
}

// TestTheNextShiftHears: who waits for the shift before is told to the next.
func TestTheNextShiftHears(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	ravi := waits(t, s, s.Staff, "Ravi", "A-101")
	guard := signIn(t, s, s.Guard)
	if _, err := s.Visits.Approve(t.Context(), s.Meera, uuid.New(), ravi.ID, visits.Approval{}); err != nil {
		t.Fatal(err)
	}
	guard.want("the shift before", "Meera Joshi said yes: Ravi may enter (A-101).")
}

// TestTheWordReachesTheDesk goes the whole way: the resident's desk writes, the bus
// tells, and the guard's desk has what to tell.
func TestTheWordReachesTheDesk(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	ravi := waits(t, s, s.Guard, "Ravi", "A-101")
	log := slog.New(slog.DiscardHandler)
	live := screens.NewLive(s.Accounts, desks.NewBus(s.Desks, s.Config, desks.BusOptions{Rows: time.Hour, Clock: time.Hour}), log)
	backend := screens.NewBackend(s.Society, s.Guard.Origin, screens.Options{})
	guard, _ := backend.Opened(t.Context(), s.Guard).(shell.NewsReader)
	if news, err := guard.News(t.Context(), nil); err != nil || len(news) != 0 {
		t.Fatalf("%+v, %v", news, err)
	}
	refreshed := make(chan struct{}, 64)
	leave := live.Join(&screens.LiveDesk{ID: uuid.New(), Backend: backend, Post: func(msg tea.Msg) {
		if _, is := msg.(shell.Refresh); is {
			refreshed <- struct{}{}
		}
	}})
	t.Cleanup(leave)
	t.Cleanup(live.Start(t.Context()))
	<-refreshed // it listens
	if _, err := s.Visits.Approve(t.Context(), s.Meera, uuid.New(), ravi.ID, visits.Approval{}); err != nil {
		t.Fatal(err)
	}
	for {
		<-refreshed
		news, err := guard.News(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if len(news) == 1 {
			if got := fmt.Sprintf(news[0].Format, news[0].Args...); got != "Meera Joshi said yes: Ravi may enter (A-101)." || news[0].Where != (tui.Open{Name: "gate", ID: ravi.ID.String()}) {
				t.Errorf("told %q, %+v", got, news[0].Where)
			}
			return
		}
	}
}

// TestWhatWasToldGoesWithItsRow: the sentence about a visitor is no longer so when they
// were let in, or somebody else of the unit gave the word.
func TestWhatWasToldGoesWithItsRow(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	guard, meera, arun := signIn(t, s, s.Guard), signIn(t, s, s.Meera), signIn(t, s, s.Arun)
	ravi := waits(t, s, s.Guard, "Ravi", "A-101")
	guard.want("one's own")
	meera.want("somebody waits", "Ravi waits at the gate for your word (A-101).")
	arun.want("somebody waits", "Ravi waits at the gate for your word (A-101).")
	now, err := s.Visits.Approve(t.Context(), s.Arun, uuid.New(), ravi.ID, visits.Approval{})
	if err != nil {
		t.Fatal(err)
	}
	guard.want("yes", "Arun Joshi said yes: Ravi may enter (A-101).")
	meera.want("another's word", "no longer so")
	if _, err := s.Visits.CheckIn(t.Context(), s.Guard2, uuid.New(), now, visits.Entry{}); err != nil {
		t.Fatal(err)
	}
	guard.want("in at the other gate", "no longer so")
}

// TestTicketsAreTold: to whom one is given by somebody else, and to the unit what became
// of its own.
func TestTicketsAreTold(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	staff, meera, tenant := signIn(t, s, s.Staff), signIn(t, s, s.Meera), signIn(t, s, s.Tenant)
	lift, err := s.Tickets.Raise(t.Context(), s.Meera, uuid.New(), tickets.Draft{UnitID: s.Units["A-101"], Category: "Plumbing", Title: "Tap leaks"})
	if err != nil {
		t.Fatal(err)
	}
	meera.want("one's own ticket")
	if lift, err = s.Tickets.Assign(t.Context(), s.Admin, uuid.New(), lift, &s.Staff.UserID); err != nil {
		t.Fatal(err)
	}
	staff.want("given", s.Admin.Name+" gave you a ticket: Tap leaks (A-101).")
	if lift, err = s.Tickets.Start(t.Context(), s.Staff, uuid.New(), lift); err != nil {
		t.Fatal(err)
	}
	staff.want("started by oneself")
	if _, err = s.Tickets.Resolve(t.Context(), s.Staff, uuid.New(), lift, "new washer"); err != nil {
		t.Fatal(err)
	}
	meera.want("resolved", "Resolved: Tap leaks (A-101). Confirm or reopen it.")
	tenant.want("another unit's")
	s.Exec(t, `UPDATE maintenance_tickets SET status = 'closed' WHERE id = $1`, lift.ID)
	meera.want("closed by another program", "no longer so")
}

// TestClaimsAreTold: to who may confirm them that one waits, and to the unit what became
// of it, whichever screen they look at.
func TestClaimsAreTold(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	admin, staff, meera, tenant := signIn(t, s, s.Admin), signIn(t, s, s.Staff), signIn(t, s, s.Meera), signIn(t, s, s.Tenant)
	for range 3 {
		s.Exec(t, `INSERT INTO bills (unit_id, bill_type, amount, bill_date, due_date) VALUES ($1, 'Water', 1000, current_date, current_date + 15)`, s.Units["A-101"])
	}
	claim := func(amount value.Paise, reference string) money.Payment {
		t.Helper()
		payments, err := s.Money.ClaimPayment(t.Context(), s.Meera, uuid.New(), money.ClaimDraft{
			Unit: s.Units["A-101"], Amount: amount, Method: money.UPI, Reference: reference, PaidOn: s.Settings.ThisDay(),
		})
		if err != nil {
			t.Fatal(err)
		}
		return payments[0]
	}
	first := claim(150_000, "412345678901")
	admin.want("a claim", "Meera Joshi says to have paid 1,500.00 for A-101: it waits to be confirmed.")
	staff.want("who may not confirm it")
	meera.want("one's own claim")
	second := claim(50_000, "412345678902")
	admin.want("another", "Meera Joshi says to have paid 500.00 for A-101: 2 wait to be confirmed.")
	if _, err := s.Money.ConfirmClaim(t.Context(), s.Admin, uuid.New(), *first.ClaimID); err != nil {
		t.Fatal(err)
	}
	admin.want("one's own word")
	receipts := datatest.Scan[string](t, s.Owner, `SELECT year || '-' || lpad(number::text, 6, '0') FROM receipts`)
	meera.want("confirmed", "The office confirmed 1,500.00 for A-101: receipt "+receipts+".")
	tenant.want("another unit's")
	if _, err := s.Money.RefuseClaim(t.Context(), s.Admin, uuid.New(), *second.ClaimID, "no such transfer"); err != nil {
		t.Fatal(err)
	}
	admin.want("what was told of it", "no longer so")
	meera.want("refused", "The office refused 500.00 for A-101: no such transfer")

	third := claim(50_000, "412345678903")
	admin.want("a third", "Meera Joshi says to have paid 500.00 for A-101: it waits to be confirmed.")
	if _, err := s.Money.WithdrawClaim(t.Context(), s.Meera, uuid.New(), *third.ClaimID); err != nil {
		t.Fatal(err)
	}
	admin.want("withdrawn", "no longer so")
	meera.want("one's own withdrawal")
}

// TestImportantNoticesAreTold: as one is published, and as it is shown again.
func TestImportantNoticesAreTold(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	admin, guard, meera := signIn(t, s, s.Admin), signIn(t, s, s.Guard), signIn(t, s, s.Meera)
	text := notices.Text{Title: "Water off on Tuesday", Content: "All day.", Audience: notices.ForStaff, Important: true}
	n, err := s.Notices.Write(t.Context(), s.Admin, uuid.New(), text)
	if err != nil {
		t.Fatal(err)
	}
	admin.want("one's own notice")
	guard.want("published", "New notice: Water off on Tuesday")
	meera.want("for others")
	if err := s.Notices.MarkRead(t.Context(), s.Guard, uuid.New(), n.ID, n.Version); err != nil {
		t.Fatal(err)
	}
	guard.want("read", "no longer so")
	change := func(again bool) {
		t.Helper()
		if n, err = s.Notices.Change(t.Context(), s.Admin, uuid.New(), notices.Change{Text: text, Seen: n, Again: again}); err != nil {
			t.Fatal(err)
		}
	}
	text.Content = "All of the day."
	change(false)
	guard.want("a spelling")
	text.Title = "Water off on Wednesday"
	change(true)
	admin.want("one's own change")
	guard.want("shown again", "Changed notice: Water off on Wednesday")
	if _, err := s.Notices.Expire(t.Context(), s.Admin, uuid.New(), n.ID); err != nil {
		t.Fatal(err)
	}
	guard.want("ended", "no longer so")
	text.Title, text.Important = "Tea at four", false
	if _, err := s.Notices.Write(t.Context(), s.Admin, uuid.New(), text); err != nil {
		t.Fatal(err)
	}
	guard.want("one of no importance")
}

// TestAdminsHearOfGuesses: once as it begins and as it doubles, at the next sign-in too,
// and nobody else.
func TestAdminsHearOfGuesses(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	admin, staff := signIn(t, s, s.Admin), signIn(t, s, s.Staff)
	guess := func(from, to int) {
		t.Helper()
		for i := from; i < to; i++ {
			s.Exec(t, `UPDATE sign_in_attempts SET last_failed_at = now() - interval '2 minutes'`)
			if _, err := s.Accounts.SignIn(t.Context(), datatest.Origin(fmt.Sprintf("198.51.100.%d", i)), s.Guard.Email, "a guess"); err == nil {
				t.Fatal("a guess was right")
			}
		}
	}
	guess(0, 19)
	admin.want("nineteen wrong passwords")
	guess(19, 25)
	admin.want("more than anybody mistypes", "Passwords of Sunita Pawar are guessed: 25 wrong ones within a day.")
	staff.want("of an account that is not theirs to mind")
	guess(25, 49)
	admin.want("not twice as many")
	guess(49, 50)
	admin.want("twice as many", "Passwords of Sunita Pawar are guessed: 50 wrong ones within a day.")

	backend := screens.NewBackend(s.Society, s.Admin.Origin, screens.Options{})
	late := hears{t, backend.Opened(t.Context(), s.Admin).(shell.NewsReader)}
	late.want("who signs in after it", "Passwords of Sunita Pawar are guessed: 50 wrong ones within a day.")
	s.Exec(t, `UPDATE sign_in_attempts SET last_failed_at = now() - interval '25 hours'`)
	if told := admin.told(); len(told) != 1 || told[0] != "no longer so" {
		t.Errorf("a day later: told %q", told)
	}
}
