package visits

import (
	"context"
	"slices"
	"time"

	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Known is what is known of the visitor with a phone.
type Known struct {
	// Visits counts those who came, up to 51: more than fifty are "50+".
	Visits int
	// Last is the latest of them, nil if none.
	Last *Visit
	// Inside are the visits inside, the latest first.
	Inside []Visit
	// Expected are the visits that wait for approval or have it, also where whoever
	// approved may no longer, in the order in which they are due.
	Expected []Visit
	// Denied is the latest visit if the visitor was turned away.
	Denied *Visit
}

// Nothing reports whether the phone is in no visit that says anything of its visitor.
func (k Known) Nothing() bool {
	return k.Visits == 0 && len(k.Expected) == 0 && k.Denied == nil
}

// ExpectedAt is the first of the expected visits to a unit, nil if none.
func (k Known) ExpectedAt(unit uuid.UUID) *Visit {
	for i, v := range k.Expected {
		if v.UnitID != nil && *v.UnitID == unit {
			return &k.Expected[i]
		}
	}
	return nil
}

// KnownVisitor looks a phone up. Fewer than seven digits find nobody, and a number
// with a digit too many or too few does not find somebody else.
func (s *Store) KnownVisitor(ctx context.Context, actor role.Actor, phone string) (Known, error) {
	allowed, err := actor.Permit(role.LogVisits)
	if err != nil {
		return Known{}, err
	}
	if len(value.OnlyDigits(phone)) < 7 {
		return Known{}, nil
	}
	const newest = ` ORDER BY ` + VisitAt + ` DESC, v.id DESC LIMIT 51`
	known := ` v WHERE ` + value.PhoneIs(`v.visitor_phone`) + ` AND ` + Scope(allowed) + newest
	sql := `SELECT ` + visitRow.Columns + ` FROM (SELECT v.id FROM ` + register.Visits.Live + known + `) k JOIN visitor_logs v ON v.id = k.id` + visitRow.Joins + newest
	listed := `SELECT v.id, ` + VisitAt + ` AS at, v.status, v.check_in_time, v.withdrawn_at FROM ` + register.Visits.Listed + known
	args := value.PhoneArgs(pgx.NamedArgs{"actor": value.NullID(actor.UserID)}, phone, s.settings.Region())
	var live []Visit
	var past []struct {
		ID                       uuid.UUID
		At                       time.Time
		Status                   Status
		CheckInTime, WithdrawnAt *time.Time
	}
	both := &pgx.Batch{}
	both.Queue(register.PlannedOnce)
	both.Queue(sql, args).Query(register.Into(&live))
	both.Queue(listed, args).Query(register.Into(&past))
	if err := s.reg.Read(ctx, both); err != nil {
		return Known{}, err
	}
	old := make([]Visit, len(past))
	for i, v := range past {
		old[i] = Visit{ID: v.ID, At: v.At, Status: v.Status, CheckInTime: v.CheckInTime, WithdrawnAt: v.WithdrawnAt, Archived: true}
	}
	visits := register.Merged(live, old, Visit.place)
	k := Summary(visits[:min(len(visits), 51)])
	return k, s.whole(ctx, &k)
}

// whole reads the archived visits that are told of, of which a summary needs no more than
// the archive lists.
func (s *Store) whole(ctx context.Context, k *Known) error {
	told := map[uuid.UUID]*Visit{}
	var places []register.Place
	for _, v := range []*Visit{k.Last, k.Denied} {
		if v != nil && v.Archived {
			told[v.ID] = v
			places = append(places, v.place())
		}
	}
	rows, err := archivedRows.At(ctx, places, nil, register.Over[Visit](s.reg))
	for _, row := range rows {
		*told[row.ID] = row
	}
	return err
}

// Came reports whether the visitor came in, also where another program noted no time.
func (v Visit) Came() bool {
	return v.CheckInTime != nil || v.Status == CheckedIn || v.Status == CheckedOut
}

// Summary is what a phone's visits tell, given newest first.
func Summary(visits []Visit) Known {
	var k Known
	newest := true
	for i := range visits {
		v := &visits[i]
		if v.Withdrawn() {
			continue // which says nothing of the visitor
		}
		switch {
		case v.Status == CheckedIn:
			k.Inside = append(k.Inside, *v)
		case v.Status.Open() && v.Lapse != LapsedUnused:
			k.Expected = append(k.Expected, *v)
		case v.Status == Denied && newest:
			k.Denied = v
		}
		newest = false
		if v.Came() {
			k.Visits++
			if k.Last == nil {
				k.Last = v
			}
		}
	}
	slices.SortStableFunc(k.Expected, Visit.DueBefore)
	return k
}

// DueBefore compares two visits in the order of those who are expected: negative where
// v comes first, zero where they are due at once.
func (v Visit) DueBefore(other Visit) int {
	switch {
	case v.Late && other.Late:
		return other.Due.Compare(v.Due)
	case v.Late:
		return 1
	case other.Late:
		return -1
	}
	return v.Due.Compare(other.Due)
}
