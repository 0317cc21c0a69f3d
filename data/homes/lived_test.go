package homes_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/tickets"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"pgregory.net/rapid"

	"github.com/civoranexus/society360/data/datatest"
)

// happened are the days, from today, on which a visitor came to A-101, a ticket was
// raised there and a bill was dated. Each is called by its day.
func happened(t *testing.T, s *datatest.Society) []int {
	t.Helper()
	days := []int{-60, -45, -30, -20, -10, -5, -1, 0}
	for _, day := range days {
		args := []any{s.Units["A-101"], fmt.Sprint(day), day}
		const at = `(society360_today() + $3::int + time '00:00') AT TIME ZONE society360_zone()`
		s.Exec(t, `INSERT INTO visitor_logs (unit_id, visitor_name, vehicle_number, check_in_time, created_at, check_out_time, status)
			VALUES ($1, $2, 'MH01X' || (1000 - $3::int), `+at+`, now(), now(), 'checked_out')`, args...)
		s.Exec(t, `INSERT INTO maintenance_tickets (unit_id, title, category, status, created_at) VALUES ($1, $2, 'Lift', 'closed', `+at+`)`, args...)
		s.Exec(t, `INSERT INTO bills (unit_id, description, bill_type, amount, bill_date, due_date)
			VALUES ($1, $2, 'Water', 100, society360_today() + $3::int, society360_today() + $3::int + 15)`, args...)
	}
	return days
}

// past is what an actor reads of A-101: the days of its visits, tickets and bills, and
// the units whose cars and dues are found.
func past(ctx context.Context, t rapid.TB, s *datatest.Society, who role.Actor) (visited, raised, billed []string) {
	unit := s.Units["A-101"]
	v, err := s.Visits.List(ctx, who, visits.Filter{View: visits.History, UnitID: &unit, Limit: 500})
	k, ticketsErr := s.Tickets.List(ctx, who, tickets.Filter{View: tickets.ViewAll, UnitID: &unit, Limit: 500})
	b, billsErr := s.Money.Bills(ctx, who, money.BillFilter{Unit: &unit, Limit: 500})
	if err != nil || ticketsErr != nil || billsErr != nil {
		t.Fatalf("%v, %v, %v", err, ticketsErr, billsErr)
	}
	for _, v := range v.Visits {
		visited = append(visited, v.Name)
	}
	for _, k := range k.Tickets {
		raised = append(raised, k.Title)
	}
	for _, b := range b.Bills {
		billed = append(billed, b.Description)
	}
	for _, all := range [][]string{visited, raised, billed} {
		slices.Sort(all)
	}
	return visited, raised, billed
}

// stay is a residency as the test knows it: its days from today, nil for not known.
type stay struct {
	Kind    string
	In, Out *int
	Over    bool
}

// covers is the rule as a person says it.
func (s stay) covers(day int, all []stay) bool {
	from := s.In
	if s.Kind == "owner" {
		for _, other := range all {
			if other.In == nil || from != nil && *other.In < *from {
				from = other.In
			}
		}
	}
	switch {
	case from != nil && day < *from:
		return false
	case s.Over && (s.Out == nil || *s.Out > 0): // it ended, and nobody knows when
		return false
	}
	return s.Out == nil || day < *s.Out
}

// ownsNow reports whether an owner lives there today.
func (s stay) ownsNow() bool {
	return s.Kind == "owner" && !s.Over && (s.In == nil || *s.In <= 0) && (s.Out == nil || *s.Out > 0)
}

// TestThePastBelongsToWhoLivedIt: whatever residencies an account has of a unit, it reads
// the visits and tickets of its own days there, and of the bills those of its own days,
// or all where it owns the unit now.
func TestThePastBelongsToWhoLivedIt(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	days := happened(t, s)
	ctx := context.Background()
	unit := s.Units["A-101"]
	someDay := func(from, to int) *rapid.Generator[*int] {
		return rapid.OneOf(rapid.Just[*int](nil), rapid.Ptr(rapid.IntRange(from, to), false))
	}
	rapid.Check(t, func(t *rapid.T) {
		stays := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) stay {
			return stay{
				Kind: rapid.SampledFrom([]string{"owner", "tenant", "family_member"}).Draw(t, "kind"), In: someDay(-70, 3).Draw(t, "in"),
				Out: someDay(-65, 5).Draw(t, "out"), Over: rapid.Bool().Draw(t, "over"),
			}
		}), 0, 3).Draw(t, "stays")
		exec := func(sql string, args ...any) {
			if _, err := s.Owner.Exec(ctx, sql, args...); err != nil {
				t.Fatal(err)
			}
		}
		exec(`DELETE FROM user_units WHERE user_id = $1`, s.Tenant.UserID)
		for _, stay := range stays {
			exec(`INSERT INTO user_units (user_id, unit_id, resident_type, move_in_date, move_out_date, status)
				VALUES ($1, $2, $3, society360_today() + $4::int, society360_today() + $5::int, CASE WHEN $6 THEN 'moved_out' ELSE 'active' END)`,
				s.Tenant.UserID, unit, stay.Kind, stay.In, stay.Out, stay.Over)
		}
		var lived, owed []string
		for _, day := range days {
			covers := slices.ContainsFunc(stays, func(s stay) bool { return s.covers(day, stays) })
			if covers {
				lived = append(lived, fmt.Sprint(day))
			}
			if covers || slices.ContainsFunc(stays, stay.ownsNow) {
				owed = append(owed, fmt.Sprint(day))
			}
		}
		slices.Sort(lived)
		slices.Sort(owed)
		visited, raised, billed := past(ctx, t, s, s.Tenant)
		if !slices.Equal(visited, lived) || !slices.Equal(raised, lived) || !slices.Equal(billed, owed) {
			t.Fatalf("%+v: visits %v, tickets %v, want %v; bills %v, want %v", stays, visited, raised, lived, billed, owed)
		}
	})
}

// TestATenantReadsNothingOfTheOneBefore, wherever it could be read: one by one, counted,
// searched, among the cars, the dues and the receipts; and who moved out reads what was
// theirs and changes nothing of it.
func TestATenantReadsNothingOfTheOneBefore(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	happened(t, s)
	ctx, unit, who := t.Context(), s.Units["A-101"], s.Tenant
	s.Exec(t, `UPDATE user_units SET unit_id = $2, move_in_date = society360_today() - 10 WHERE user_id = $1`, who.UserID, unit)
	id := func(from string) (id uuid.UUID) {
		if err := s.Owner.QueryRow(ctx, `SELECT id FROM `+from).Scan(&id); err != nil {
			t.Fatal(err)
		}
		return id
	}
	visit, ticket, bill := id(`visitor_logs WHERE visitor_name = '-20'`), id(`maintenance_tickets WHERE title = '-20'`), id(`bills WHERE description = '-20'`)
	paid, err := s.Money.Pay(ctx, s.Admin, uuid.New(), money.PaymentDraft{Unit: unit, Amount: 600_00, Method: money.Cash})
	if err != nil {
		t.Fatal(err)
	}
	gone := func(err error, what string) {
		t.Helper()
		var e *fault.Error
		if !errors.As(err, &e) || e.Kind != fault.NotFound {
			t.Errorf("%s: %v", what, err)
		}
	}
	_, err = s.Visits.Get(ctx, who, visit)
	gone(err, "a visit")
	if steps, err := s.Visits.Trail(ctx, who, visit); err != nil || len(steps) > 0 {
		t.Errorf("its trail: %v, %v", steps, err)
	}
	_, err = s.Tickets.Get(ctx, who, ticket)
	gone(err, "a ticket")
	_, err = s.Tickets.Comment(ctx, who, uuid.New(), ticket, "Mine?")
	gone(err, "a comment")
	_, err = s.Money.Bill(ctx, who, bill)
	gone(err, "a bill")
	// The one receipt is of bills before and after the move-in: no part of it is a receipt.
	_, err = s.Money.Receipt(ctx, who, paid.ReceiptID)
	gone(err, "a receipt")
	if found, err := s.Visits.List(ctx, who, visits.Filter{View: visits.History, Search: "mh01x1020"}); err != nil || len(found.Visits) != 0 {
		t.Errorf("a plate of the one before finds %d: %v", len(found.Visits), err)
	}
	entry, err := s.Directory.Unit(ctx, who, unit)
	if cars := fmt.Sprint(entry.Vehicles); err != nil || len(entry.Vehicles) != 4 || strings.Contains(cars, "MH01X1020") {
		t.Errorf("cars: %v, %v", cars, err)
	}
	dues, err := s.Money.UnitDues(ctx, who, unit)
	if err != nil || dues.Due != 200_00 || len(dues.Open) != 2 {
		t.Errorf("due to the tenant is %s on %d bills, %v", dues.Due, len(dues.Open), err)
	}
	whole, err := s.Money.UnitDues(ctx, s.Meera, unit)
	if err != nil || whole.Due != 200_00 {
		t.Errorf("due to the owner is %s, %v", whole.Due, err)
	}
	if counts, err := s.Tickets.Counts(ctx, who, ""); err != nil || counts.Closed != 4 {
		t.Errorf("counted: %+v, %v", counts, err)
	}

	s.Exec(t, `UPDATE user_units SET move_out_date = society360_today() - 1, status = 'moved_out' WHERE user_id = $1`, who.UserID)
	visited, raised, billed := past(ctx, t, s, who)
	if want := []string{"-10", "-5"}; !slices.Equal(visited, want) || !slices.Equal(raised, want) || !slices.Equal(billed, want) {
		t.Errorf("who moved out reads %v, %v, %v, want %v", visited, raised, billed, want)
	}
	own := id(`maintenance_tickets WHERE title = '-5'`)
	_, err = s.Tickets.Comment(ctx, who, uuid.New(), own, "Still?")
	datatest.Kind(t, err, fault.Refused)
	seen, err := s.Tickets.Get(ctx, who, own)
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Tickets.Reopen(ctx, who, uuid.New(), seen, "Again")
	datatest.Kind(t, err, fault.Refused)
	s.Exec(t, `UPDATE visitor_logs SET status = 'pending', check_out_time = NULL WHERE visitor_name = '-5'`)
	_, err = s.Visits.Approve(ctx, who, uuid.New(), id(`visitor_logs WHERE visitor_name = '-5'`), visits.Approval{})
	datatest.Kind(t, err, fault.Refused)
	_, err = s.Money.UnitDues(ctx, who, unit)
	gone(err, "what the unit owes")
}

// TestOnesOwnPastIsFoundByItsUnit: the rows of a resident's few units are found by
// their indexes, and none of the society's others are read.
func TestOnesOwnPastIsFoundByItsUnit(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	s.Exec(t, `INSERT INTO units (id, block_id, unit_number, floor_number, type) SELECT gen_random_uuid(), block_id, '9' || i, 9, '2BHK' FROM units, generate_series(1, 300) i WHERE id = $1`, s.Units["A-101"])
	s.Exec(t, `INSERT INTO visitor_logs (unit_id, visitor_name, check_in_time, created_at, status)
		SELECT u.id, 'V', now() - i * interval '1 hour', now() - i * interval '1 hour', 'checked_out' FROM units u, generate_series(1, 60) i`)
	s.Exec(t, `INSERT INTO maintenance_tickets (unit_id, title, category, status, created_at)
		SELECT u.id, 'T', 'Lift', 'closed', now() - i * interval '1 hour' FROM units u, generate_series(1, 40) i`)
	s.Exec(t, `INSERT INTO bills (unit_id, bill_type, amount, bill_date, due_date)
		SELECT u.id, 'Water', 100, current_date - i, current_date - i FROM units u, generate_series(1, 40) i`)
	s.Exec(t, `ANALYZE`)
	args := pgx.NamedArgs{"actor": s.Tenant.UserID}
	for what, sql := range map[string]string{
		"visitor_logs":        `SELECT v.id FROM visitor_logs v WHERE ` + visits.Scope(role.OwnUnits) + ` ORDER BY ` + visits.VisitAt + ` DESC, v.id DESC LIMIT 51`,
		"maintenance_tickets": `SELECT t.id FROM maintenance_tickets t WHERE ` + homes.LivedThen(`t.unit_id`, homes.DayOf(`t.created_at`)) + ` ORDER BY t.created_at DESC, t.id DESC LIMIT 51`,
		"bills":               `SELECT b.id FROM bills b WHERE ` + `(` + homes.OwnsNow(`b.unit_id`) + ` OR ` + homes.LivedThen(`b.unit_id`, `b.bill_date`) + `)` + ` ORDER BY b.bill_date DESC, b.id DESC LIMIT 51`,
	} {
		if plan := datatest.ExplainPlan(t, s, sql, args); strings.Contains(plan, "Seq Scan on "+what) || !strings.Contains(plan, "Index") {
			t.Errorf("%s:\n%s", what, plan)
		}
	}
}
