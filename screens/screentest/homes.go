package screentest

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
)

// Homes is the store of units and of who lives in them.
type Homes struct{ s *Society }

// Tie is one account's place in a unit. Its name, e-mail and phone are the
// account's, whatever the row says.
type Tie struct {
	homes.Residency
	UnitID uuid.UUID

	standing string // what the row says of its status, whatever the day
}

// asTie is a tie as it is read today, with its account.
func (s *Society) asTie(t Tie) Tie {
	t.standing = t.Status
	if !t.MovesOut.IsZero() && !s.today().Before(t.MovesOut) {
		t.Status = "moved_out"
	}
	t.Ahead = s.today().Before(t.MovedIn)
	if who := s.Accounts.by(t.UserID); who != nil {
		t.Name, t.Email, t.Phone, t.Account = who.Name, who.Email, value.MaskPhone(who.Phone, s.country()), who.Status
		if who.DeletedAt != nil {
			t.Account = "deleted"
		}
	}
	return t
}

// Unit puts a unit into the register by its label, such as "A-101", and its block
// where there is none.
func (s *Society) Unit(label string) *Home {
	tower, number, _ := strings.Cut(label, "-")
	if s.Blocks.Find("Tower "+tower).ID == uuid.Nil {
		s.Blocks.Put(homes.Block{Name: "Tower " + tower})
	}
	block := s.Blocks.Find("Tower " + tower)
	return s.Units.Put(Home{BlockID: &block.ID, Unit: homes.Unit{Label: label, Block: block.Name, Number: number, Floor: 1, Type: "2BHK", Status: "occupied"}})
}

// Person puts an account into the register, and gives it as it would be signed in.
func (s *Society) Person(name string, as role.Role, phone string) role.Actor {
	first, _, _ := strings.Cut(strings.ToLower(name), " ")
	s.Accounts.Put(accounts.User{Name: name, Email: first + "@test.example", Phone: phone, Role: string(as), Status: accounts.Active})
	return s.Actor(name)
}

// Actor is an account of that name, as it would be signed in.
func (s *Society) Actor(name string) role.Actor {
	a := s.Accounts.Find(name)
	return role.Actor{UserID: a.ID, Name: a.Name, Email: a.Email, Role: role.Role(a.Role)}
}

// Lives has an account live in a unit, as owner, tenant or family_member; the first
// who does is whom the gate calls.
func (s *Society) Lives(who role.Actor, unit, kind string) *Tie {
	home := s.Units.Find(unit).ID
	s.Mu.Lock()
	defer s.Mu.Unlock()
	primary := !slices.ContainsFunc(s.Ties.rows, func(t *Tie) bool { return t.UnitID == home && t.Primary })
	return s.Ties.put(Tie{UnitID: home, Residency: homes.Residency{UserID: who.UserID, Name: who.Name, Type: kind, Primary: primary, Status: "active"}})
}

// here reports whether somebody lives in a unit now.
func (s *Society) here(t *Tie) bool { return s.asTie(*t).LivesThere() }

// livesIn reports whether an account lives in a unit.
func (s *Society) livesIn(account, unit uuid.UUID) bool {
	return slices.ContainsFunc(s.Ties.rows, func(t *Tie) bool { return t.UserID == account && t.UnitID == unit && s.here(t) })
}

// livesAs reports whether an account lives anywhere as that.
func (s *Society) livesAs(account uuid.UUID, kind string) bool {
	return slices.ContainsFunc(s.Ties.rows, func(t *Tie) bool { return t.UserID == account && t.Type == kind && s.here(t) })
}

// may reports whether an actor sees what is of a unit: a resident's own only.
func (s *Society) may(actor role.Actor, unit *uuid.UUID) bool {
	return actor.Role != role.Resident || unit != nil && s.livesIn(actor.UserID, *unit)
}

// lived reports whether what happened in a unit on a day is of an actor's own past
// there.
func (s *Society) lived(actor role.Actor, unit *uuid.UUID, day value.Day) bool {
	return actor.Role != role.Resident || unit != nil && slices.ContainsFunc(s.Ties.rows, func(t *Tie) bool {
		return t.UserID == actor.UserID && t.UnitID == *unit && s.covers(t, day)
	})
}

// covers reports whether a residency covers what happens in its unit on a day: from its
// move-in, of an owner the earliest of their own there, until its move-out.
func (s *Society) covers(t *Tie, day value.Day) bool {
	from, over := t.MovedIn, t.Status != "active"
	for _, other := range s.Ties.rows {
		if t.Type == "owner" && other.UserID == t.UserID && other.UnitID == t.UnitID && (other.MovedIn.IsZero() || other.MovedIn.Before(from)) {
			from = other.MovedIn
		}
	}
	switch {
	case !from.IsZero() && day.Before(from):
		return false
	case over && (t.MovesOut.IsZero() || s.today().Before(t.MovesOut)):
		return false
	}
	return t.MovesOut.IsZero() || day.Before(t.MovesOut)
}

// goneFrom is the refusal to whoever may read what was theirs and does not live there any
// more; nil for everybody else.
func (s *Society) goneFrom(actor role.Actor, unit *uuid.UUID, label string) error {
	if s.may(actor, unit) {
		return nil
	}
	return Refusal("You do not live in %s any more; what was there can be read, not changed.", label)
}

// nameOf is an account's name, empty for nobody.
func (s *Society) nameOf(account *uuid.UUID) string {
	if account == nil {
		return ""
	}
	if who := s.Accounts.by(*account); who != nil {
		return who.Name
	}
	return ""
}

// residents are who lives in a unit, in the order in which they are called.
func (s *Society) residents(unit uuid.UUID) (all []homes.Resident) {
	for _, t := range s.Ties.rows {
		if t.UnitID == unit && s.here(t) {
			who := s.Accounts.by(t.UserID)
			all = append(all, homes.Resident{UserID: who.ID, Name: who.Name, Type: t.Type, Primary: t.Primary, Phone: value.MaskPhone(who.Phone, s.country())})
		}
	}
	kinds := homes.ResidentTypes()
	slices.SortStableFunc(all, func(a, b homes.Resident) int {
		return cmp.Or(-compareBool(a.Primary, b.Primary), cmp.Compare(slices.Index(kinds, a.Type), slices.Index(kinds, b.Type)), cmp.Compare(a.Name, b.Name),
			cmp.Compare(a.UserID.String(), b.UserID.String()))
	})
	return all
}

// homes are the units that hold, in the order of their labels.
func (s *Society) homes(holds func(*Home) bool) (found []*Home) {
	for _, u := range s.Units.rows {
		if holds(u) {
			found = append(found, u)
		}
	}
	slices.SortFunc(found, func(a, b *Home) int { return cmp.Compare(flat(a.Label), flat(b.Label)) })
	return found
}

// unitsOf are homes as they are told.
func unitsOf(flats []*Home) (units []homes.Unit) {
	for _, h := range flats {
		units = append(units, h.Unit)
	}
	return units
}

// MyUnits returns the units that the actor lives in.
func (h Homes) MyUnits(ctx context.Context, actor role.Actor) ([]homes.Unit, error) {
	return read(ctx, h.s, actor, "Homes.MyUnits", func() ([]homes.Unit, error) {
		return unitsOf(h.s.homes(func(u *Home) bool { return h.s.livesIn(actor.UserID, u.ID) })), nil
	})
}

// FindUnits returns up to eight units by the beginning of a label or a number.
func (h Homes) FindUnits(ctx context.Context, actor role.Actor, term string) ([]homes.Unit, error) {
	return read(ctx, h.s, actor, "Homes.FindUnits", func() ([]homes.Unit, error) {
		key := flat(term)
		found := unitsOf(h.s.homes(func(u *Home) bool {
			return key != "" && h.s.may(actor, &u.ID) && (begins(u, key) || h.livesIn(u, term))
		}))
		called := func(u homes.Unit) bool { return begins(h.s.Units.by(u.ID), key) }
		slices.SortStableFunc(found, func(a, b homes.Unit) int {
			return cmp.Or(-compareBool(called(a), called(b)), -compareBool(flat(a.Label) == key, flat(b.Label) == key), -compareBool(flat(a.Number) == key, flat(b.Number) == key),
				cmp.Compare(len(flat(a.Label)), len(flat(b.Label))))
		})
		return found[:min(8, len(found))], nil
	})
}

// livesIn reports whether somebody lives in a unit whom a term may name.
func (h Homes) livesIn(u *Home, term string) bool {
	return value.OnlyDigits(term) == "" && slices.ContainsFunc(h.s.residents(u.ID), func(r homes.Resident) bool {
		is, _ := named(r.Name, term, true)
		return is
	})
}

// Residents lists who lives in a unit.
func (h Homes) Residents(ctx context.Context, actor role.Actor, unit uuid.UUID) ([]homes.Resident, error) {
	return read(ctx, h.s, actor, "Homes.Residents", func() ([]homes.Resident, error) {
		if !h.s.may(actor, &unit) {
			return nil, nil
		}
		return h.s.residents(unit), nil
	})
}

// RevealPhone returns a resident's phone, and tells of it.
func (h Homes) RevealPhone(ctx context.Context, actor role.Actor, key, unit, user uuid.UUID) (string, error) {
	return write(ctx, h.s, actor, "Homes.RevealPhone", key, func() (string, error) {
		if !h.s.livesIn(user, unit) {
			return "", &fault.Error{Kind: fault.NotFound, Format: "This resident no longer lives in the unit."}
		}
		who := h.s.Accounts.by(user)
		h.s.told(actor, action.ResidentPhoneRevealed, "users", user, who.Name, "")
		return who.Phone, nil
	})
}
