package money

import (
	"context"
	"slices"
	"strings"

	"github.com/civoranexus/society360/data/accounts"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// BillFilter chooses bills, newest first.
type BillFilter struct {
	// Unit keeps to one unit; nil for all.
	Unit *uuid.UUID
	// Types and Statuses keep to any of these; empty for all. A type is one of
	// BillTypes, LateFee, or what some bill is for.
	Types    []string
	Statuses []BillStatus
	// From and To bound the bill's date, both included; nil for open.
	From, To *value.Day
	// Search is a unit ("a101", "A-101", "101"), part of a resident's name or a
	// phone; empty for all.
	Search string
	// After continues behind the last row of the page before.
	After *BillCursor
	// Limit is how many rows at most, 50 when zero, 500 at most.
	Limit int
}

// BillCursor is the place of a bill in the lists' order.
type BillCursor struct {
	Date value.Day
	ID   uuid.UUID
}

// Cursor is the bill's own place.
func (b Bill) Cursor() *BillCursor { return &BillCursor{Date: b.BillDate, ID: b.ID} }

// BillPage is a page of bills and whether there are more behind it.
type BillPage struct {
	Bills []Bill
	More  bool
}

// Bills returns a page of bills, newest first. A resident sees those of their
// own units only. Invalid: a type that no bill may have, field "type".
func (s *Store) Bills(ctx context.Context, actor role.Actor, f BillFilter) (BillPage, error) {
	allowed, err := actor.Permit(role.ReadBills)
	if err != nil {
		return BillPage{}, err
	}
	f.Limit = pageSize(f.Limit)
	if err := value.RegisterDays().Within(f.From, f.To, s.settings.ThisDay()); err != nil {
		return BillPage{}, err
	}
	if err := s.areTypes(ctx, f.Types); err != nil {
		return BillPage{}, err
	}
	where, args := f.conditions(allowed)
	const order = ` ORDER BY b.bill_date DESC, b.id DESC`
	inUnits, keys := ``, ``
	if term := value.Limit(value.Clean(f.Search), 60); term != "" {
		units, err := unitsOf(term, s.settings.Region(), args)
		if err != nil {
			return BillPage{}, err
		}
		if allowed != role.Everything || len(f.Types) > 0 || len(f.Statuses) > 0 || f.Unit != nil {
			// Few of the bills that a walk meets may be left: it is for the server to choose.
			inUnits = ` AND b.unit_id IN (` + units + `)`
		} else {
			keys = `WITH ` + foundUnits(units) + ` ` + billsFound(where)
		}
	}
	if f.After == nil && allowed == role.Everything {
		accounts.CountPhoneSearch(ctx, s.reg, actor, f.Search)
	}
	args["actor"], args["limit"] = value.NullID(actor.UserID), f.Limit+1
	// The page's keys first, of which an index has all that they are chosen by.
	if keys == "" {
		keys = `SELECT b.id FROM bills b WHERE ` + strings.Join(where, ` AND `) + inUnits + order + ` LIMIT @limit`
	}
	bills, err := register.List[Bill](ctx, s.reg, `SELECT `+billRow.Columns+` FROM (
			`+keys+`) k
		JOIN bills b ON b.id = k.id`+billRow.Joins+order, args)
	if err != nil {
		return BillPage{}, err
	}
	bills, more := cutPage(bills, f.Limit)
	return BillPage{Bills: bills, More: more}, nil
}

// areTypes complains of a type that a filter names and no bill may have, nor has
// from before: the list would be empty, and nobody would know why.
func (s *Store) areTypes(ctx context.Context, types []string) error {
	for _, name := range types {
		if name == LateFee || slices.Contains(BillTypes(s.settings.Last()), name) {
			continue
		}
		has, err := register.One[struct{ Bills bool }](ctx, s.reg, `SELECT EXISTS (SELECT FROM bills WHERE bill_type = @type) AS bills`, pgx.NamedArgs{"type": name})
		if err == nil && !has.Bills {
			err = fault.Wrong("type", "No bill is for %s, and billing.heads does not list it.", value.Limit(value.Clean(name), 50))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// pageSize is a filter's limit: 50 where none is given, 500 at most.
func pageSize(limit int) int {
	if limit <= 0 {
		return 50
	}
	return min(limit, 500)
}

// cutPage takes off the row that was read to learn whether there are more.
func cutPage[T any](rows []T, limit int) (page []T, more bool) {
	if len(rows) > limit {
		return rows[:limit], true
	}
	return rows, false
}

// conditions of the filter on a bill b, but for its search.
func (f BillFilter) conditions(allowed role.Scope) (where []string, args pgx.NamedArgs) {
	where, args = []string{scopeBills(allowed)}, pgx.NamedArgs{}
	add := func(condition, name string, value any) {
		where = append(where, condition)
		args[name] = value
	}
	if f.Unit != nil {
		add(`b.unit_id = @unit`, "unit", *f.Unit)
	}
	if len(f.Types) > 0 {
		add(`b.bill_type = ANY (@types)`, "types", f.Types)
	}
	if len(f.Statuses) > 0 {
		add(billStatus+` = ANY (@statuses)`, "statuses", statusNames(f.Statuses))
		// Said in an index's own words, so that it serves.
		switch {
		case onlyDue(f.Statuses):
			where = append(where, billDue+` > 0`)
			if len(f.Statuses) == 1 && f.Statuses[0] == PartiallyPaid { // before each is looked at for a claim that holds it back
				where = append(where, `b.amount_paid > 0`)
			}
		case len(f.Statuses) == 1 && f.Statuses[0] == Void:
			where = append(where, `b.voided_at IS NOT NULL`)
		}
	}
	if f.From != nil {
		add(`b.bill_date >= @from`, "from", *f.From)
	}
	if f.To != nil {
		add(`b.bill_date <= @to`, "to", *f.To)
	}
	if f.After != nil {
		add(`(b.bill_date, b.id) < (@after_date, @after_id)`, "after_date", f.After.Date)
		args["after_id"] = f.After.ID
	}
	return where, args
}

func statusNames(statuses []BillStatus) []string {
	names := make([]string, len(statuses))
	for i, s := range statuses {
		names[i] = string(s)
	}
	return names
}

// onlyDue reports whether a bill of any of the statuses has something due.
func onlyDue(statuses []BillStatus) bool {
	for _, s := range statuses {
		if s == Paid || s == Void {
			return false
		}
	}
	return true
}
