package screentest

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"
)

// asBar is a bar as it is read today.
func (r Visits) asBar(b visits.Bar) visits.Bar {
	b.State = visits.BarInForce
	switch {
	case b.LiftedAt != nil:
		b.State = visits.BarLifted
	case !b.LastDay.IsZero() && b.LastDay.Before(r.s.today()):
		b.State = visits.BarOver
	case b.ByResident && (b.ByID == nil || b.UnitID == nil || !r.s.livesIn(*b.ByID, *b.UnitID)):
		b.State = visits.BarLapsed
	}
	return b
}

// seesBar reports whether an actor may read a bar.
func (r Visits) seesBar(actor role.Actor, b visits.Bar) bool {
	return actor.Role != role.Resident || b.UnitID != nil && r.s.livesIn(actor.UserID, *b.UnitID) &&
		(b.State == visits.BarInForce || b.ByID != nil && *b.ByID == actor.UserID)
}

// barsOf are the bars in force of a visitor, the newest first.
func (r Visits) barsOf(t visits.Text, kinds []visits.BarKind) (found []visits.Bar) {
	for _, row := range slices.Backward(r.s.Bars.rows) {
		b := r.asBar(*row)
		var is bool
		switch b.Kind {
		case visits.BarredPhone:
			is = value.SamePhone(b.Value, t.Phone, r.s.country())
		case visits.BarredPlate:
			is = value.SameVehicle(b.Value, t.Plate)
		case visits.BarredName:
			is = strings.EqualFold(strings.Join(strings.Fields(b.Value), " "), strings.Join(strings.Fields(t.Name), " "))
		}
		if is && b.State == visits.BarInForce && slices.Contains(kinds, b.Kind) && (b.UnitID == nil || *b.UnitID == t.UnitID) {
			found = append(found, b)
		}
	}
	return found
}

// barred refuses a visitor who is barred, but for what the actor overrides.
func (r Visits) barred(actor role.Actor, t visits.Text, override string) error {
	overrides := func(k visits.BarKind) bool {
		return actor.May(role.OverrideBars) || k == visits.BarredName && actor.May(role.LogVisits)
	}
	found := r.barsOf(t, slices.DeleteFunc(visits.BarKinds(), func(k visits.BarKind) bool { return override != "" && overrides(k) }))
	if len(found) == 0 {
		return nil
	}
	// A name's comes last.
	slices.SortStableFunc(found, func(a, b visits.Bar) int {
		return cmp.Compare(strings.Count(string(a.Kind), string(visits.BarredName)), strings.Count(string(b.Kind), string(visits.BarredName)))
	})
	b := found[0]
	if b.UnitID == nil && actor.Role == role.Resident {
		no := Refusal("The society does not let this visitor in; the office says why.")
		no.Cause = &visits.Barred{}
		return no
	}
	format, args := b.Says(r.s.today())
	no := Refusal(format, args...)
	no.Cause = &visits.Barred{Bar: &b, MayOverride: overrides(b.Kind)}
	return no
}

// BarredOf returns what of a visitor is barred.
func (r Visits) BarredOf(ctx context.Context, actor role.Actor, t visits.Text) ([]visits.Bar, error) {
	return read(ctx, r.s, actor, "Visits.BarredOf", func() ([]visits.Bar, error) {
		return slices.DeleteFunc(r.barsOf(t, visits.BarKinds()), func(b visits.Bar) bool { return !r.seesBar(actor, b) }), nil
	})
}

// Bars returns a page of who is barred, or was.
func (r Visits) Bars(ctx context.Context, actor role.Actor, f visits.BarFilter) (visits.BarPage, error) {
	return read(ctx, r.s, actor, "Visits.Bars", func() (found visits.BarPage, err error) {
		var rows []visits.Bar
		for _, row := range slices.Backward(r.s.Bars.rows) {
			b := r.asBar(*row)
			if !r.seesBar(actor, b) || (b.State == visits.BarInForce) == f.Ended || f.UnitID != nil && (b.UnitID == nil || *b.UnitID != *f.UnitID) ||
				f.Search != "" && !strings.Contains(flat(b.Value+b.Reason+b.Unit), flat(f.Search)) {
				continue
			}
			rows = append(rows, b)
		}
		var behind func(visits.Bar) bool
		if f.After != nil {
			behind = func(b visits.Bar) bool { return b.ID == f.After.ID }
		}
		found.Bars, found.More = page(rows, behind, cmp.Or(f.Limit, r.s.Page))
		return found, nil
	})
}

// GetBar returns one bar.
func (r Visits) GetBar(ctx context.Context, actor role.Actor, id uuid.UUID) (visits.Bar, error) {
	return read(ctx, r.s, actor, "Visits.GetBar", func() (visits.Bar, error) {
		row := r.s.Bars.by(id)
		if row == nil || !r.seesBar(actor, r.asBar(*row)) {
			return visits.Bar{}, gone()
		}
		return r.asBar(*row), nil
	})
}

// Bar bars a phone, a plate or a name.
func (r Visits) Bar(ctx context.Context, actor role.Actor, key uuid.UUID, d visits.BarDraft) (visits.Bar, error) {
	return write(ctx, r.s, actor, "Visits.Bar", key, func() (visits.Bar, error) {
		typed := d
		d.Value, d.Reason = value.Clean(d.Value), value.Clean(d.Reason)
		bad := map[string]error{}
		if d.Value == "" {
			bad["value"] = invalid("Who is barred? Type a phone, a plate or a name.")
		} else if d.Kind == visits.BarredPlate && value.Vehicle(d.Value) == "" {
			bad["value"] = invalid("A plate has letters and digits, such as MH12AB1234.")
		} else if odd := r.oddPhone(d.Value, d.OddPhone); odd != nil && d.Kind == visits.BarredPhone {
			bad["value"] = odd
		}
		if d.Reason == "" {
			bad["reason"] = invalid("Why? The gate reads it.")
		}
		if d.UnitID == nil && actor.Role == role.Resident {
			bad["unit"] = invalid("Which unit? You bar visitors of your own unit.")
		}
		if err := complaints(bad); err != nil {
			return visits.Bar{}, err
		}
		b := visits.Bar{
			Kind: d.Kind, Value: d.Value, UnitID: d.UnitID, Reason: d.Reason, LastDay: d.LastDay,
			By: actor.Name, ByID: &actor.UserID, ByResident: actor.Role == role.Resident, CreatedAt: r.s.Clock(),
		}
		if d.UnitID != nil {
			unit := r.s.Units.by(*d.UnitID)
			if unit == nil || !r.s.may(actor, d.UnitID) {
				return visits.Bar{}, noSuchUnit()
			}
			b.Unit = unit.Label
		}
		if !d.LastDay.IsZero() && d.LastDay.Before(r.s.today()) {
			return visits.Bar{}, Complaint("last_day", "That day is gone; choose today or later.")
		}
		for _, there := range r.barsOf(map[visits.BarKind]visits.Text{
			visits.BarredPhone: {Phone: d.Value}, visits.BarredPlate: {Plate: d.Value}, visits.BarredName: {Name: d.Value},
		}[d.Kind], []visits.BarKind{d.Kind}) {
			if value.SameID(there.UnitID, idOrNil(d.UnitID)) {
				return visits.Bar{}, Refusal("%s is barred already, by %s since %s.", there.Value, there.By, there.CreatedAt)
			}
		}
		row := r.s.Bars.put(b)
		r.s.sent(typed)
		r.s.told(actor, action.VisitorBarred, "barred_visitors", row.ID, row.Value, "")
		return r.asBar(*row), nil
	})
}

func idOrNil(id *uuid.UUID) uuid.UUID {
	if id == nil {
		return uuid.Nil
	}
	return *id
}

// Lift ends a bar.
func (r Visits) Lift(ctx context.Context, actor role.Actor, key, id uuid.UUID, reason string) (visits.Bar, error) {
	return write(ctx, r.s, actor, "Visits.Lift", key, func() (visits.Bar, error) {
		row := r.s.Bars.by(id)
		switch {
		case value.Clean(reason) == "":
			return visits.Bar{}, Complaint("reason", "Why? The reason stays in the register.")
		case row == nil || !r.seesBar(actor, r.asBar(*row)):
			return visits.Bar{}, gone()
		case row.LiftedAt != nil:
			return visits.Bar{}, Refusal("%s was lifted already by %s at %s.", row.Value, row.LiftedBy, *row.LiftedAt)
		case actor.Role == role.Guard && (*row.ByID != actor.UserID || value.DayOf(row.CreatedAt.In(r.s.Zone)) != r.s.today()):
			return visits.Bar{}, Refusal("A guard lifts what they barred themselves today; the office lifts all else.")
		case actor.Role == role.Resident && !row.ByResident:
			return visits.Bar{}, Refusal("The office barred this visitor; only the office lifts that.")
		}
		row.LiftedAt, row.LiftedBy, row.LiftReason = at(r.s.Clock()), actor.Name, value.Clean(reason)
		r.s.told(actor, action.VisitorBarLifted, "barred_visitors", id, row.Value, reason)
		return r.asBar(*row), nil
	})
}
