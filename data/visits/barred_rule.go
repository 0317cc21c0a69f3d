package visits

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/jackc/pgx/v5"
)

// Whoever is barred is not let in, by a rule of the statement that would: what was barred
// while a form stood open holds for its save.

// ErrBarred is the cause of a visit refused because the visitor is barred; Barred is as well.
const ErrBarred = fault.Sentence("the visitor is barred")

// Barred is the cause of a refusal of who is barred.
type Barred struct {
	// Bar is nil for who may not know of it: a resident, of whom the society bars.
	Bar *Bar
	// MayOverride says that the person may let the visitor in all the same, with a reason
	// (Insist.Override).
	MayOverride bool
}

// Error is the reason.
func (*Barred) Error() string { return ErrBarred.Error() }

// Unwrap is ErrBarred.
func (*Barred) Unwrap() error { return ErrBarred }

// barMatch are the conditions that a bar b is of a visitor's phone, plate or name, and of
// their unit, in SQL.
type barMatch struct{ phone, plate, name, unit string }

// typedBar matches what is typed, with the arguments of typedArgs, @visitor_name and @unit.
func typedBar() barMatch {
	return barMatch{
		phone: value.PhoneIs(`b.value`), plate: value.VehicleIs(`b.value`, `@vehicle`),
		name: sameName(`@visitor_name::text`), unit: `@unit::uuid`,
	}
}

// barOfV matches the visit v.
func barOfV() barMatch {
	return barMatch{
		phone: value.PhonesMatch(`b.value`, `v.visitor_phone`), plate: value.VehicleIs(`b.value`, `(`+value.VehicleOf(`v.vehicle_number`)+`)`),
		name: sameName(`v.visitor_name`), unit: `v.unit_id`,
	}
}

// barOfEntry is barOfV with the phone that is typed where the visit has none.
func barOfEntry() barMatch {
	m := barOfV()
	m.phone = `(` + m.phone + ` OR coalesce(v.visitor_phone, '') = '' AND @phone_number <> '' AND ` + value.PhoneIs(`b.value`) + `)`
	return m
}

// newlyTyped is typedBar for a correction of the visit v, of the unit @unit_id: what is
// barred already of who stands there is left to whoever lets them in, and what is
// mistyped can be put right.
func newlyTyped() barMatch {
	m, was := typedBar(), barOfV()
	m.unit = `@unit_id::uuid`
	beside := func(typed, was string) string {
		return `(` + typed + ` AND (` + was + ` AND (b.unit_id IS NULL OR b.unit_id = v.unit_id)) IS NOT TRUE)`
	}
	m.phone, m.plate, m.name = beside(m.phone, was.phone), beside(m.plate, was.plate), beside(m.name, was.name)
	return m
}

// sameName is the condition that a bar's name is the whole name, however it is written:
// more would bar namesakes, as part of a name is in many.
func sameName(name string) string { return value.NameKey(`b.value`) + ` = ` + value.NameKey(name) }

// ofKind is the condition that a bar b of the kind is the visitor's.
func (m barMatch) ofKind(kind BarKind) string {
	of := map[BarKind]string{BarredPhone: m.phone, BarredPlate: m.plate, BarredName: m.name}[kind]
	return `b.kind = '` + string(kind) + `' AND ` + of
}

// found selects the IDs of the bars in force that are the visitor's, each kind by its own
// index.
func (m barMatch) found(kinds []BarKind) string {
	each := make([]string, len(kinds))
	for i, kind := range kinds {
		each[i] = `SELECT b.id FROM barred_visitors b WHERE ` + m.ofKind(kind) + ` AND ` + barInForce + ` AND (b.unit_id IS NULL OR b.unit_id = ` + m.unit + `)`
	}
	return strings.Join(each, ` UNION ALL `)
}

// overrides are the kinds of bars that the actor lets in all the same, with a reason: an
// admin all; whoever logs visitors that of a name, which many share.
func (i Insist) overrides(actor role.Actor) []BarKind {
	switch {
	case i.Override == "":
		return nil
	case actor.May(role.OverrideBars):
		return BarKinds()
	case actor.May(role.LogVisits):
		return []BarKind{BarredName}
	}
	return nil
}

// overridden is what an override adds to the audit row, beside other details.
func (i Insist) overridden(details map[string]any) map[string]any {
	if i.Override == "" {
		return details
	}
	all := maps.Clone(details)
	if all == nil {
		all = map[string]any{}
	}
	all["override"] = i.Override
	return all
}

// checkOverride cleans the reason of an override.
func checkOverride(i *Insist, bad fault.Fields) {
	i.Override = value.Clean(i.Override)
	bad.Length("override", i.Override, reasonMost)
}

// notBarred is the rule that no bar is the visitor's, but those that the actor overrides.
func (s *Store) notBarred(actor role.Actor, insist Insist, m barMatch, args pgx.NamedArgs) register.Rule[Visit] {
	past := insist.overrides(actor)
	left := slices.DeleteFunc(BarKinds(), func(k BarKind) bool { return slices.Contains(past, k) })
	if len(left) == 0 {
		return register.Rule[Visit]{Sure: true}
	}
	found := m.found(left)
	return register.Rule[Visit]{
		Holds: `NOT EXISTS (` + found + `)`,
		Ask: func(ctx context.Context, d connect.DB, now Visit) error {
			with := maps.Clone(args)
			with["id"] = now.ID
			bars, err := register.List[Bar](ctx, d, barRow.Query()+` WHERE b.id IN (SELECT f.id FROM (SELECT @id::uuid AS id) one
				LEFT JOIN visitor_logs v ON v.id = one.id CROSS JOIN LATERAL (`+found+`) f)
				ORDER BY b.kind = 'name', b.created_at DESC, b.id DESC LIMIT 1`, with)
			if err != nil || len(bars) == 0 {
				return err // it was lifted since
			}
			return s.refuseBarred(actor, bars[0])
		},
	}
}

// refuseBarred says who barred the visitor until when and why, to whoever may know.
func (s *Store) refuseBarred(actor role.Actor, b Bar) error {
	if b.UnitID == nil && actor.Over(role.BarVisitors) == role.OwnUnits {
		e := fault.Refuse("The society does not let this visitor in; the office says why.")
		e.Cause = &Barred{}
		return e
	}
	format, args := b.Says(s.settings.ThisDay())
	e := fault.Refuse(format, args...)
	e.Cause = &Barred{Bar: &b, MayOverride: slices.Contains(Insist{Override: "x"}.overrides(actor), b.Kind)}
	return e
}
