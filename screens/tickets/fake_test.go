package tickets_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/screens/tickets"
	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/tuitest"
)

// register is an in-memory store for the screen's tests, with failures on demand.
type register struct {
	tuitest.Fake
	clock func() time.Time

	tickets []data.Ticket // in the queue's order
	units   []data.Unit
	hands   []data.TicketHand
	known   []string
	trail   map[uuid.UUID][]data.TicketStep

	filters []data.TicketFilter
	raised  []data.NewTicket
	notes   []string
}

var errDown = &data.Error{Kind: data.Unavailable, Format: "The database cannot be reached; nothing was saved. Try again in a moment."}

func id(n int) uuid.UUID { return uuid.MustParse(fmt.Sprintf("00000000-0000-7000-8000-%012d", n)) }

func at(t time.Time) *time.Time { return &t }

// The people of the register, by their accounts.
func asha() data.Actor {
	return data.Actor{UserID: id(3), Name: "Asha Rao", Role: data.RoleAdmin}
}

func vijay() data.Actor {
	return data.Actor{UserID: id(2), Name: "Vijay More", Role: data.RoleStaff}
}

func meera() data.Actor {
	return data.Actor{UserID: id(1), Name: "Meera Joshi", Role: data.RoleResident}
}

func sunita() data.Actor {
	return data.Actor{UserID: id(4), Name: "Sunita Pawar", Role: data.RoleGuard}
}

func unit(n int, label string) data.Unit {
	tower, number, _ := strings.Cut(label, "-")
	return data.Unit{ID: id(n), Label: label, Block: "Tower " + tower, Number: number, Type: "2BHK", Status: "occupied"}
}

// newRegister is a queue of five, what is resolved, and a past.
func newRegister() *register {
	r := &register{
		clock: tuitest.Start, trail: map[uuid.UUID][]data.TicketStep{},
		units: []data.Unit{unit(101, "A-101"), unit(102, "B-204"), unit(103, "C-302")},
		known: []string{"Cleaning", "Electrical", "Lift", "Plumbing"},
		hands: []data.TicketHand{
			{UserID: id(2), Name: "Vijay More", Role: data.RoleStaff, Open: 1},
			{UserID: id(5), Name: "Anil Gaikwad", Role: data.RoleStaff, Open: 0},
			{UserID: id(3), Name: "Asha Rao", Role: data.RoleAdmin, Open: 1},
		},
	}
	hours := func(n float64) time.Time { return r.clock().Add(-time.Duration(n * float64(time.Hour))) }
	leak := r.add("Water leak in the kitchen ceiling", "Plumbing", "B-204", data.PriorityCritical, hours(30))
	leak.Status, leak.AssigneeID, leak.Assignee = data.TicketInProgress, &r.hands[2].UserID, "Asha Rao"
	r.add("No power on the fourth floor", "Electrical", "C-302", data.PriorityCritical, hours(3.2))
	r.add("Lift stuck, Tower A", "Lift", "A-101", data.PriorityHigh, hours(19)).Description = "Stops between the third and the fourth floor, doors open halfway.\nSomebody was in it for ten minutes."
	mine := r.add("Corridor lamp flickers, second floor, beside the stairs to the terrace", "Electrical", "B-204", data.PriorityMedium, hours(50))
	mine.AssigneeID, mine.Assignee = &r.hands[0].UserID, "Vijay More"
	r.add("Paint peels beside the lift", "Painting", "A-101", data.PriorityLow, hours(24*9))
	fixed := r.add("Bell does not ring", "Electrical", "A-101", data.PriorityMedium, hours(26))
	fixed.Status, fixed.ResolvedAt, fixed.AssigneeID, fixed.Assignee = data.TicketFixed, at(hours(2)), &r.hands[0].UserID, "Vijay More"
	done := r.add("Drain in the kitchen is slow", "Plumbing", "A-101", data.PriorityLow, hours(24*26))
	done.Status, done.ResolvedAt, done.Assignee = data.TicketDone, at(hours(24*13)), "Vijay More"
	r.add("Somebody parks in my place", "Parking", "C-302", data.PriorityMedium, hours(24*9)).Status = data.TicketTurnedDown
	return r
}

// add puts a ticket behind the others.
func (r *register) add(title, category, unit string, p data.Priority, when time.Time) *data.Ticket {
	t := data.Ticket{
		ID: id(1000 + len(r.tickets)), Title: title, Category: category, Unit: unit, Priority: p, Status: data.TicketOpen,
		CreatedAt: when, UpdatedAt: when, Due: when.Add(data.TicketTargets().In(data.SettingsOf(nil)).For(p)), Version: "1",
		RequesterID: &r.units[0].ID, Requester: "Meera Joshi",
	}
	for i := range r.units {
		if r.units[i].Label == unit {
			t.UnitID = &r.units[i].ID
		}
	}
	r.tickets = append(r.tickets, t)
	return &r.tickets[len(r.tickets)-1]
}

func (r *register) find(title string) data.Ticket {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	for _, t := range r.tickets {
		if t.Title == title {
			return t
		}
	}
	return data.Ticket{}
}

// change is what Anil does at another desk.
func (r *register) change(title string, edit func(*data.Ticket)) {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	for i := range r.tickets {
		if r.tickets[i].Title == title {
			edit(&r.tickets[i])
			r.tickets[i].Version, r.tickets[i].UpdatedAt = r.tickets[i].Version+"~", r.clock()
			return
		}
	}
	panic("no ticket " + title)
}

// takenByAnil is the commonest of those changes.
func takenByAnil(t *data.Ticket) {
	anil := id(5)
	t.Status, t.AssigneeID, t.Assignee = data.TicketInProgress, &anil, "Anil Gaikwad"
}

// read answers a read, or fails as it was told to.
func read[T any](r *register, method string, answer func() T) (T, error) {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	if err := r.Call(method); err != nil {
		var none T
		return none, err
	}
	return answer(), nil
}

// step moves a ticket on, or refuses as the register does.
func (r *register) step(method string, key uuid.UUID, seen data.Ticket, edit func(*data.Ticket)) (data.Ticket, error) {
	return tuitest.Write(&r.Fake, method, key, func() (data.Ticket, error) {
		for i := range r.tickets {
			t := &r.tickets[i]
			switch {
			case t.ID != seen.ID:
			case t.Version != seen.Version:
				c := &data.TicketConflict{Now: *t, Who: "Anil Gaikwad", At: r.clock().Add(-2 * time.Minute), Action: data.TicketStarted}
				for _, f := range [][3]string{
					{"status", string(seen.Status), string(t.Status)},
					{"priority", string(seen.Priority), string(t.Priority)},
					{"assigned_to_id", seen.Assignee, t.Assignee},
					{"title", seen.Title, t.Title},
					{"description", seen.Description, t.Description},
				} {
					if f[1] != f[2] {
						c.Changes = append(c.Changes, data.TicketChange{Field: f[0], Before: f[1], After: f[2]})
					}
				}
				return data.Ticket{}, &data.Error{
					Kind: data.Refused, Format: "%s started this ticket at %s; yours is not saved.",
					Args: []any{c.Who, c.At}, Cause: c,
				}
			default:
				edit(t)
				t.Version += "+"
				return *t, nil
			}
		}
		return data.Ticket{}, &data.Error{Kind: data.NotFound, Format: "It is no longer there."}
	})
}

func (r *register) Settle(_ context.Context, _ data.Actor, key uuid.UUID) (bool, error) {
	return r.Settled(key)
}

func (r *register) mayFind(actor data.Actor, t data.Ticket) bool {
	switch actor.Role {
	case data.RoleResident:
		return t.Unit == "A-101"
	case data.RoleGuard:
		return t.Requester == actor.Name || strings.HasPrefix(t.Title, "Gate:")
	}
	return true
}

func (r *register) Tickets(_ context.Context, actor data.Actor, f data.TicketFilter) (data.TicketPage, error) {
	r.filters = append(r.filters, f)
	if f.View == data.TicketsAll && f.Search != "" && len(f.Search) < 3 {
		return data.TicketPage{}, &data.Error{Kind: data.Invalid, Format: "Type three letters at least, or a unit."}
	}
	return read(r, "Tickets", func() data.TicketPage {
		var page data.TicketPage
		for _, t := range r.tickets {
			if f.View.Holds(actor, t) && r.mayFind(actor, t) && (f.Category == "" || t.Category == f.Category) &&
				(len(f.Statuses) == 0 || slices.Contains(f.Statuses, t.Status)) &&
				strings.Contains(strings.ToLower(t.Title+t.Unit), strings.ToLower(f.Search)) && f.After == nil {
				page.Tickets = append(page.Tickets, t)
			}
		}
		return page
	})
}

func (r *register) TicketCounts(_ context.Context, actor data.Actor, category string) (data.TicketCounts, error) {
	return read(r, "TicketCounts", func() data.TicketCounts {
		var c data.TicketCounts
		for _, t := range r.tickets {
			if !r.mayFind(actor, t) || category != "" && t.Category != category {
				continue
			}
			switch t.Status {
			case data.TicketOpen:
				c.Open++
			case data.TicketInProgress:
				c.InProgress++
			case data.TicketFixed:
				c.Resolved++
			case data.TicketDone:
				c.Closed++
			case data.TicketTurnedDown:
				c.Rejected++
			}
			if left, running, _ := t.Target(r.clock()); running && left < 0 {
				c.Over++
			}
			if data.TicketsMine.Holds(actor, t) {
				c.Mine++
			}
			if data.TicketsUnassigned.Holds(actor, t) {
				c.Unassigned++
			}
		}
		return c
	})
}

func (r *register) TicketCategories(context.Context, data.Actor) ([]string, error) {
	return read(r, "TicketCategories", func() []string { return slices.Clone(r.known) })
}

func (r *register) TicketHands(_ context.Context, actor data.Actor) ([]data.TicketHand, error) {
	return read(r, "TicketHands", func() []data.TicketHand {
		hands := slices.Clone(r.hands)
		slices.SortStableFunc(hands, func(a, b data.TicketHand) int {
			switch actor.UserID {
			case a.UserID:
				return -1
			case b.UserID:
				return 1
			}
			return 0
		})
		return hands
	})
}

func (r *register) Ticket(_ context.Context, actor data.Actor, id uuid.UUID) (t data.Ticket, err error) {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	if err := r.Call("Ticket"); err != nil {
		return data.Ticket{}, err
	}
	for _, t := range r.tickets {
		if t.ID == id && r.mayFind(actor, t) {
			return t, nil
		}
	}
	return data.Ticket{}, &data.Error{Kind: data.NotFound, Format: "It is no longer there."}
}

func (r *register) TicketTrail(_ context.Context, _ data.Actor, id uuid.UUID) ([]data.TicketStep, error) {
	return read(r, "TicketTrail", func() []data.TicketStep { return r.trail[id] })
}

func (r *register) MyUnits(context.Context, data.Actor) ([]data.Unit, error) {
	return read(r, "MyUnits", func() []data.Unit { return slices.Clone(r.units[:1]) })
}

func (r *register) FindUnits(_ context.Context, _ data.Actor, term string) ([]data.Unit, error) {
	return read(r, "FindUnits", func() []data.Unit {
		flat := func(s string) string { return strings.NewReplacer("-", "", " ", "").Replace(strings.ToLower(s)) }
		return slices.DeleteFunc(slices.Clone(r.units), func(u data.Unit) bool { return !strings.HasPrefix(flat(u.Label), flat(term)) })
	})
}

func (r *register) Residents(_ context.Context, _ data.Actor, unit uuid.UUID) ([]data.Resident, error) {
	return read(r, "Residents", func() []data.Resident {
		if unit != r.units[0].ID {
			return nil
		}
		return []data.Resident{
			{UserID: id(1), Name: "Meera Joshi", Type: "owner", Primary: true}, {UserID: id(6), Name: "Arun Joshi", Type: "family_member"},
		}
	})
}

func (r *register) RaiseTicket(_ context.Context, actor data.Actor, key uuid.UUID, n data.NewTicket) (data.Ticket, error) {
	return tuitest.Write(&r.Fake, "RaiseTicket", key, func() (data.Ticket, error) {
		if strings.Contains(n.Title, "taboo") {
			bad := &data.Error{Kind: data.Invalid, Format: "Not this word."}
			return data.Ticket{}, &data.Error{Kind: data.Invalid, Format: bad.Format, Bad: map[string]error{"title": bad}}
		}
		r.raised = append(r.raised, n)
		label := ""
		for _, u := range r.units {
			if u.ID == n.UnitID {
				label = u.Label
			}
		}
		t := r.add(n.Title, n.Category, label, n.Priority, r.clock())
		t.Description, t.Requester = n.Description, actor.Name
		return *t, nil
	})
}

func (r *register) AssignTicket(_ context.Context, _ data.Actor, key uuid.UUID, seen data.Ticket, to *uuid.UUID) (data.Ticket, error) {
	return r.step("AssignTicket", key, seen, func(t *data.Ticket) {
		t.AssigneeID, t.Assignee = to, ""
		for _, h := range r.hands {
			if to != nil && h.UserID == *to {
				t.Assignee = h.Name
			}
		}
	})
}

func (r *register) StartTicket(_ context.Context, actor data.Actor, key uuid.UUID, seen data.Ticket) (data.Ticket, error) {
	return r.step("StartTicket", key, seen, func(t *data.Ticket) {
		t.Status = data.TicketInProgress
		if t.AssigneeID == nil {
			t.AssigneeID, t.Assignee = &actor.UserID, actor.Name
		}
	})
}

// noted moves a ticket to a status and keeps the note that came with it.
func (r *register) noted(method string, key uuid.UUID, seen data.Ticket, note string, to data.TicketStatus) (data.Ticket, error) {
	return r.step(method, key, seen, func(t *data.Ticket) {
		t.Status = to
		r.notes = append(r.notes, note)
	})
}

func (r *register) ReleaseTicket(_ context.Context, _ data.Actor, key uuid.UUID, seen data.Ticket, note string) (data.Ticket, error) {
	return r.noted("ReleaseTicket", key, seen, note, data.TicketOpen)
}

func (r *register) ResolveTicket(_ context.Context, _ data.Actor, key uuid.UUID, seen data.Ticket, note string) (data.Ticket, error) {
	return r.noted("ResolveTicket", key, seen, note, data.TicketFixed)
}

func (r *register) RejectTicket(_ context.Context, _ data.Actor, key uuid.UUID, seen data.Ticket, note string) (data.Ticket, error) {
	return r.noted("RejectTicket", key, seen, note, data.TicketTurnedDown)
}

func (r *register) CloseTicket(_ context.Context, _ data.Actor, key uuid.UUID, seen data.Ticket, note string) (data.Ticket, error) {
	return r.noted("CloseTicket", key, seen, note, data.TicketDone)
}

func (r *register) ReopenTicket(_ context.Context, _ data.Actor, key uuid.UUID, seen data.Ticket, note string) (data.Ticket, error) {
	return r.noted("ReopenTicket", key, seen, note, data.TicketInProgress)
}

func (r *register) PrioritizeTicket(_ context.Context, _ data.Actor, key uuid.UUID, seen data.Ticket, p data.Priority) (data.Ticket, error) {
	return r.step("PrioritizeTicket", key, seen, func(t *data.Ticket) { t.Priority = p })
}

func (r *register) EditTicket(_ context.Context, _ data.Actor, key uuid.UUID, e data.TicketEdit) (data.Ticket, error) {
	return r.step("EditTicket", key, e.Seen, func(t *data.Ticket) {
		t.Category, t.Title, t.Description = e.Category, e.Title, e.Description
	})
}

func (r *register) CommentTicket(_ context.Context, actor data.Actor, key, id uuid.UUID, text string) (data.Ticket, error) {
	return tuitest.Write(&r.Fake, "CommentTicket", key, func() (data.Ticket, error) {
		r.notes = append(r.notes, text)
		r.trail[id] = append(r.trail[id], data.TicketStep{At: r.clock(), Action: data.TicketCommented, Who: actor.Name, Note: text})
		for _, t := range r.tickets {
			if t.ID == id {
				return t, nil
			}
		}
		return data.Ticket{}, &data.Error{Kind: data.NotFound, Format: "It is no longer there."}
	})
}

// desk is the tickets' screen in a desk.
type desk struct {
	*tuitest.Driver
	*register
	opened []string
}

type setup struct {
	term     []string // TERM and further variables
	open     string
	actor    data.Actor
	register *register
}

func as(actor data.Actor) func(*setup) { return func(s *setup) { s.actor = actor } }

// other is a screen that tickets lead to.
type other struct {
	tui.Screen
	title string
}

func (o other) Title() string { return o.title }

func open(tb testing.TB, setups ...func(*setup)) *desk {
	tb.Helper()
	set := setup{term: []string{"xterm-256color"}, register: newRegister(), actor: vijay()}
	for _, f := range setups {
		f(&set)
	}
	d := &desk{register: set.register}
	screen := func(env *tui.Env, _ string) tui.Screen {
		d.clock = env.Clock
		return tickets.New(env, d.register.stores(), set.actor, set.open)
	}
	b := tuitest.NewBackend(
		tui.Entry{Name: "tickets", Title: "Tickets", Key: 't', New: screen},
		tui.Entry{Name: "audit", Title: "Audit", Key: 'a', New: func(env *tui.Env, id string) tui.Screen {
			d.opened = append(d.opened, id)
			return other{tickets.New(env, d.register.stores(), set.actor, ""), "Audit " + id}
		}},
	)
	b.Person = tui.Account{ID: "1", Name: set.actor.Name, Role: string(set.actor.Role)}
	stage := tuitest.NewStage(tb, tuitest.Terminal(set.term[0], set.term[1:]...))
	d.Driver = stage.Run(tui.NewDesk(stage.Env, b, tui.Options{Session: b.Session()}))
	return d
}

func refreshed() tui.Refresh { return tui.Refresh{} }

// stores have the fake stand for every room.
func (r *register) stores() tickets.Stores {
	return tickets.Stores{Homes: r, Tickets: r, Settle: r.Settle}
}
