package screentest

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/trail"
	"github.com/civoranexus/society360/data/value"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"
)

// Visits is the store of the register of visitors.
type Visits struct{ s *Society }

// as is a visit as it is read now: what the hours have made of it.
func (r Visits) as(v visits.Visit) visits.Visit {
	s := r.s
	v.At = v.CreatedAt
	if v.CheckInTime != nil {
		v.At = *v.CheckInTime
	}
	v.Due = waits(v)
	v.Late = v.Due.Before(s.Clock().Add(-2 * time.Hour))
	v.Overstay = v.Status == visits.CheckedIn && v.At.Before(s.Clock().Add(-s.hours("security.overstay_hours")))
	v.Lapse = r.lapse(v)
	return v
}

// waits is since when an approval waits for its visitor, or a visitor for it.
func waits(v visits.Visit) time.Time {
	from := v.WaitsSince()
	if v.ApprovedAt != nil {
		from = *v.ApprovedAt
	}
	if v.ExpectedArrival != nil && v.ExpectedArrival.After(from) {
		return *v.ExpectedArrival
	}
	return from
}

func (r Visits) lapse(v visits.Visit) visits.Lapse {
	switch {
	case v.Status != visits.Approved:
		return visits.NotLapsed
	case waits(v).Before(r.s.Clock().Add(-r.s.hours("security.approval_hours"))):
		return visits.LapsedUnused
	case v.ApproverID == nil:
		return visits.NotLapsed
	}
	who := r.s.Accounts.by(*v.ApproverID)
	switch {
	case who == nil || who.Status != accounts.Active || who.DeletedAt != nil:
		return visits.LapsedAccount
	case role.Role(who.Role).Works() || v.UnitID != nil && r.s.livesIn(who.ID, *v.UnitID):
		return visits.NotLapsed
	}
	for _, t := range r.s.Ties.rows {
		if t.UserID == who.ID && v.UnitID != nil && t.UnitID == *v.UnitID && t.Status != "active" {
			return visits.LapsedMovedOut
		}
	}
	return visits.LapsedRight
}

// sees reports whether an actor may see a visit: a resident those of their own time in
// their own units.
func (r Visits) sees(actor role.Actor, v visits.Visit) bool {
	return r.s.lived(actor, v.UnitID, value.DayOf(v.At.In(r.s.Zone)))
}

// all are the visits that an actor may see and that are in a view, in its order.
func (r Visits) all(actor role.Actor, view visits.View) (rows []visits.Visit) {
	for _, row := range r.s.Visits.rows {
		v := r.as(*row)
		if r.sees(actor, v) && r.in(v, view) {
			rows = append(rows, v)
		}
	}
	slices.SortStableFunc(rows, func(a, b visits.Visit) int {
		if view == visits.Overstays {
			return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID.String(), b.ID.String()))
		}
		if view == visits.Expected {
			return cmp.Or(a.DueBefore(b), cmp.Compare(a.ID.String(), b.ID.String()))
		}
		return cmp.Or(b.At.Compare(a.At), cmp.Compare(b.ID.String(), a.ID.String()))
	})
	return rows
}

func (r Visits) in(v visits.Visit, view visits.View) bool {
	switch view {
	case visits.Inside:
		return v.Status == visits.CheckedIn
	case visits.Expected:
		lapsed := r.s.Clock().Add(-24*time.Hour - r.s.hours("security.approval_hours"))
		return (v.Status == visits.Pending || v.Status == visits.Approved) && waits(v).After(lapsed)
	case visits.Overstays:
		return v.Overstay
	case visits.Today:
		return v.Came() && !value.DayOf(v.At.In(r.s.Zone)).Before(r.s.today())
	}
	return true
}

// flat is a text's letters and digits.
func flat(s string) string { return value.PlateKey(s) }

// means reports whether a search finds a visit; ok is false for one that the
// register finds too short.
func means(v visits.Visit, term, region string, long bool) (found, ok bool) {
	word := !value.LikePhone(term)
	digits := value.OnlyDigits(term)
	arm := func(asked, finds bool) { found, ok = found || asked && finds, ok || asked }
	isNamed, named := named(v.Name, term, long)
	arm(word && named, isNamed)
	arm(!word && len(digits) >= 3, value.NewPhoneSearch(term, region).Find(v.Phone))
	arm(len(flat(term)) >= 3, strings.Contains(flat(v.Plate), flat(term)))
	arm(flat(term) != "" && (digits != "" || !long), labelled(v.Unit, term))
	return found, ok
}

// List returns a page of one of the lists.
func (r Visits) List(ctx context.Context, actor role.Actor, f visits.Filter) (visits.Page, error) {
	return read(ctx, r.s, actor, "Visits.List", func() (found visits.Page, err error) {
		term, long := value.Clean(f.Search), f.View == visits.History
		if _, ok := means(visits.Visit{}, term, r.s.country(), long); term != "" && !ok {
			return found, Complaint("search", "Type three letters at least, or a unit, or part of a phone.")
		}
		rows := slices.DeleteFunc(r.all(actor, f.View), func(v visits.Visit) bool {
			is, _ := means(v, term, r.s.country(), long)
			return term != "" && !is || f.Status != "" && v.ListedAs() != f.Status ||
				f.UnitID != nil && (v.UnitID == nil || *v.UnitID != *f.UnitID) ||
				!f.Since.IsZero() && v.At.Before(f.Since) || !f.Until.IsZero() && !v.At.Before(f.Until)
		})
		var behind func(visits.Visit) bool
		if f.After != nil {
			behind = func(v visits.Visit) bool { return v.ID == f.After.ID }
		}
		found.Visits, found.More = page(rows, behind, cmp.Or(f.Limit, r.s.Page))
		for i, v := range found.Visits {
			found.Visits[i].Barred = f.View == visits.Inside && actor.Role != role.Resident && len(r.barsOf(v.Text(), visits.BarKinds())) > 0
		}
		return found, nil
	})
}

// Counts counts the lists.
func (r Visits) Counts(ctx context.Context, actor role.Actor) (visits.Counts, error) {
	return read(ctx, r.s, actor, "Visits.Counts", func() (c visits.Counts, err error) {
		inside, expected := r.all(actor, visits.Inside), r.all(actor, visits.Expected)
		c.Inside, c.Expected, c.Today = len(inside), len(expected), len(r.all(actor, visits.Today))
		for _, v := range inside {
			c.Longest, c.LongestSince = v.Name, at(v.At)
			if v.Overstay {
				c.Overstays++
			}
		}
		for _, v := range expected {
			if v.Status == visits.Pending {
				c.Waiting++
			}
		}
		return c, nil
	})
}

// Get returns one visit.
func (r Visits) Get(ctx context.Context, actor role.Actor, id uuid.UUID) (visits.Visit, error) {
	return read(ctx, r.s, actor, "Visits.Get", func() (visits.Visit, error) {
		if v := r.s.Visits.by(id); v != nil && r.sees(actor, r.as(*v)) {
			return r.as(*v), nil
		}
		return visits.Visit{}, gone()
	})
}

// Trail returns the steps of one visit, oldest first.
func (r Visits) Trail(ctx context.Context, actor role.Actor, id uuid.UUID) ([]visits.Step, error) {
	return read(ctx, r.s, actor, "Visits.Trail", func() (steps []visits.Step, err error) {
		if v := r.s.Visits.by(id); v == nil || !r.sees(actor, r.as(*v)) {
			return nil, nil
		}
		for _, row := range r.s.history(id) {
			_, channel := fieldOf(row, "approval")
			taken, _ := fieldOf(row, "word")
			steps = append(steps, visits.Step{
				At: row.At, Action: row.Action, Who: row.Who, Gate: row.Gate, Note: row.Notes,
				Channel: visits.Channel(channel), TakenBack: taken != "",
			})
		}
		return steps, nil
	})
}

// Step puts a step of a visit into its history.
func (s *Society) Step(visit uuid.UUID, step visits.Step) {
	s.Trail.Put(trail.Row{
		At: step.At, Action: step.Action, Who: step.Who, Gate: step.Gate, Notes: step.Note, Resource: "visitor_logs", ResourceID: &visit,
		Details: details(change{"approval": {"", string(step.Channel)}}),
	})
}

// KnownVisitor looks a phone up.
func (r Visits) KnownVisitor(ctx context.Context, actor role.Actor, phone string) (visits.Known, error) {
	return read(ctx, r.s, actor, "Visits.KnownVisitor", func() (k visits.Known, err error) {
		if len(value.OnlyDigits(phone)) < 7 {
			return k, nil
		}
		same := slices.DeleteFunc(r.all(actor, visits.History), func(v visits.Visit) bool {
			return !value.SamePhone(v.Phone, phone, r.s.country())
		})
		return visits.Summary(same), nil
	})
}

// Muster returns those inside in the order in which a warden walks.
func (r Visits) Muster(ctx context.Context, actor role.Actor, after *visits.MusterLine) (visits.MusterPage, error) {
	return read(ctx, r.s, actor, "Visits.Muster", func() (found visits.MusterPage, err error) {
		var lines []visits.MusterLine
		for _, v := range r.all(actor, visits.Inside) {
			l := visits.MusterLine{ID: v.ID, Unit: v.Unit, Name: v.Name, Phone: v.Phone, Plate: v.Plate, PartySize: v.PartySize, At: v.At}
			if v.UnitID != nil {
				l.Block = r.s.Units.by(*v.UnitID).Block
			}
			lines = append(lines, l)
		}
		slices.SortFunc(lines, func(a, b visits.MusterLine) int {
			return cmp.Or(cmp.Compare(a.Block, b.Block), cmp.Compare(a.Unit, b.Unit), cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID.String(), b.ID.String()))
		})
		var behind func(visits.MusterLine) bool
		if after != nil {
			behind = func(l visits.MusterLine) bool { return l.ID == after.ID }
		}
		found.Lines, found.More = page(lines, behind, min(200, 4*r.s.Page))
		return found, nil
	})
}
