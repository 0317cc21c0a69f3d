package money

import (
	"context"
	"time"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/settings"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// CashCount is the cash of one person at a closing: what the books have, and what
// was counted.
type CashCount struct {
	// PersonID is nil for cash that no desk took.
	PersonID *uuid.UUID  `json:"person_id"`
	Person   string      `json:"person"`
	Expected value.Paise `json:"expected"`
	Counted  value.Paise `json:"counted"`
}

// Difference is what was counted beyond what the books have; below zero where it is
// short.
func (c CashCount) Difference() value.Paise { return c.Counted - c.Expected }

// Closing is one cash close. It closed Day and every day before it; From is the first
// whose cash was counted.
type Closing struct {
	ID       uuid.UUID  `json:"id"`
	Day      value.Day  `json:"day"`
	From     value.Day  `json:"from"`
	Note     string     `json:"note"`
	ClosedAt time.Time  `json:"closed_at"`
	ClosedBy *uuid.UUID `json:"closed_by"`
	Closer   string     `json:"closer"`
	// UndoneAt, Undoer and UndoReason are set where it was taken back.
	UndoneAt   *time.Time  `json:"undone_at"`
	Undoer     string      `json:"undoer"`
	UndoReason string      `json:"undo_reason"`
	Counts     []CashCount `json:"counts"`
}

// Difference is that of all its counts.
func (c Closing) Difference() (sum value.Paise) {
	for _, count := range c.Counts {
		sum += count.Difference()
	}
	return sum
}

// closingRow is a closing as c cash_closings has it.
var closingRow = register.Describe(
	"cash_closings", "c", ` LEFT JOIN users w ON w.id = c.closed_by LEFT JOIN users z ON z.id = c.undone_by`,
	register.Column{Name: "id"},
	register.Column{Name: "day", Audited: true},
	register.Column{Name: "from_day", Field: `"from"`, Audited: true},
	register.Column{Name: "note", Text: true},
	register.Column{Name: "closed_at", Audited: true},
	register.Column{Name: "closed_by"},
	register.Column{Field: "closer", Read: `coalesce(w.full_name, '')`},
	register.Column{Name: "undone_at", Audited: true},
	register.Column{Name: "undone_by", Field: register.NotRead},
	register.Column{Field: "undoer", Read: `coalesce(z.full_name, '')`},
	register.Column{Name: "undo_reason", Text: true},
	register.Column{Field: "counts", Read: `coalesce((SELECT jsonb_agg(jsonb_build_object(
		'person_id', n.person_id, 'person', n.person, 'expected', n.expected, 'counted', n.counted) ORDER BY n.person_id IS NULL, n.person, n.person_id)
		FROM cash_counts n WHERE n.closing_id = c.id), '[]')`},
)

// Days are held open until a transaction that records money ends, and closed by one
// that waits for all of these. closedThrough is the last closed day, NULL where none is.
const (
	holdDays      = `SELECT society360_hold_days()`
	closeDays     = `SELECT society360_close_days()`
	closedThrough = `(SELECT society360_closed_through())`
)

// isOpen is true of a day that is not closed, in SQL.
func isOpen(day string) string { return `coalesce(` + day + ` > ` + closedThrough + `, true)` }

// todayOpen is the rule that today is not closed.
func todayOpen[T any]() register.Rule[T] {
	return register.Rule[T]{
		Holds: isOpen(settings.TodaySQL),
		Says:  fault.Refuse("Today is closed already; nothing was saved. Do it tomorrow, or have the closing taken back."),
	}
}

// dayClosed refuses a day in a field of a form.
func dayClosed(field string) error {
	return fault.Wrong(field, "This day is closed. Choose a later one, or have its closing taken back.")
}

// ClosingPreview is what a closing of Day would close.
type ClosingPreview struct {
	Day value.Day `json:"day"`
	// From is the first day whose cash is to be counted: behind the last closing, or Day
	// where there is none yet.
	From value.Day `json:"from"`
	// Last is the closing that stands last, nil where there is none.
	Last *Closing `json:"last"`
	// Counts are the cash of each person by the books; Counted is the same.
	Counts []CashCount `json:"counts"`
}

// Closed reports whether the day is closed already.
func (p ClosingPreview) Closed() bool { return p.Last != nil && !p.Last.Day.Before(p.Day) }

// openSpan is a CTE named span with the first day whose cash a closing of @day counts;
// cashOfSpan is the cash of each person from that day to @day. Where no day was noted
// it is that of the moment, by the calendar: a day does not begin at midnight everywhere.
// The bounds beside it are wide, for the index alone, and each of the two has its own.
const (
	takenInCash = paymentCounts + ` AND y.payment_method = '` + string(Cash) + `'`
	openSpan    = `span AS MATERIALIZED (SELECT coalesce(` + closedThrough + ` + 1, @day::date) AS first)`
	cashOfSpan  = `SELECT CASE WHEN coalesce(x.name, '') <> 'resident' THEN d.recorded_by END AS person_id, sum(d.amount) AS expected
	FROM (
		SELECT y.recorded_by, y.amount_paid AS amount FROM payments y
		WHERE ` + takenInCash + ` AND coalesce(y.counted_on, y.received_on) BETWEEN (SELECT first FROM span) AND @day::date
		UNION ALL
		SELECT y.recorded_by, y.amount_paid FROM payments y
		WHERE ` + takenInCash + ` AND coalesce(y.counted_on, y.received_on) IS NULL
			AND ` + paidAt + ` >= (SELECT first FROM span)::timestamptz - interval '2 days' AND ` + paidAt + ` < @day::date::timestamptz + interval '3 days'
			AND ` + receivedOn + ` BETWEEN (SELECT first FROM span) AND @day::date
		UNION ALL
		SELECT l.recorded_by, l.amount FROM payment_lines l CROSS JOIN span
		WHERE l.method = '` + string(Cash) + `' AND l.day BETWEEN span.first AND @day::date
	) d LEFT JOIN users z ON z.id = d.recorded_by LEFT JOIN roles x ON x.id = z.role_id
	GROUP BY 1`
)

// PreviewClosing returns what a closing of a day would close. Admins only. Invalid, field
// "day": a day to come, or too far off.
func (s *Store) PreviewClosing(ctx context.Context, actor role.Actor, day value.Day) (ClosingPreview, error) {
	if err := actor.PermitAll(role.CloseDays); err != nil {
		return ClosingPreview{}, err
	}
	if err := closableDay(day, s.settings.ThisDay()); err != nil {
		return ClosingPreview{}, err
	}
	p := ClosingPreview{Day: day, From: day}
	last, err := lastClosing(ctx, s.reg)
	if err != nil {
		return ClosingPreview{}, err
	}
	if last.ID != uuid.Nil {
		p.Last, p.From = &last, last.Day.AddDays(1)
	}
	if p.Closed() {
		return p, nil
	}
	p.Counts, err = register.List[CashCount](ctx, s.reg, `WITH `+openSpan+`
		SELECT q.person_id, coalesce(w.full_name, '') AS person, q.expected, q.expected AS counted
		FROM (`+cashOfSpan+`) q LEFT JOIN users w ON w.id = q.person_id ORDER BY q.person_id IS NULL, w.full_name, q.person_id`,
		pgx.NamedArgs{"day": day})
	return p, err
}

// closableDay refuses a day that no closing takes.
func closableDay(day, today value.Day) error {
	switch {
	case day.IsZero():
		return fault.Wrong("day", "Which day?")
	case today.Before(day):
		return fault.Wrong("day", "This day is yet to come.")
	}
	return value.RegisterDays().Field("day", day, today)
}

// ClosingFilter chooses closings, the latest first, those that were taken back too.
type ClosingFilter struct {
	// After continues behind the last row of the page before.
	After *ClosingCursor
	// Limit is how many rows at most, 50 when zero, 500 at most.
	Limit int
}

// ClosingCursor is the place of a closing in the list's order.
type ClosingCursor struct {
	ClosedAt time.Time
	ID       uuid.UUID
}

// Cursor is the closing's own place.
func (c Closing) Cursor() *ClosingCursor { return &ClosingCursor{ClosedAt: c.ClosedAt, ID: c.ID} }

// ClosingPage is a page of closings and whether there are more behind it.
type ClosingPage struct {
	Closings []Closing
	More     bool
}

// Closings returns a page of the closings, to whoever reads the takings.
func (s *Store) Closings(ctx context.Context, actor role.Actor, f ClosingFilter) (ClosingPage, error) {
	if err := actor.PermitAll(role.ReadTakings); err != nil {
		return ClosingPage{}, err
	}
	f.Limit = pageSize(f.Limit)
	where, args := `true`, pgx.NamedArgs{"limit": f.Limit + 1}
	if f.After != nil {
		where = `(c.closed_at, c.id) < (@after_at, @after_id)`
		args["after_at"], args["after_id"] = f.After.ClosedAt, f.After.ID
	}
	closings, err := register.List[Closing](ctx, s.reg, closingRow.Query()+` WHERE `+where+` ORDER BY c.closed_at DESC, c.id DESC LIMIT @limit`, args)
	if err != nil {
		return ClosingPage{}, err
	}
	closings, more := cutPage(closings, f.Limit)
	return ClosingPage{Closings: closings, More: more}, nil
}

// lastClosing reads the closing that stands last, the zero one where there is none.
func lastClosing(ctx context.Context, d connect.DB) (Closing, error) {
	last, err := register.List[Closing](ctx, d, closingRow.Query()+` WHERE c.undone_at IS NULL ORDER BY c.day DESC LIMIT 1`, nil)
	if err != nil || len(last) == 0 {
		return Closing{}, err
	}
	return last[0], nil
}
