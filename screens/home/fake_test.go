package home_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/screens/home"
	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/tuitest"
)

// register is an in-memory store for the screen's tests: one resident's view of
// the register, and failures on demand.
type register struct {
	tuitest.Fake
	purse
	clock func() time.Time

	visits []data.Visit // newest first
	units  []data.Unit
	ahead  []data.Arrival
	counts data.TicketCounts
	trail  map[uuid.UUID][]data.VisitStep
	page   int

	logged  []data.NewVisit
	as      []data.VisitStatus
	reasons []string
}

var errDown = &data.Error{Kind: data.Unavailable, Format: "The database cannot be reached; nothing was saved. Try again in a moment."}

func id(n int) uuid.UUID { return uuid.MustParse(fmt.Sprintf("00000000-0000-7000-8000-%012d", n)) }

func at(t time.Time) *time.Time { return &t }

func unit(n int, label string) data.Unit {
	tower, number, _ := strings.Cut(label, "-")
	return data.Unit{ID: id(n), Label: label, Block: "Tower " + tower, Number: number, Type: "2BHK", Status: "occupied"}
}

// newRegister is Meera's A-101: two inside, one who waits, one who was announced
// for the next day, one whose approval lapsed, and a past.
func newRegister() *register {
	r := &register{
		clock: tuitest.Start, page: 50, trail: map[uuid.UUID][]data.VisitStep{},
		units: []data.Unit{unit(101, "A-101")},
	}
	r.purse = newPurse(r.units[0])
	now := r.clock()
	for i := range 14 {
		r.add("Ramesh Kumar", "98200 12345", "Delivery", "MH12AB1234", data.VisitCheckedOut, now.Add(-time.Duration(31-i*2)*24*time.Hour))
	}
	lapsed := r.add("Old Promise", "90040 33333", "Guest", "", data.VisitApproved, now.Add(-30*time.Hour))
	lapsed.Lapsed, lapsed.Lapse, lapsed.ApprovedAt, lapsed.Approver = true, data.LapsedUnused, at(now.Add(-30*time.Hour)), "Meera Joshi"
	kiran := r.add("Kiran (AC service)", "99300 45678", "Service", "MH04KL8890", data.VisitCheckedIn, now.Add(-26*time.Hour))
	kiran.Overstay = true
	dipa := r.add("Dipa Sen", "90040 22222", "Guest", "WB02AB1111", data.VisitApproved, now.Add(-3*time.Hour))
	dipa.ExpectedArrival, dipa.ApprovedAt, dipa.Approver = at(now.Add(22*time.Hour)), at(now.Add(-3*time.Hour)), "Meera Joshi"
	r.add("Pushy Seller", "98333 00000", "Other", "", data.VisitDenied, now.Add(-2*time.Hour))
	r.add("Farid Khan", "", "Guest", "MH01ZZ0007", data.VisitCheckedIn, now.Add(-70*time.Minute)).PartySize = 4
	r.add("Suresh Patil", "90040 11111", "Delivery", "", data.VisitPending, now.Add(-12*time.Minute))
	return r
}

// add puts a visit into the register as the newest.
func (r *register) add(name, phone, purpose, plate string, status data.VisitStatus, when time.Time) *data.Visit {
	v := data.Visit{
		ID: id(1000 + len(r.visits)), UnitID: &r.units[0].ID, Unit: r.units[0].Label, Name: name, Phone: phone, Purpose: purpose,
		Plate: plate, Status: status, At: when, CreatedAt: when, PartySize: 1, Guard: "Sunita Pawar",
	}
	if status == data.VisitCheckedIn || status == data.VisitCheckedOut {
		v.CheckInTime, v.EntryGate = at(when), "Main"
	}
	if status == data.VisitCheckedOut {
		v.CheckOutTime, v.ExitGate = at(when.Add(20*time.Minute)), "Main"
	}
	r.visits = append([]data.Visit{v}, r.visits...)
	return &r.visits[0]
}

func (r *register) find(name string) data.Visit {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	for _, v := range r.visits {
		if v.Name == name {
			return v
		}
	}
	return data.Visit{}
}

// change is what somebody does at another desk.
func (r *register) change(name string, edit func(*data.Visit)) {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	for i := range r.visits {
		if r.visits[i].Name == name {
			edit(&r.visits[i])
			return
		}
	}
	panic("no visit of " + name)
}

func (r *register) Settle(_ context.Context, _ data.Actor, key uuid.UUID) (bool, error) {
	return r.Settled(key)
}

func (r *register) Settings(context.Context) (data.Settings, error) {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	return data.SettingsOf(map[string]string{"billing.resident_payments": r.mode}), r.Call("Settings")
}

func (r *register) MyArrivals(context.Context, data.Actor) ([]data.Arrival, error) {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	return slices.Clone(r.ahead), r.Call("MyArrivals")
}

func (r *register) MyUnits(context.Context, data.Actor) ([]data.Unit, error) {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	if err := r.Call("MyUnits"); err != nil {
		return nil, err
	}
	return slices.Clone(r.units), nil
}

func (r *register) FindUnits(_ context.Context, _ data.Actor, term string) ([]data.Unit, error) {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	if err := r.Call("FindUnits"); err != nil {
		return nil, err
	}
	var found []data.Unit
	for _, u := range r.units {
		if strings.HasPrefix(flat(u.Label), flat(term)) || strings.HasPrefix(u.Number, term) {
			found = append(found, u)
		}
	}
	return found, nil
}

func flat(s string) string {
	return strings.NewReplacer("-", "", " ", "").Replace(strings.ToLower(s))
}

func holds(v data.Visit, view data.VisitView) bool {
	switch view {
	case data.VisitsInside:
		return v.Status == data.VisitCheckedIn
	case data.VisitsExpected:
		return v.Status == data.VisitPending || v.Status == data.VisitApproved
	}
	return true
}

func (r *register) Visits(_ context.Context, _ data.Actor, f data.VisitFilter) (data.VisitPage, error) {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	if err := r.Call("Visits"); err != nil {
		return data.VisitPage{}, err
	}
	if f.View == data.VisitsHistory && f.Search != "" && len(f.Search) < 3 {
		return data.VisitPage{}, &data.Error{Kind: data.Invalid, Format: "Type three letters at least, or a unit, or part of a phone."}
	}
	var page data.VisitPage
	passed, most := f.After == nil, r.page
	if f.Limit > 0 {
		most = f.Limit
	}
	for _, v := range r.visits {
		switch found := flat(v.Name + " " + v.Phone + " " + v.Plate); {
		case !passed:
			passed = v.ID == f.After.ID
		case !holds(v, f.View) || !strings.Contains(found, flat(f.Search)):
		case len(page.Visits) == most:
			page.More = true
		default:
			page.Visits = append(page.Visits, v)
		}
	}
	return page, nil
}

func (r *register) VisitCounts(context.Context, data.Actor) (data.VisitCounts, error) {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	var c data.VisitCounts
	if err := r.Call("VisitCounts"); err != nil {
		return c, err
	}
	for _, v := range r.visits {
		if holds(v, data.VisitsInside) {
			c.Inside++
		}
		if holds(v, data.VisitsExpected) {
			c.Expected++
		}
		if v.Status == data.VisitPending {
			c.Waiting++
		}
	}
	return c, nil
}

func (r *register) TicketCounts(context.Context, data.Actor, string) (data.TicketCounts, error) {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	return r.counts, r.Call("TicketCounts")
}

func (r *register) Visit(_ context.Context, _ data.Actor, id uuid.UUID) (data.Visit, error) {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	if err := r.Call("Visit"); err != nil {
		return data.Visit{}, err
	}
	for _, v := range r.visits {
		if v.ID == id {
			return v, nil
		}
	}
	return data.Visit{}, &data.Error{Kind: data.NotFound, Format: "This is not there any more."}
}

func (r *register) VisitTrail(_ context.Context, _ data.Actor, id uuid.UUID) ([]data.VisitStep, error) {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	return r.trail[id], r.Call("VisitTrail")
}

func (r *register) LogVisit(_ context.Context, actor data.Actor, key uuid.UUID, as data.VisitStatus, n data.NewVisit) (data.Visit, error) {
	return tuitest.Write(&r.Fake, "LogVisit", key, func() (data.Visit, error) {
		if !slices.ContainsFunc(r.units, func(u data.Unit) bool { return u.ID == n.UnitID }) {
			gone := &data.Error{Kind: data.Invalid, Format: "There is no such unit any more."}
			return data.Visit{}, &data.Error{Kind: data.Invalid, Format: gone.Format, Bad: map[string]error{"unit": gone}}
		}
		if n.Phone != "" && len(data.PhoneKey(n.Phone)) < 10 {
			bad := &data.Error{Kind: data.Invalid, Format: "This is not a phone number; leave it empty if there is none."}
			return data.Visit{}, &data.Error{Kind: data.Invalid, Format: "see the marked fields", Bad: map[string]error{"phone": bad}}
		}
		r.logged, r.as = append(r.logged, n), append(r.as, as)
		v := r.add(n.Name, n.Phone, n.Purpose, n.Plate, as, r.clock())
		v.PartySize, v.ExpectedArrival, v.ApprovedAt, v.Approver = max(1, n.PartySize), n.ExpectedArrival, at(r.clock()), actor.Name
		for _, u := range r.units {
			if u.ID == n.UnitID {
				v.UnitID, v.Unit = &u.ID, u.Label
			}
		}
		return *v, nil
	})
}

// step moves one visit on, or refuses as the register does.
func (r *register) step(method string, key, id uuid.UUID, edit func(*data.Visit)) (data.Visit, error) {
	return tuitest.Write(&r.Fake, method, key, func() (data.Visit, error) {
		for i := range r.visits {
			v := &r.visits[i]
			switch {
			case v.ID != id:
			case v.Status != data.VisitPending && v.Status != data.VisitApproved:
				return data.Visit{}, &data.Error{Kind: data.Refused, Format: "%s was checked in already by %s at %s.", Args: []any{v.Name, "Imran Shaikh", r.clock()}}
			default:
				edit(v)
				return *v, nil
			}
		}
		return data.Visit{}, &data.Error{Kind: data.NotFound, Format: "This is not there any more."}
	})
}

func (r *register) Approve(_ context.Context, actor data.Actor, key, id uuid.UUID, a data.Approval) (data.Visit, error) {
	return r.step("Approve", key, id, func(v *data.Visit) {
		if a != (data.Approval{}) {
			panic("a resident does not say how the approval came")
		}
		v.Status, v.ApprovedAt, v.Lapsed, v.Lapse, v.Approver = data.VisitApproved, at(r.clock()), false, data.NotLapsed, actor.Name
	})
}

func (r *register) Deny(_ context.Context, _ data.Actor, key, id uuid.UUID, reason string) (data.Visit, error) {
	return r.step("Deny", key, id, func(v *data.Visit) {
		r.reasons = append(r.reasons, reason)
		v.Status = data.VisitDenied
	})
}

// desk is the home's screen in a desk, as a resident sees it.
type desk struct {
	*tuitest.Driver
	*register
}

type setup struct {
	term     []string // TERM and further variables
	open     string
	register *register
}

func open(tb testing.TB, setups ...func(*setup)) *desk {
	tb.Helper()
	set := setup{term: []string{"xterm-256color"}, register: newRegister()}
	for _, f := range setups {
		f(&set)
	}
	d := &desk{register: set.register}
	actor := data.Actor{UserID: id(1), Name: "Meera Joshi", Role: data.RoleResident}
	b := tuitest.NewBackend(tui.Entry{Name: "home", Title: "Home", Key: 'h', New: func(env *tui.Env, _ string) tui.Screen {
		d.clock = env.Clock
		return home.New(env, d.register.stores(), actor, d.register, set.open)
	}}, tui.Entry{Name: "tickets", Title: "Tickets", Key: 't', New: func(env *tui.Env, _ string) tui.Screen {
		return otherScreen{home.New(env, d.register.stores(), actor, d.register, "")}
	}})
	b.Person = tui.Account{ID: "1", Name: actor.Name, Role: string(actor.Role)}
	stage := tuitest.NewStage(tb, tuitest.Terminal(set.term[0], set.term[1:]...))
	d.Driver = stage.Run(tui.NewDesk(stage.Env, b, tui.Options{Session: b.Session()}))
	return d
}

// secondUnit gives the resident another unit.
func secondUnit(s *setup) { s.register.units = append(s.register.units, unit(102, "B-204")) }

func refreshed() tui.Refresh { return tui.Refresh{} }

// otherScreen is the screen of tickets, that home leads to.
type otherScreen struct{ tui.Screen }

func (otherScreen) Title() string { return "Tickets of A-101" }

// stores have the fake stand for every room.
func (r *register) stores() home.Stores {
	return home.Stores{Settings: r, Homes: r, Visits: r, Tickets: r, Money: r, Directory: r, Settle: r.Settle}
}
