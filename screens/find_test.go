package screens_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/notices"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/tickets"
	"github.com/civoranexus/society360/data/visits"

	"github.com/civoranexus/society360/screens/bills"
	"github.com/civoranexus/society360/tui/shell"
)

// kinds are what is found, each as its kind, its name and the screen that shows it.
func kinds(t *testing.T, session shell.Session, text string) (found []string) {
	t.Helper()
	finder, ok := session.(shell.Finder)
	if !ok {
		t.Fatal("a session finds nothing")
	}
	all, err := finder.Find(t.Context(), text)
	if err != nil {
		t.Errorf("%q: %v", text, err)
	}
	for _, f := range all {
		if f.Where.ID == "" {
			t.Errorf("%q finds %+v and does not say where", text, f)
		}
		found = append(found, f.Kind+" "+f.Label+" at "+f.Where.Name)
	}
	return found
}

// pumped is a society in which everything of every kind has the word pump in it, one
// thing of each that a role may see and one that it may not.
func pumped(t *testing.T) *datatest.Society {
	t.Helper()
	s := datatest.NewSociety(t)
	raisedBy := map[string]role.Actor{"A-101": s.Staff, "B-204": s.Guard}
	for _, comes := range [][2]string{{"A-101", "Pumpa Sen"}, {"B-204", "Pumpkin Das"}} {
		unit, who := comes[0], comes[1]
		datatest.LogVisit(t, s, visits.CheckedIn, visits.Draft{Text: visits.Text{
			Name: who, Phone: "98111 2220" + unit[len(unit)-1:], UnitID: s.Units[unit], Purpose: "Guest", Plate: "MH 12 AB 000" + unit[len(unit)-1:],
		}, Gate: "Main"})
		datatest.RaiseTicket(t, s, raisedBy[unit], tickets.Draft{Title: "Pump of " + unit, Category: "Plumbing", UnitID: s.Units[unit]})
	}
	for audience, title := range map[notices.Audience]string{notices.ForAll: "Pump repaired", notices.ForStaff: "Pump keys", notices.ForOwners: "Pump to be paid"} {
		if _, err := s.Notices.Write(t.Context(), s.Admin, key(), notices.Text{Title: title, Content: "Thanks.", Audience: audience}); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// TestPromiseNobodyFindsWhatTheyMayNotSee asks as every role for a word that
// everything has, and for people, units, phones, plates and settings.
func TestPromiseNobodyFindsWhatTheyMayNotSee(t *testing.T) {
	t.Parallel()
	s := pumped(t)
	due := s.Admin
	due.PasswordDue = true
	for name, c := range map[string]struct {
		actor role.Actor
		text  string
		want  []string
	}{
		"guard": {s.Guard, "pump", []string{
			"visitor Pumpa Sen at gate", "visitor Pumpkin Das at gate", "ticket Pump of B-204 at tickets",
			"notice Pump keys at notices", "notice Pump repaired at notices",
		}},
		"another guard": {s.Guard2, "pump", []string{
			"visitor Pumpa Sen at gate", "visitor Pumpkin Das at gate",
			"notice Pump keys at notices", "notice Pump repaired at notices",
		}},
		"staff": {s.Staff, "pump", []string{
			"visitor Pumpa Sen at gate", "visitor Pumpkin Das at gate",
			"ticket Pump of A-101 at tickets", "ticket Pump of B-204 at tickets",
			"notice Pump keys at notices", "notice Pump repaired at notices",
		}},
		"admin": {s.Admin, "pump", []string{
			"visitor Pumpa Sen at gate", "visitor Pumpkin Das at gate",
			"ticket Pump of A-101 at tickets", "ticket Pump of B-204 at tickets",
			"notice Pump keys at notices", "notice Pump repaired at notices", "notice Pump to be paid at notices",
		}},
		"owner": {s.Meera, "pump", []string{
			"visitor Pumpa Sen at home", "ticket Pump of A-101 at tickets",
			"notice Pump repaired at notices", "notice Pump to be paid at notices",
		}},
		"tenant": {s.Tenant, "pump", []string{
			"visitor Pumpkin Das at home", "ticket Pump of B-204 at tickets", "notice Pump repaired at notices",
		}},
		"clown":        {s.Stranger, "pump", nil},
		"nobody":       {role.Actor{}, "pump", nil},
		"password due": {due, "pump", nil},

		"guard's people":  {s.Guard, "joshi", []string{"person Meera Joshi, Arun Joshi at directory", "unit A-101 at directory"}},
		"owner's people":  {s.Meera, "joshi", nil},
		"admin's people":  {s.Admin, "joshi", []string{"unit A-101 at directory", "person Meera Joshi, Arun Joshi at directory", "account Arun Joshi at users", "account Meera Joshi at users"}},
		"turned round":    {s.Guard, "joshi aru", []string{"person Arun Joshi at directory", "unit A-101 at directory"}},
		"spelled apart":   {s.Guard, "mee'ra", []string{"person Meera Joshi, Arun Joshi at directory", "unit A-101 at directory"}},
		"guard's unit":    {s.Guard, "a 102", []string{"unit A-102 at directory"}},
		"owner's unit":    {s.Meera, "b 204", nil},
		"guard's phone":   {s.Guard, "9811122201", []string{"visitor Pumpa Sen at gate"}},
		"guard's plate":   {s.Guard, "mh12ab0004", []string{"person Farah Khan at directory", "visitor Pumpkin Das at gate"}},
		"owner's number":  {s.Meera, "#1", []string{"ticket Pump of A-101 at tickets", "visitor Pumpa Sen at home"}},
		"another's":       {s.Tenant, "#1", nil},
		"owner's plate":   {s.Meera, "mh12ab0004", nil},
		"admin's setting": {s.Admin, "late fees", []string{"setting billing.late_fees at settings"}},
		"staff's setting": {s.Staff, "late fees", nil},
		"two letters":     {s.Guard, "pu", []string{"notice Pump keys at notices", "notice Pump repaired at notices"}}, // too few for the others
		"no word at all":  {s.Admin, "%_", nil},
	} {
		found := kinds(t, opened(t, s, c.actor), c.text)
		slices.Sort(found)
		want := slices.Sorted(slices.Values(c.want))
		if !slices.Equal(found, want) {
			t.Errorf("%s finds by %q\n%q, want\n%q", name, c.text, found, want)
		}
	}
}

// TestWhoComesDailyIsFoundOnce holds that visits do not push out visitors, and that no
// kind pushes out the others.
func TestWhoComesDailyIsFoundOnce(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	for range 6 {
		v := datatest.LogVisit(t, s, visits.CheckedIn, datatest.Ramesh(s))
		if _, err := s.Visits.CheckOut(t.Context(), s.Guard, key(), v.ID); err != nil {
			t.Fatal(err)
		}
	}
	found := kinds(t, opened(t, s, s.Guard), datatest.Ramesh(s).Name)
	if len(found) != 1 {
		t.Errorf("found %q", found)
	}
}

func TestWhatCouldNotBeReadIsSaid(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	finder, _ := opened(t, s, s.Guard).(shell.Finder)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := finder.Find(ctx, "meera")
	var e *fault.Error
	if !errors.As(err, &e) || e.Kind == fault.Invalid {
		t.Errorf("with the database away: %v", err)
	}
}

// TestCtrlKOpensWhatItFinds goes the whole way, from the key to the screen that shows
// the thing, and back.
func TestCtrlKOpensWhatItFinds(t *testing.T) {
	t.Parallel()
	s := pumped(t)
	for _, c := range []struct {
		actor              role.Actor
		text, header, sees string
	}{
		{s.Guard, "9811122201", "| Gate > Visit", "Pumpa Sen"},
		{s.Guard, "a102", "| Directory > A-102", "A-102"},
		{s.Guard, "farah", "| Directory > B-204", "Farah Khan"},
		{s.Staff, "pump of b-204", "| Tickets > Ticket", "Pump of B-204"},
		{s.Meera, "pumpa", "| Home > Visit", "Pumpa Sen"},
		{s.Meera, "pump to be paid", "| Notices > Notice", "Pump to be paid"},
		{s.Admin, "vijay@", "| Users > ", "Vijay More"},
		{s.Admin, "billing late fees", "| Settings > Setting", "billing.late_fees"},
	} {
		d := desk(t, s, opened(t, s, c.actor))
		before := d.Line(0)
		d.Keys("ctrl+k")
		d.Type(c.text)
		d.Advance(time.Second)
		d.Keys("enter")
		d.See(c.sees)
		if got := d.Line(0); !strings.Contains(got, c.header) {
			t.Errorf("%q leads to %q, want %q", c.text, got, c.header)
		}
		d.Miss("> "+c.text, "do it")
		for range 3 {
			d.Keys("esc")
		}
		if got := d.Line(0); got != before {
			t.Errorf("%q: Esc leads to %q, not to %q", c.text, got, before)
		}
	}
}

// TestPaymentsAreFoundByWhatTheBankSays: by a receipt's number, a reference and an amount,
// for who may see them; not by the unit alone, which stands there itself.
func TestPaymentsAreFoundByWhatTheBankSays(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.RaiseBill(t, s, 5000_00, 5)
	done, err := s.Money.Pay(t.Context(), s.Admin, key(), money.PaymentDraft{Unit: s.Units["A-101"], Amount: 1234_00, Method: money.UPI, Reference: "UPI 4123 9"})
	if err != nil {
		t.Fatal(err)
	}
	claimed, err := s.Money.ClaimPayment(t.Context(), s.Meera, key(), money.ClaimDraft{Unit: s.Units["A-101"], Amount: 777_00, Method: money.UPI, Reference: "NEFT-55"})
	if err != nil {
		t.Fatal(err)
	}
	const paid, waits = "payment 1,234.00 at ", "payment 777.00 at "
	for _, c := range []struct {
		actor role.Actor
		text  string
		want  []string
	}{
		{s.Staff, done.Receipt, []string{paid + "bills"}},
		{s.Admin, "rs 1,234", []string{paid + "bills"}},
		{s.Admin, "upi41239", []string{paid + "bills"}},
		{s.Admin, "neft55", []string{waits + "bills"}},
		{s.Meera, "1234", []string{paid + "home"}},
		{s.Meera, "777", []string{waits + "home"}},
		{s.Tenant, "1234", nil},
		{s.Guard, done.Receipt, nil},
		{s.Admin, "a101", []string{"unit A-101 at directory"}},
	} {
		if found := kinds(t, opened(t, s, c.actor), c.text); !slices.Equal(found, c.want) {
			t.Errorf("%s finds by %q %q, want %q", c.actor.Name, c.text, found, c.want)
		}
	}
	finder, ok := opened(t, s, s.Admin).(shell.Finder)
	if !ok {
		t.Fatal("a session finds nothing")
	}
	for text, want := range map[string]string{done.Receipt: bills.ReceiptID(done.ReceiptID), "777": bills.ClaimID(*claimed[0].ClaimID)} {
		if found, err := finder.Find(t.Context(), text); err != nil || len(found) != 1 || found[0].Where.ID != want {
			t.Errorf("%q opens %+v, %v; want %s", text, found, err, want)
		}
	}
}
