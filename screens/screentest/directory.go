package screentest

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/civoranexus/society360/data/directory"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"
)

// Directory is the store of who lives where, and of all that a unit has.
type Directory struct{ s *Society }

// The ranks by which a search sorts what it found.
const (
	byUnit = iota
	byPerson
	byPhone
	byPlate
	notFound
)

// household is a unit with who lives there, as a search finds it.
func (d Directory) household(home *Home, term string) (h directory.Household) {
	h = directory.Household{Unit: home.Unit, Residents: d.s.residents(home.ID), Key: flat(home.Label)}
	key, digits := flat(term), value.OnlyDigits(term)
	word := !value.LikePhone(term)
	h.Rank = notFound
	found := func(asked, is bool, rank int) {
		if asked && is {
			h.Rank = min(h.Rank, rank)
		}
	}
	found(key != "", begins(home, key), byUnit)
	for _, r := range h.Residents {
		is, _ := named(r.Name, term, true)
		found(word, is, byPerson)
		found(!word && len(digits) >= value.ResidentPhoneDigits, value.NewPhoneSearch(term, d.s.country()).Find(d.s.Accounts.by(r.UserID).Phone), byPhone)
	}
	if len(key) >= 3 && digits != "" && (len(digits) >= 4 || digits != key) {
		for _, v := range d.s.Visits.rows {
			if v.UnitID != nil && *v.UnitID == home.ID && strings.Contains(flat(v.Plate), key) {
				found(true, true, byPlate)
				if h.Plate == "" || v.Plate < h.Plate {
					h.Plate = strings.ToUpper(v.Plate)
				}
			}
		}
	}
	if term == "" {
		h.Rank = byUnit
	}
	return h
}

// List returns a page of the units with those who live there.
func (d Directory) List(ctx context.Context, actor role.Actor, f directory.Filter) (directory.Page, error) {
	return read(ctx, d.s, actor, "Directory.List", func() (found directory.Page, err error) {
		var rows []directory.Household
		for _, home := range d.s.homes(func(u *Home) bool { return d.s.may(actor, &u.ID) }) {
			if h := d.household(home, value.Clean(f.Search)); h.Rank < notFound {
				rows = append(rows, h)
			}
		}
		slices.SortStableFunc(rows, func(a, b directory.Household) int { return a.Rank - b.Rank })
		var behind func(directory.Household) bool
		if f.After != nil {
			behind = func(h directory.Household) bool { return h.ID == f.After.ID }
		}
		found.Households, found.More = page(rows, behind, cmp.Or(f.Limit, d.s.Page))
		return found, nil
	})
}

// Unit returns one unit with who lives there, who is to move in, and which
// vehicles came.
func (d Directory) Unit(ctx context.Context, actor role.Actor, unit uuid.UUID) (directory.Entry, error) {
	return read(ctx, d.s, actor, "Directory.Unit", func() (e directory.Entry, err error) {
		home := d.s.Units.by(unit)
		if home == nil || !d.s.may(actor, &unit) {
			return e, gone()
		}
		e.Household = directory.Household{Unit: home.Unit, Residents: d.s.residents(unit)}
		e.Arrivals = d.arrivals(func(t Tie) bool { return t.UnitID == unit })
		for _, v := range Visits(d).all(actor, visits.History) {
			if v.UnitID == nil || *v.UnitID != unit || flat(v.Plate) == "" {
				continue
			}
			i := slices.IndexFunc(e.Vehicles, func(c directory.Vehicle) bool { return flat(c.Plate) == flat(v.Plate) })
			if i < 0 {
				i, e.Vehicles = len(e.Vehicles), append(e.Vehicles, directory.Vehicle{Plate: strings.ToUpper(v.Plate), Last: v.At})
			}
			e.Vehicles[i].Visits++
		}
		slices.SortFunc(e.Vehicles, func(a, b directory.Vehicle) int {
			return cmp.Or(b.Last.Compare(a.Last), cmp.Compare(a.Plate, b.Plate))
		})
		return e, nil
	})
}

// arrivals are those who are to move in, the soonest first.
func (d Directory) arrivals(of func(Tie) bool) (all []directory.Arrival) {
	for _, row := range d.s.Ties.rows {
		if t := d.s.asTie(*row); of(t) && t.MovesIn() {
			all = append(all, directory.Arrival{
				UserID: t.UserID, UnitID: t.UnitID, Unit: d.s.Units.by(t.UnitID).Label, Name: t.Name, Type: t.Type, Primary: t.PrimaryAhead, Day: t.MovedIn,
			})
		}
	}
	slices.SortFunc(all, func(a, b directory.Arrival) int {
		return cmp.Or(a.Day.DaysSince(b.Day), cmp.Compare(a.Name, b.Name), cmp.Compare(flat(a.Unit), flat(b.Unit)), cmp.Compare(a.UserID.String(), b.UserID.String()))
	})
	return all
}

// MyArrivals returns the units that the actor is to move into.
func (d Directory) MyArrivals(ctx context.Context, actor role.Actor) ([]directory.Arrival, error) {
	return read(ctx, d.s, actor, "Directory.MyArrivals", func() ([]directory.Arrival, error) {
		return d.arrivals(func(t Tie) bool { return t.UserID == actor.UserID }), nil
	})
}

// Record returns one unit with its residents past and present and what hangs
// on it.
func (d Directory) Record(ctx context.Context, actor role.Actor, id uuid.UUID) (directory.Record, error) {
	return read(ctx, d.s, actor, "Directory.Record", func() (r directory.Record, err error) {
		home := d.s.Units.by(id)
		if home == nil {
			return r, gone()
		}
		r = directory.Record{UnitRow: Homes(d).row(home), UnitHangs: d.s.hangs(id), CreatedAt: home.CreatedAt}
		var ties []Tie
		for _, t := range d.s.Ties.rows {
			if t.UnitID == id {
				ties = append(ties, d.s.asTie(*t))
			}
		}
		kinds := homes.ResidentTypes()
		slices.SortFunc(ties, func(a, b Tie) int {
			return cmp.Or(cmp.Compare(a.standing, b.standing), compareBool(a.Ahead, b.Ahead), later(a.MovesOut, b.MovesOut), -compareBool(a.Primary, b.Primary),
				cmp.Compare(slices.Index(kinds, a.Type), slices.Index(kinds, b.Type)), cmp.Compare(a.Name, b.Name),
				cmp.Compare(a.UserID.String(), b.UserID.String()), cmp.Compare(a.ID.String(), b.ID.String()))
		})
		for _, t := range ties {
			r.People = append(r.People, t.Residency)
		}
		for _, v := range d.s.Visits.rows {
			if v.UnitID != nil && *v.UnitID == id && v.Status == visits.CheckedIn {
				r.Inside++
			}
		}
		for _, t := range d.s.Tickets.rows {
			if t.UnitID != nil && *t.UnitID == id && t.Status.Open() {
				r.OpenTickets++
			}
		}
		for _, b := range d.s.Bills.rows {
			if b.UnitID != nil && *b.UnitID == id {
				r.Due += max(0, b.Due())
			}
		}
		return r, nil
	})
}

// later orders days, the latest first and those that are not known last.
func later(a, b value.Day) int {
	switch {
	case a == b:
		return 0
	case a.IsZero():
		return 1
	case b.IsZero():
		return -1
	}
	return b.DaysSince(a)
}
