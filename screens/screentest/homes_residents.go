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

// FindResidentAccounts returns up to eight accounts that may move in.
func (h Homes) FindResidentAccounts(ctx context.Context, actor role.Actor, term string) ([]homes.ResidentAccount, error) {
	return read(ctx, h.s, actor, "Homes.FindResidentAccounts", func() (found []homes.ResidentAccount, err error) {
		term, digits := strings.ToLower(value.Clean(term)), value.OnlyDigits(term)
		_, byName := named("", term, true)
		byName = byName && digits == ""
		byPhone := len(digits) >= 4 && value.LikePhone(term)
		for _, a := range h.s.Accounts.rows {
			isNamed, _ := named(a.Name, term, true)
			isNamed = byName && (isNamed || len([]rune(term)) >= 3 && strings.HasPrefix(strings.ToLower(a.Email), term))
			called := byPhone && value.NewPhoneSearch(term, h.s.country()).Begin(a.Phone)
			if a.DeletedAt != nil || !isNamed && !called {
				continue
			}
			var labels []string
			for _, u := range h.s.homes(func(u *Home) bool { return h.s.livesIn(a.ID, u.ID) }) {
				labels = append(labels, u.Label)
			}
			found = append(found, homes.ResidentAccount{ID: a.ID, Name: a.Name, Email: a.Email, Phone: value.MaskPhone(a.Phone, h.s.country()), Units: strings.Join(labels[:min(3, len(labels))], ", ")})
		}
		slices.SortFunc(found, func(a, b homes.ResidentAccount) int {
			return cmp.Or(cmp.Compare(nameKey(a.Name), nameKey(b.Name)), cmp.Compare(a.ID.String(), b.ID.String()))
		})
		return found[:min(8, len(found))], nil
	})
}

// checkTie complains of what nobody is, and of a day that cannot be.
func (h Homes) checkTie(bad map[string]error, kind string, from value.Day) {
	if !slices.Contains(homes.ResidentTypes(), kind) {
		bad["type"] = invalid("A resident is an owner, a tenant or a family_member.")
	}
	if !from.IsZero() {
		if err := value.MoveDays().Check(from, h.s.today()); err != nil {
			bad["from"] = err
		}
	}
}

// MoveIn moves somebody into a unit.
func (h Homes) MoveIn(ctx context.Context, actor role.Actor, key uuid.UUID, m homes.MoveIn) (homes.Residency, error) {
	return write(ctx, h.s, actor, "Homes.MoveIn", key, func() (homes.Residency, error) { return h.moveIn(actor, m) })
}

func (h Homes) moveIn(actor role.Actor, m homes.MoveIn) (homes.Residency, error) {
	bad := fault.Fields{}
	if m.UserID == nil {
		m.Name, m.Email, m.Phone = value.Clean(m.Name), value.Clean(m.Email), value.Clean(m.Phone)
		accounts.CheckPerson(bad, m.Name, m.Email, m.Phone, h.s.country())
	}
	h.checkTie(bad, m.Type, m.From)
	if err := complaints(bad); err != nil {
		return homes.Residency{}, err
	}
	switch {
	case h.s.Units.by(m.UnitID) == nil:
		return homes.Residency{}, noSuchUnit()
	case m.UserID == nil:
		if err := Accounts(h).taken(m.Email, uuid.Nil); err != nil {
			return homes.Residency{}, err
		}
		a := h.s.Accounts.put(accounts.User{Name: m.Name, Email: m.Email, Phone: m.Phone, Role: string(role.Resident), Status: accounts.Active, CreatedAt: h.s.Clock()})
		h.s.told(actor, action.UserCreated, "users", a.ID, a.Name, "")
		m.UserID = &a.ID
	default:
		if a := h.s.Accounts.by(*m.UserID); a == nil || a.DeletedAt != nil {
			return homes.Residency{}, Complaint("person", "This account was deleted.")
		}
	}
	if err := h.tied(m); err != nil {
		return homes.Residency{}, err
	}
	did := action.ResidentMovedIn
	if h.s.today().Before(m.From) {
		did = action.ResidentMoveInSet
	}
	tie := h.s.Ties.put(Tie{UnitID: m.UnitID, Residency: homes.Residency{UserID: *m.UserID, Name: h.s.nameOf(m.UserID), Type: m.Type, Primary: m.Primary, MovedIn: m.From, Status: "active"}})
	h.settle(actor, tie, did)
	return h.s.asTie(*tie).Residency, nil
}

// tied says how somebody who is to move in belongs to the unit already.
func (h Homes) tied(m homes.MoveIn) error {
	for _, row := range h.s.Ties.rows {
		switch t := h.s.asTie(*row); {
		case t.UnitID != m.UnitID || t.UserID != *m.UserID || t.Status != "active":
		case t.Ahead:
			return Complaint("person", "This person is to move in on %s already; e on that line changes the day.", t.MovedIn)
		default:
			return Complaint("person", "This person lives in the unit already.")
		}
	}
	return nil
}

// settle is what the database makes of a tie that was written: who is to move in
// becomes the primary contact with the day, a unit has one, and its status follows.
func (h Homes) settle(actor role.Actor, tie *Tie, did action.Action) {
	if ahead := h.s.today().Before(tie.MovedIn); ahead && tie.Status == "active" {
		tie.PrimaryAhead, tie.Primary = tie.Primary || tie.PrimaryAhead, false
	} else {
		tie.PrimaryAhead, tie.Primary = false, tie.Primary || tie.PrimaryAhead && tie.Status == "active"
	}
	for _, other := range h.s.Ties.rows {
		if tie.Primary && tie.Status == "active" && other != tie && other.UnitID == tie.UnitID && other.Primary && other.Status == "active" {
			other.Primary = false
			h.s.Ties.changed(other)
		}
	}
	h.s.follow(tie.UnitID)
	h.s.Ties.changed(tie)
	h.s.told(actor, did, "user_units", tie.ID, h.s.nameOf(&tie.UserID), "")
}

// changeTie changes one residency that nobody changed since it was seen.
func (h Homes) changeTie(ctx context.Context, call string, actor role.Actor, key uuid.UUID, seen homes.Residency, did action.Action, may func(Tie) error, edit func(*Tie)) (homes.Residency, error) {
	return write(ctx, h.s, actor, call, key, func() (homes.Residency, error) {
		row := h.s.Ties.by(seen.ID)
		if row == nil {
			return homes.Residency{}, gone()
		}
		t := h.s.asTie(*row)
		if err := may(t); err != nil {
			return homes.Residency{}, err
		}
		switch {
		case t.Status != "active":
			return homes.Residency{}, Refusal("%s has moved out already.", t.Name)
		case t.Version != seen.Version:
			return homes.Residency{}, overtaken(h.s, t.ID, t.Residency, t.Name)
		}
		edit(row)
		h.settle(actor, row, did)
		return h.s.asTie(*row).Residency, nil
	})
}

// UpdateResidency changes what somebody is in a unit, and since when.
func (h Homes) UpdateResidency(ctx context.Context, actor role.Actor, key uuid.UUID, seen homes.Residency, kind string, from value.Day) (homes.Residency, error) {
	return h.changeTie(ctx, "Homes.UpdateResidency", actor, key, seen, action.ResidentUpdated, func(Tie) error {
		bad, check := map[string]error{}, from
		if from == seen.MovedIn {
			check = value.Day{}
		}
		h.checkTie(bad, kind, check)
		if !seen.MovesOut.IsZero() && !from.IsZero() && seen.MovesOut.Before(from) {
			bad["from"] = invalid("That is after the day of moving out.")
		}
		return complaints(bad)
	}, func(t *Tie) { t.Type, t.MovedIn = kind, from })
}

// SetPrimary makes a resident the unit's primary contact.
func (h Homes) SetPrimary(ctx context.Context, actor role.Actor, key uuid.UUID, seen homes.Residency) (homes.Residency, error) {
	return h.changeTie(ctx, "Homes.SetPrimary", actor, key, seen, action.PrimaryContactSet, func(t Tie) error {
		if t.Primary && t.Status == "active" && t.Version == seen.Version {
			return Refusal("%s is the primary contact already.", t.Name)
		}
		return nil
	}, func(t *Tie) {
		if h.s.asTie(*t).Ahead {
			t.PrimaryAhead = !t.PrimaryAhead
			return
		}
		t.Primary = true
	})
}

// MoveOut has a resident move out on a day, or takes that day back.
func (h Homes) MoveOut(ctx context.Context, actor role.Actor, key uuid.UUID, seen homes.Residency, until value.Day) (homes.Residency, error) {
	gone, did := !until.IsZero() && !h.s.today().Before(until), action.ResidentLeaveSet
	switch {
	case gone && seen.Ahead:
		did = action.MoveInCancelled
	case gone:
		did = action.ResidentMovedOut
	}
	return h.changeTie(ctx, "Homes.MoveOut", actor, key, seen, did, func(Tie) error {
		switch {
		case until.IsZero() && seen.MovesOut.IsZero():
			return Complaint("until", "Which day? Today moves them out now.")
		case seen.Ahead && gone:
		case seen.Ahead && !until.IsZero() && until.Before(seen.MovedIn):
			return Complaint("until", "That is before the day of moving in, %s; today calls it off.", seen.MovedIn)
		case !until.IsZero() && !seen.MovedIn.IsZero() && until.Before(seen.MovedIn):
			return Complaint("until", "That is before the day of moving in.")
		}
		return nil
	}, func(t *Tie) {
		if t.MovesOut = until; gone {
			t.Status = "moved_out"
		}
	})
}
