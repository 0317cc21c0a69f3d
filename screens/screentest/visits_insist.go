package screentest

import (
	"cmp"
	"slices"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"
)

// asksOfNew is what a guard is asked about a new visit.
func (r Visits) asksOfNew(actor role.Actor, as visits.Status, n visits.Draft) error {
	if v := r.namesake(n); v != nil && as != visits.Approved && actor.May(role.LogVisits) && !n.Insist.Another {
		return met(visits.ErrExpected, v, "%s is expected already, %s (%s).")
	}
	if as != visits.CheckedIn {
		return nil
	}
	return r.asksOfInside(n.Insist, n.Phone, n.Plate, uuid.Nil)
}

// asksOfCorrected is what a guard is asked about who is inside and is corrected.
func (r Visits) asksOfCorrected(was visits.Visit, c visits.Correction) error {
	phone, plate := value.Clean(c.Phone), value.Clean(c.Plate)
	if value.SamePhone(phone, was.Phone, r.s.country()) {
		phone = ""
	}
	if value.Vehicle(plate) == value.Vehicle(was.Plate) {
		plate = ""
	}
	return r.asksOfInside(c.Insist, phone, plate, was.ID)
}

// asksOfInside is what a guard is asked where the phone or the vehicle has an open visit
// beside that one.
func (r Visits) asksOfInside(insist visits.Insist, phone, plate string, but uuid.UUID) error {
	if v := r.inside(phone, but); v != nil && !insist.Phone {
		return met(visits.ErrDuplicateInside, v, "Someone with this phone is inside already: %s since %s (%s).")
	}
	if v := r.vehicle(plate, but); v != nil && !insist.Plate {
		return met(visits.ErrVehicleInside, v, "%s is inside already: %s since %s (%s).", value.PlateKey(plate))
	}
	return nil
}

func met(why fault.Sentence, v *visits.Visit, format string, before ...any) error {
	no := Refusal(format, append(before, v.Name, v.Comes(), cmp.Or(v.Unit, "-"))...)
	no.Cause = &visits.Met{Why: why, Visit: *v}
	return no
}

// inside is the latest open visit of a phone beside that one, vehicle that of a
// vehicle; nil if none.
func (r Visits) inside(phone string, but uuid.UUID) *visits.Visit {
	return r.latest(func(v visits.Visit) bool {
		return v.Status == visits.CheckedIn && v.ID != but && value.SamePhone(v.Phone, phone, r.s.country())
	})
}

func (r Visits) vehicle(plate string, but uuid.UUID) *visits.Visit {
	return r.latest(func(v visits.Visit) bool {
		return v.Status == visits.CheckedIn && v.ID != but && value.SameVehicle(v.Plate, plate)
	})
}

// namesake is who of that name is expected at the unit of a draft.
func (r Visits) namesake(n visits.Draft) *visits.Visit {
	return r.latest(func(v visits.Visit) bool {
		waits := v.Status == visits.Pending || v.Status == visits.Approved
		return waits && waitsStill(r, v) && v.UnitID != nil && *v.UnitID == n.UnitID && (allWords(v.Name, n.Name) || allWords(n.Name, v.Name))
	})
}

func waitsStill(r Visits, v visits.Visit) bool {
	return v.Due.After(r.s.Clock().Add(-r.s.hours("security.approval_hours")))
}

// allWords reports whether all words of one name stand in another.
func allWords(of, in string) bool {
	return !slices.ContainsFunc(nameWords(of), func(w string) bool { return !slices.Contains(nameWords(in), w) })
}

// latest is the newest visit of which that is so.
func (r Visits) latest(so func(visits.Visit) bool) *visits.Visit {
	for _, v := range r.all(role.Program(), visits.History) {
		if so(v) {
			return &v
		}
	}
	return nil
}
