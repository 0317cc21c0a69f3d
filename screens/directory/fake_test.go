package directory_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/screens/directory"
	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/tuitest"
)

// register is an in-memory store for the screen's tests, with failures on demand.
type register struct {
	tuitest.Fake
	homes  []data.Household
	phones map[uuid.UUID]string
	visits []data.Visit // newest first, all of the first unit
	plates []data.Vehicle
	dues   data.UnitDues
	// coming move into A-102.
	coming []data.Arrival
	page   int
}

var errDown = &data.Error{Kind: data.Unavailable, Format: "The database cannot be reached. Nothing typed is lost; try again in a moment."}

func id(n int) uuid.UUID { return uuid.MustParse(fmt.Sprintf("00000000-0000-7000-8000-%012d", n)) }

func newRegister() *register {
	r := &register{
		page:   50,
		phones: map[uuid.UUID]string{id(1): "+91 98200 43210", id(2): "9820043333", id(4): "99300 45678"},
	}
	r.homes = []data.Household{
		household(101, "A-101", "Tower A", "occupied",
			data.Resident{UserID: id(1), Name: "Meera Joshi", Type: "owner", Primary: true, Phone: "98*** **210"},
			data.Resident{UserID: id(2), Name: "Arun Joshi", Type: "family_member", Phone: "98*** **333"},
			data.Resident{UserID: id(3), Name: "Tara Joshi", Type: "family_member"}),
		household(102, "A-102", "Tower A", "vacant"),
		household(103, "A-103", "Tower A", "under_maintenance"),
		household(204, "B-204", "Tower B", "occupied",
			data.Resident{UserID: id(4), Name: "Farah Khan", Type: "tenant", Primary: true, Phone: "99*** **678"}),
	}
	now := tuitest.Start()
	r.plates = []data.Vehicle{
		{Plate: "MH12AB1234", Visits: 14, Last: now.Add(-9 * time.Minute)},
		{Plate: "MH04KL8890", Visits: 1, Last: now.Add(-50 * time.Hour)},
	}
	for i := range 8 {
		at := now.Add(-time.Duration(i*i*5+9) * time.Hour)
		v := data.Visit{
			ID: id(1000 + i), Name: fmt.Sprintf("Visitor %d", i), Unit: "A-101", Purpose: "Delivery", Plate: "MH12AB1234",
			Status: data.VisitCheckedOut, At: at, CreatedAt: at, PartySize: 1,
		}
		switch i {
		case 0:
			v.Status, v.Name, v.Overstay = data.VisitCheckedIn, "Kiran (AC service)", true
		case 1:
			v.Status, v.Name, v.Plate = data.VisitPending, "Suresh Patil", ""
		}
		r.visits = append(r.visits, v)
	}
	r.dues = data.UnitDues{Account: data.Account{UnitID: id(101), Unit: "A-101", Due: 1_234_000, Late: 500_000, Bills: 3}}
	return r
}

func household(n int, label, block, status string, residents ...data.Resident) data.Household {
	_, number, _ := strings.Cut(label, "-")
	return data.Household{
		Unit:      data.Unit{ID: id(n), Label: label, Block: block, Number: number, Floor: n % 1000 / 100, Type: "2BHK", Status: status},
		Residents: residents,
	}
}

func (r *register) Settings(context.Context) (data.Settings, error) {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	return data.SettingsOf(nil), r.Call("Settings")
}

func (r *register) Settle(_ context.Context, _ data.Actor, key uuid.UUID) (bool, error) {
	return r.Settled(key)
}

func (r *register) Directory(_ context.Context, _ data.Actor, f data.DirectoryFilter) (data.DirectoryPage, error) {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	if err := r.Call("Directory"); err != nil {
		return data.DirectoryPage{}, err
	}
	var page data.DirectoryPage
	passed, term := f.After == nil, strings.ToLower(f.Search)
	for _, h := range r.homes {
		text := strings.ToLower(h.Label + " " + strings.ReplaceAll(h.Label, "-", ""))
		for _, p := range h.Residents {
			text += " " + strings.ToLower(p.Name)
		}
		if term == "mh12" && h.Label == "A-101" {
			text, h.Plate = text+" mh12", "MH12AB1234"
		}
		switch {
		case !passed:
			passed = h.ID == f.After.ID
		case !strings.Contains(text, term):
		case len(page.Households) == r.page:
			page.More = true
		default:
			page.Households = append(page.Households, h)
		}
	}
	return page, nil
}

func (r *register) DirectoryUnit(_ context.Context, _ data.Actor, unit uuid.UUID) (data.DirectoryEntry, error) {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	if err := r.Call("DirectoryUnit"); err != nil {
		return data.DirectoryEntry{}, err
	}
	for _, h := range r.homes {
		if h.ID == unit {
			e := data.DirectoryEntry{Household: h}
			if h.Label == "A-101" {
				e.Vehicles = r.plates
			}
			if h.Label == "A-102" {
				e.Arrivals = r.coming
			}
			return e, nil
		}
	}
	return data.DirectoryEntry{}, &data.Error{Kind: data.NotFound, Format: "It is no longer there."}
}

func (r *register) Visits(_ context.Context, _ data.Actor, f data.VisitFilter) (data.VisitPage, error) {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	if err := r.Call("Visits"); err != nil {
		return data.VisitPage{}, err
	}
	if f.View != data.VisitsHistory || f.UnitID == nil {
		panic("the visits of one unit are asked for")
	}
	var page data.VisitPage
	passed := f.After == nil
	for _, v := range r.visits {
		switch {
		case *f.UnitID != id(101):
		case !passed:
			passed = v.ID == f.After.ID
		case len(page.Visits) == r.page:
			page.More = true
		default:
			page.Visits = append(page.Visits, v)
		}
	}
	return page, nil
}

func (r *register) UnitDues(_ context.Context, actor data.Actor, unit uuid.UUID) (data.UnitDues, error) {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	if actor.Role == data.RoleGuard {
		panic("a guard does not ask for dues")
	}
	if unit != r.dues.UnitID {
		return data.UnitDues{}, r.Call("UnitDues")
	}
	return r.dues, r.Call("UnitDues")
}

func (r *register) RevealPhone(_ context.Context, _ data.Actor, key, _, user uuid.UUID) (string, error) {
	return tuitest.Write(&r.Fake, "RevealPhone "+r.phones[user], key, func() (string, error) { return r.phones[user], nil })
}

// desk is the directory's screen in a desk.
type desk struct {
	*tuitest.Driver
	*register

	opened []string
}

type setup struct {
	term  []string
	role  data.Role
	open  string
	edits func(*register)
}

func asAdmin(s *setup) { s.role = data.RoleAdmin }

// elsewhere is a screen of another area.
type elsewhere struct{ tui.Screen }

func open(tb testing.TB, setups ...func(*setup)) *desk {
	tb.Helper()
	set := setup{term: []string{"xterm-256color"}, role: data.RoleGuard, edits: func(*register) {}}
	for _, f := range setups {
		f(&set)
	}
	d := &desk{register: newRegister()}
	set.edits(d.register)
	actor := data.Actor{UserID: id(9), Name: "Sunita Pawar", Role: set.role}
	build := func(env *tui.Env, _ string) tui.Screen {
		return directory.New(env, d.register.stores(), actor, set.open)
	}
	other := func(name string) tui.Entry {
		return tui.Entry{Name: name, Title: name, New: func(env *tui.Env, open string) tui.Screen {
			d.opened = append(d.opened, name+" "+open)
			return elsewhere{build(env, "")}
		}}
	}
	b := tuitest.NewBackend(tui.Entry{Name: "directory", Title: "Directory", Key: 'd', New: build}, other("gate"), other("bills"))
	b.Person = tui.Account{ID: "1", Name: actor.Name, Role: string(actor.Role)}
	stage := tuitest.NewStage(tb, tuitest.Terminal(set.term[0], set.term[1:]...))
	d.Driver = stage.Run(tui.NewDesk(stage.Env, b, tui.Options{Session: b.Session()}))
	return d
}

// stores have the fake stand for every room.
func (r *register) stores() directory.Stores {
	return directory.Stores{Settings: r, Homes: r, Visits: r, Money: r, Directory: r, Settle: r.Settle}
}
