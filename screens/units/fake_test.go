package units_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/screens/units"
	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/tuitest"
)

// register is an in-memory store for the screen's tests, with failures on demand.
type register struct {
	tuitest.Fake
	blocks []data.Block
	units  []data.UnitRecord
	people []data.ResidentAccount
	page   int

	files   map[string]string
	report  data.ImportReport
	imports []string // contents
	// importKey is of the last import, importLost that the next one's answer is lost.
	importKey  uuid.UUID
	importLost bool
	notes      []string // of maintenance
}

var errDown = &data.Error{Kind: data.Unavailable, Format: "The database cannot be reached; nothing was saved. Try again in a moment."}

func id(n int) uuid.UUID { return uuid.MustParse(fmt.Sprintf("00000000-0000-7000-8000-%012d", n)) }

func day(s string) data.Day {
	d, err := data.ParseDay(s)
	if err != nil {
		panic(err)
	}
	return d
}

func newRegister() *register {
	r := &register{
		page:  50,
		files: map[string]string{"units.csv": "good", "old.CSV": "bad", "notes.txt": "x"},
	}
	for i, name := range []string{"Tower A", "Tower B"} {
		r.blocks = append(r.blocks, data.Block{ID: id(10 + i), Name: name, Description: "Six floors\nlift " + fmt.Sprint(i+1)})
	}
	for n, label := range map[int]string{101: "A-101", 102: "A-102", 103: "A-103", 204: "B-204"} {
		block, number, _ := strings.Cut(label, "-")
		r.units = append(r.units, data.UnitRecord{
			UnitRow: data.UnitRow{Unit: data.Unit{
				ID: id(n), Label: label, Block: "Tower " + block, Number: number, Floor: n / 100, Type: "2BHK", Status: "vacant",
			}, Key: block + number},
			CreatedAt: tuitest.Start().Add(-500 * 24 * time.Hour),
		})
	}
	slices.SortFunc(r.units, func(a, b data.UnitRecord) int { return cmp.Compare(a.Key, b.Key) })
	a101, a103, b204 := &r.units[0], &r.units[2], &r.units[3]
	a101.UnitHangs, a101.Inside, a101.OpenTickets, a101.Due = data.UnitHangs{Visits: 14, Bills: 3, Tickets: 2, Ties: 3}, 1, 1, 1_234_050
	a101.People = []data.Residency{
		{ID: id(1), UserID: id(1001), Name: "Meera Joshi", Email: "meera@test.example", Phone: "98*** **210", Type: "owner", Primary: true, MovedIn: day("2024-05-01"), Status: "active", Account: "active"},
		{ID: id(2), UserID: id(1002), Name: "Arun Joshi", Email: "arun@test.example", Phone: "98*** **333", Type: "family_member", MovedIn: day("2026-05-01"), MovesOut: day("2026-12-31"), Status: "active", Account: "inactive"},
		{ID: id(3), UserID: id(1003), Name: "Old Tenant", Email: "old@test.example", Type: "tenant", MovedIn: day("2022-01-01"), MovesOut: day("2024-04-30"), Status: "moved_out", Account: "active"},
	}
	b204.People = []data.Residency{
		{ID: id(4), UserID: id(1004), Name: "Farah Khan", Email: "farah@test.example", Phone: "99*** **678", Type: "tenant", Status: "active", Account: "active"},
	}
	b204.UnitHangs = data.UnitHangs{Ties: 1}
	a103.Status = data.UnderMaintenance
	r.people = []data.ResidentAccount{
		{ID: id(1003), Name: "Old Tenant", Email: "old@test.example"},
		{ID: id(1004), Name: "Farah Khan", Email: "farah@test.example", Phone: "99*** **678", Units: "B-204"},
	}
	r.follow()
	return r
}

// follow is what the database derives.
func (r *register) follow() {
	for i := range r.blocks {
		b := &r.blocks[i]
		b.Units, b.Occupied, b.Vacant, b.Maintenance = 0, 0, 0, 0
	}
	for i := range r.units {
		u := &r.units[i]
		u.Residents, u.Contact, u.Ties = 0, "", len(u.People)
		for _, p := range u.People {
			if p.LivesThere() {
				u.Residents++
				if p.Primary {
					u.Contact = p.Name
				}
			}
		}
		if u.Status != data.UnderMaintenance {
			u.Status = "vacant"
			if u.Residents > 0 {
				u.Status = "occupied"
			}
		}
		for j := range r.blocks {
			if b := &r.blocks[j]; b.Name == u.Block {
				b.Units++
				switch u.Status {
				case "occupied":
					b.Occupied++
				case "vacant":
					b.Vacant++
				default:
					b.Maintenance++
				}
			}
		}
	}
}

// write is a write after which each unit's status follows its residents.
func write[T any](r *register, method string, key uuid.UUID, do func() (T, error)) (T, error) {
	return tuitest.Write(&r.Fake, method, key, func() (T, error) {
		v, err := do()
		if err == nil {
			r.follow()
		}
		return v, err
	})
}

func (r *register) Settle(_ context.Context, _ data.Actor, key uuid.UUID) (bool, error) {
	return r.Settled(key)
}

func (r *register) Units(_ context.Context, _ data.Actor, f data.UnitFilter) (page data.UnitPage, err error) {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	if err := r.Call("Units"); err != nil {
		return page, err
	}
	for _, u := range r.units {
		block := ""
		for _, b := range r.blocks {
			if f.BlockID != nil && b.ID == *f.BlockID {
				block = b.Name
			}
		}
		term := strings.ToUpper(strings.ReplaceAll(f.Search, " ", ""))
		switch {
		case f.Status != "" && u.Status != f.Status, !strings.HasPrefix(u.Key, term) && !strings.HasPrefix(u.Number, term),
			f.BlockID != nil && u.Block != block, f.After != nil && u.Key <= f.After.Key:
		case len(page.Units) == r.page:
			page.More = true
		default:
			page.Units = append(page.Units, u.UnitRow)
		}
	}
	return page, nil
}

func (r *register) unit(id uuid.UUID) (*data.UnitRecord, error) {
	for i := range r.units {
		if r.units[i].ID == id {
			return &r.units[i], nil
		}
	}
	return nil, &data.Error{Kind: data.NotFound, Format: "It is no longer there."}
}

func (r *register) UnitRecord(_ context.Context, _ data.Actor, id uuid.UUID) (data.UnitRecord, error) {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	if err := r.Call("UnitRecord"); err != nil {
		return data.UnitRecord{}, err
	}
	u, err := r.unit(id)
	if err != nil {
		return data.UnitRecord{}, err
	}
	whole := *u
	whole.People = slices.Clone(u.People)
	return whole, nil
}

func (r *register) Blocks(_ context.Context, _ data.Actor, f data.BlockFilter) (page data.BlockPage, err error) {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	for _, b := range r.blocks {
		if strings.Contains(strings.ToLower(b.Name), strings.ToLower(f.Search)) {
			page.Blocks = append(page.Blocks, b)
		}
	}
	return page, r.Call("Blocks")
}

func (r *register) FindResidentAccounts(_ context.Context, _ data.Actor, term string) (found []data.ResidentAccount, err error) {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	for _, p := range r.people {
		if len(term) >= 3 && strings.Contains(strings.ToLower(p.Name+" "+p.Email), strings.ToLower(term)) {
			found = append(found, p)
		}
	}
	return found, r.Call("FindResidentAccounts")
}

func (r *register) CreateBlock(_ context.Context, _ data.Actor, key uuid.UUID, t data.BlockText) (data.Block, error) {
	return write(r, "CreateBlock", key, func() (data.Block, error) {
		b := data.Block{ID: id(10 + len(r.blocks)), Name: t.Name, Description: t.Description}
		r.blocks = append(r.blocks, b)
		return b, nil
	})
}

func (r *register) UpdateBlock(_ context.Context, _ data.Actor, key uuid.UUID, seen data.Block, t data.BlockText) (data.Block, error) {
	return write(r, "UpdateBlock", key, func() (data.Block, error) {
		for i := range r.blocks {
			if b := &r.blocks[i]; b.ID == seen.ID {
				b.Name, b.Description = t.Name, t.Description
				return *b, nil
			}
		}
		return data.Block{}, errors.New("no such block")
	})
}

func (r *register) DeleteBlock(_ context.Context, _ data.Actor, key, block uuid.UUID) (string, error) {
	return write(r, "DeleteBlock", key, func() (string, error) {
		for i, b := range r.blocks {
			if b.ID == block && b.Units == 0 {
				r.blocks = slices.Delete(r.blocks, i, i+1)
				return b.Name, nil
			}
		}
		return "", &data.Error{Kind: data.Refused, Format: "%s cannot be deleted: it has %d units.", Args: []any{"Tower A", 3}}
	})
}

func (r *register) CreateUnit(_ context.Context, _ data.Actor, key uuid.UUID, n data.NewUnit) (data.UnitRow, error) {
	return write(r, "CreateUnit", key, func() (data.UnitRow, error) {
		block := n.BlockName
		for _, b := range r.blocks {
			if n.BlockID != nil && b.ID == *n.BlockID {
				block = b.Name
			}
		}
		if n.BlockID == nil {
			r.blocks = append(r.blocks, data.Block{ID: id(10 + len(r.blocks)), Name: block})
		}
		code := strings.TrimPrefix(block, "Tower ")
		for _, u := range r.units {
			if u.Block == block && u.Number == n.Number {
				return data.UnitRow{}, &data.Error{Kind: data.Invalid, Format: "See the marked fields.", Bad: map[string]error{
					"number": &data.Error{Kind: data.Invalid, Format: "This block has a unit of that number already."},
				}}
			}
		}
		u := data.UnitRecord{UnitRow: data.UnitRow{Unit: data.Unit{
			ID: id(900 + len(r.units)), Label: code + "-" + n.Number, Block: block, Number: n.Number, Floor: n.Floor, Type: n.Type, Status: "vacant",
		}, Key: code + n.Number}}
		r.units = append(r.units, u)
		slices.SortFunc(r.units, func(a, b data.UnitRecord) int { return cmp.Compare(a.Key, b.Key) })
		return u.UnitRow, nil
	})
}

// change is a write on one unit.
func (r *register) change(method string, key, unit uuid.UUID, do func(u *data.UnitRecord) error) (data.UnitRow, error) {
	return write(r, method, key, func() (data.UnitRow, error) {
		u, err := r.unit(unit)
		if err != nil {
			return data.UnitRow{}, err
		}
		if err := do(u); err != nil {
			return data.UnitRow{}, err
		}
		r.follow()
		return u.UnitRow, nil
	})
}

func (r *register) UpdateUnit(_ context.Context, _ data.Actor, key uuid.UUID, seen data.Unit, t data.UnitText) (data.UnitRow, error) {
	return r.change("UpdateUnit", key, seen.ID, func(u *data.UnitRecord) error {
		if u.Number != seen.Number || u.Floor != seen.Floor {
			return &data.Error{Kind: data.Refused, Format: "Someone else changed %s meanwhile; look again before you save.", Args: []any{u.Label}}
		}
		u.Number, u.Floor, u.Type, u.Label = t.Number, t.Floor, t.Type, strings.TrimSuffix(u.Label, u.Number)+t.Number
		return nil
	})
}

func (r *register) SetMaintenance(_ context.Context, _ data.Actor, key, unit uuid.UUID, under bool, note string) (data.UnitRow, error) {
	return r.change("SetMaintenance", key, unit, func(u *data.UnitRecord) error {
		u.Status = "vacant"
		if under {
			u.Status = data.UnderMaintenance
		}
		r.notes = append(r.notes, note)
		return nil
	})
}

func (r *register) DeleteUnit(_ context.Context, _ data.Actor, key, unit uuid.UUID) (string, error) {
	return write(r, "DeleteUnit", key, func() (string, error) {
		u, err := r.unit(unit)
		if err != nil {
			return "", err
		}
		if !u.UnitHangs.None() {
			return "", &data.Error{Kind: data.Refused, Format: "%s cannot be deleted: %s.", Args: []any{u.Label, u.UnitHangs.String()}}
		}
		label := u.Label
		r.units = slices.DeleteFunc(r.units, func(o data.UnitRecord) bool { return o.ID == unit })
		return label, nil
	})
}

// resident is a write on one residency.
func (r *register) resident(method string, key uuid.UUID, seen data.Residency, do func(u *data.UnitRecord, p *data.Residency)) (data.Residency, error) {
	return write(r, method, key, func() (data.Residency, error) {
		for i := range r.units {
			for j := range r.units[i].People {
				if p := &r.units[i].People[j]; p.ID == seen.ID {
					do(&r.units[i], p)
					return *p, nil
				}
			}
		}
		return data.Residency{}, errors.New("no such residency")
	})
}

func (r *register) MoveIn(_ context.Context, _ data.Actor, key uuid.UUID, m data.MoveIn) (data.Residency, error) {
	return write(r, "MoveIn", key, func() (data.Residency, error) {
		u, err := r.unit(m.UnitID)
		if err != nil {
			return data.Residency{}, err
		}
		p := data.Residency{ID: id(5000 + len(u.People)), UserID: id(1900), Name: m.Name, Email: m.Email, Type: m.Type, Primary: m.Primary, MovedIn: m.From, Status: "active", Account: "active"}
		awaits(&p)
		for _, a := range r.people {
			if m.UserID != nil && a.ID == *m.UserID {
				p.Name, p.Email, p.UserID = a.Name, a.Email, a.ID
			}
		}
		if m.UserID == nil && !strings.Contains(m.Email, "@") {
			return p, &data.Error{Kind: data.Invalid, Format: "See the marked fields.", Bad: map[string]error{
				"email": &data.Error{Kind: data.Invalid, Format: "This is not an e-mail address; an account needs one."},
			}}
		}
		for i := range u.People {
			u.People[i].Primary = u.People[i].Primary && !p.Primary
		}
		u.People = append([]data.Residency{p}, u.People...)
		return p, nil
	})
}

func (r *register) UpdateResidency(_ context.Context, _ data.Actor, key uuid.UUID, seen data.Residency, kind string, from data.Day) (data.Residency, error) {
	return r.resident("UpdateResidency", key, seen, func(_ *data.UnitRecord, p *data.Residency) {
		p.Type, p.MovedIn = kind, from
		awaits(p)
	})
}

func (r *register) SetPrimary(_ context.Context, _ data.Actor, key uuid.UUID, seen data.Residency) (data.Residency, error) {
	return r.resident("SetPrimary", key, seen, func(u *data.UnitRecord, p *data.Residency) {
		if p.Ahead {
			p.PrimaryAhead = !p.PrimaryAhead
			return
		}
		for i := range u.People {
			u.People[i].Primary = false
		}
		p.Primary = true
	})
}

func (r *register) MoveOut(_ context.Context, _ data.Actor, key uuid.UUID, seen data.Residency, until data.Day) (data.Residency, error) {
	return r.resident("MoveOut", key, seen, func(_ *data.UnitRecord, p *data.Residency) {
		p.MovesOut = until
		if !until.IsZero() && !data.DayOf(tuitest.Start().In(tuitest.India())).Before(until) {
			p.Status = "moved_out"
		}
	})
}

// awaits is what the database makes of a day of moving in.
func awaits(p *data.Residency) {
	p.Ahead = data.DayOf(tuitest.Start().In(tuitest.India())).Before(p.MovedIn)
	if p.Ahead {
		p.PrimaryAhead = p.Primary || p.PrimaryAhead
		p.Primary = false
	} else {
		p.Primary = p.Primary || p.PrimaryAhead
		p.PrimaryAhead = false
	}
}

// elsewhere is a screen of another area.
type elsewhere struct{ tui.Screen }

// desk is the screen at a desk, with what it opened beside it.
type desk struct {
	*tuitest.Driver
	*register
	opened []string
}

type setup struct {
	term  []string
	open  string
	edits func(*register)
}

func open(tb testing.TB, options ...func(*setup)) *desk {
	tb.Helper()
	s := setup{term: []string{"xterm-256color"}}
	for _, o := range options {
		o(&s)
	}
	d := &desk{register: newRegister()}
	d.report = data.ImportReport{
		Lines: 300, Added: data.ImportCounts{Blocks: 1, Units: 120, Accounts: 290, Residents: 300}, Same: data.ImportCounts{Units: 4},
		NewBlocks: []string{"Tower C"},
		Bad: []data.BadLine{
			{Line: 7, Column: "floor", Why: &data.Error{Kind: data.Invalid, Format: "The floor is missing."}},
			{Line: 9, Column: "resident_email", Why: &data.Error{Kind: data.Invalid, Format: "%s is in this unit already on line %d.", Args: []any{"Ravi", 8}}},
			{Line: 12, Why: &data.Error{Kind: data.Invalid, Format: "This line has %d columns, the header %d.", Args: []any{3, 10}}},
		},
	}
	if s.edits != nil {
		s.edits(d.register)
	}
	actor := data.Actor{UserID: id(1), Name: "Asha Rao", Role: data.RoleAdmin}
	build := func(env *tui.Env, _ string) tui.Screen {
		return units.New(env, d.register.stores(), actor, d.register, s.open)
	}
	entries := []tui.Entry{{Name: "units", Title: "Units", Key: 'i', New: build}}
	for _, name := range []string{"audit", "bills", "directory", "users"} {
		entries = append(entries, tui.Entry{Name: name, Title: name, New: func(env *tui.Env, id string) tui.Screen {
			d.opened = append(d.opened, name+" "+id)
			return elsewhere{build(env, "")}
		}})
	}
	b := tuitest.NewBackend(entries...)
	b.Person = tui.Account{ID: actor.UserID.String(), Name: actor.Name, Email: "asha@test.example", Role: "admin"}
	stage := tuitest.NewStage(tb, tuitest.Terminal(s.term[0], s.term[1:]...))
	d.Driver = stage.Run(tui.NewDesk(stage.Env, b, tui.Options{Session: b.Session()}))
	return d
}

// stores have the fake stand for every room.
func (r *register) stores() units.Stores {
	return units.Stores{Homes: r, Directory: r, Imports: r, Settle: r.Settle}
}
