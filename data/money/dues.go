package money

import (
	"context"
	"strings"

	"github.com/civoranexus/society360/data/accounts"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Account is what a unit owes.
type Account struct {
	UnitID uuid.UUID `json:"unit_id"`
	Unit   string    `json:"unit"`
	// Contact is the unit's primary contact, or else who else lives there, owners
	// first; empty for an empty unit.
	Contact string `json:"contact"`
	// Due is what is owed, Late what of it is past its due date.
	Due  value.Paise `json:"due"`
	Late value.Paise `json:"late"`
	// Claimed is what residents say they paid and the office has not decided on.
	Claimed value.Paise `json:"claimed"`
	// Oldest is the earliest due date of what is owed, no day where nothing is.
	Oldest value.Day `json:"oldest"`
	// Bills is how many have something due.
	Bills int `json:"bills"`
	// Key is the label as the list is ordered by it.
	Key string `json:"-"`
}

// AccountFilter chooses units, in the order of their labels or of what they owe.
type AccountFilter struct {
	// Search is a unit ("a101", "A-101", "101"), part of a resident's name or a
	// phone; empty for all.
	Search string
	// Owing keeps to units with something due.
	Owing bool
	// MostFirst keeps to units with something due, those that owe most first.
	MostFirst bool
	// After continues behind the last row of the page before.
	After *AccountCursor
	// Limit is how many rows at most, 50 when zero, 500 at most.
	Limit int
}

// AccountCursor is the place of a unit in the lists' orders.
type AccountCursor struct {
	Key string
	Due value.Paise
	ID  uuid.UUID
}

// Cursor is the account's own place.
func (a Account) Cursor() *AccountCursor { return &AccountCursor{Key: a.Key, Due: a.Due, ID: a.UnitID} }

// AccountPage is a page of accounts and whether there are more behind it.
type AccountPage struct {
	Accounts []Account
	More     bool
}

// contactOf is the name of whom to ask about a unit u.
const contactOf = `coalesce((SELECT p.full_name FROM user_units l JOIN users p ON p.id = l.user_id
	WHERE l.unit_id = u.id AND ` + homes.LivesHere + ` ORDER BY ` + homes.ResidentOrder + ` LIMIT 1), '')`

// dueSums are the figures of bills b with something due.
const dueSums = `coalesce(sum(` + billDue + `), 0) AS due,
		coalesce(sum(` + notHeld + `) FILTER (WHERE ` + isPastDue + `), 0) AS late, min(b.due_date) AS oldest, count(*) AS bills`

// duesOf sums what is due on the bills of a unit u that a scope reaches.
func duesOf(s role.Scope) string {
	return `SELECT ` + dueSums + ` FROM bills b WHERE b.unit_id = u.id AND ` + billDue + ` > 0 AND ` + scopeBills(s)
}

// accountColumns reads an Account from a unit u and dueSums, from the row of that
// name.
func accountColumns(sums string, s role.Scope) string {
	return `u.id AS unit_id, coalesce(u.label, u.unit_number) AS unit, ` + contactOf + ` AS contact,
			` + sums + `.due, ` + sums + `.late, ` + claimedOfUnit(s) + ` AS claimed, ` + sums + `.oldest, ` + sums + `.bills, coalesce(u.sort_key, '') AS key`
}

// UnitAccounts returns a page of units with what they owe. A resident sees their own
// units only, and of these what scopeBills shows. Invalid: a search with nothing to look for.
func (s *Store) UnitAccounts(ctx context.Context, actor role.Actor, f AccountFilter) (AccountPage, error) {
	allowed, err := actor.Permit(role.ReadBills)
	if err != nil {
		return AccountPage{}, err
	}
	f.Limit = pageSize(f.Limit)
	where := []string{homes.ScopeUnits(allowed)}
	args := pgx.NamedArgs{"actor": value.NullID(actor.UserID), "limit": f.Limit + 1}
	if term := value.Limit(value.Clean(f.Search), 60); term != "" {
		found, err := unitsOf(term, s.settings.Region(), args)
		if err != nil {
			return AccountPage{}, err
		}
		where = append(where, `u.id IN (`+found+`)`)
		if f.After == nil && allowed == role.Everything {
			accounts.CountPhoneSearch(ctx, s.reg, actor, term)
		}
	}
	if f.Owing && !f.MostFirst {
		// OFFSET 0 keeps it from being hashed for every unit: the page is walked in
		// the list's order and ends when it is full.
		where = append(where, `EXISTS (SELECT FROM bills b WHERE b.unit_id = u.id AND `+billDue+` > 0 AND `+scopeBills(allowed)+` OFFSET 0)`)
	}
	query := accountsByLabel
	if f.MostFirst {
		query = accountsByDue
	}
	if f.After != nil {
		args["after_key"], args["after_due"], args["after_id"] = f.After.Key, f.After.Due, f.After.ID
	}
	accounts, err := register.List[Account](ctx, s.reg, query(strings.Join(where, ` AND `), f.After != nil, allowed), args)
	if err != nil {
		return AccountPage{}, err
	}
	accounts, more := cutPage(accounts, f.Limit)
	return AccountPage{Accounts: accounts, More: more}, nil
}

// accountsByLabel is a page of units u under a condition, in the order of
// idx_units_sort_key, which compares bytes: which units is settled before
// anything is summed.
func accountsByLabel(where string, after bool, s role.Scope) string {
	if after {
		where += ` AND u.sort_key ~>=~ @after_key AND (u.sort_key ~>~ @after_key OR u.id > @after_id)`
	}
	return `
		SELECT ` + accountColumns("d", s) + `
		FROM (SELECT u.id, u.label, u.unit_number, u.sort_key FROM units u
			WHERE ` + where + ` ORDER BY u.sort_key USING ~<~, u.id LIMIT @limit) u
		CROSS JOIN LATERAL (` + duesOf(s) + `) d
		ORDER BY u.sort_key USING ~<~, u.id`
}

// accountsByDue sums every unit up first, from idx_bills_due alone, as the ageing
// does.
func accountsByDue(where string, after bool, s role.Scope) string {
	if after {
		where += ` AND (d.due, u.id) < (@after_due::numeric, @after_id)`
	}
	return `
		SELECT ` + accountColumns("u", s) + `
		FROM (SELECT u.id, u.label, u.unit_number, u.sort_key, d.due, d.late, d.oldest, d.bills
			FROM (SELECT b.unit_id, ` + dueSums + ` FROM bills b WHERE ` + billDue + ` > 0 AND ` + scopeBills(s) + ` GROUP BY b.unit_id) d
			JOIN units u ON u.id = d.unit_id
			WHERE ` + where + ` ORDER BY d.due DESC, u.id DESC LIMIT @limit) u
		ORDER BY u.due DESC, u.id DESC`
}

// UnitDues is all that is owed on one unit, for the payment of it.
type UnitDues struct {
	Account
	Block string
	// Credit is what was paid ahead before this register (opening bills below zero), to be
	// set off by the office.
	Credit value.Paise
	// Residents are who may be the payer, primary contacts first, phones masked.
	Residents []homes.Resident
	// Former are who belonged to the unit and does not live there now, the last to leave
	// first, or is still to come: they may settle its dues as well. Nobody for a resident.
	Former []FormerResident
	// Open are the bills with something due, oldest due date first, the order in
	// which a payment settles them. At most 500; Account has the figures of all.
	Open []Bill
}

// FormerResident is who belonged to a unit, or will.
type FormerResident struct {
	UserID uuid.UUID `json:"user_id"`
	Name   string    `json:"name"`
	// Until is the day of moving out, no day where it is not known.
	Until value.Day `json:"until"`
}

// formerQuery reads who belongs to @unit and does not live there.
const formerQuery = `SELECT f.user_id, f.name, f.until
	FROM (SELECT p.id AS user_id, p.full_name AS name, max(l.move_out_date) AS until,
			bool_or(` + homes.LivesHere + `) AS here
		FROM user_units l JOIN users p ON p.id = l.user_id WHERE l.unit_id = @unit GROUP BY p.id, p.full_name) f
	WHERE f.here IS NOT TRUE ORDER BY f.until DESC NULLS LAST, f.name, f.user_id LIMIT 20`

// UnitDues returns what a unit owes. A resident sees their own units only;
// others are NotFound.
func (s *Store) UnitDues(ctx context.Context, actor role.Actor, unit uuid.UUID) (UnitDues, error) {
	allowed, err := actor.Permit(role.ReadBills)
	if err != nil {
		return UnitDues{}, err
	}
	args := pgx.NamedArgs{"unit": unit, "actor": value.NullID(actor.UserID)}
	var (
		heads []struct {
			Account
			Block  string
			Credit value.Paise
		}
		dues  UnitDues
		batch pgx.Batch
	)
	queueList(&batch, &heads, `SELECT `+accountColumns("d", allowed)+`, coalesce(k.name, '') AS block,
			(SELECT coalesce(-sum(b.amount), 0) FROM bills b WHERE b.unit_id = u.id AND b.amount < 0 AND b.voided_at IS NULL AND `+scopeBills(allowed)+`) AS credit
		FROM units u LEFT JOIN blocks k ON k.id = u.block_id CROSS JOIN LATERAL (`+duesOf(allowed)+`) d
		WHERE u.id = @unit AND `+homes.ScopeUnits(allowed), args)
	queueList(&batch, &dues.Residents, homes.ResidentsQuery(allowed), args)
	queueList(&batch, &dues.Open, openBillsQuery(allowed), args)
	if allowed == role.Everything {
		queueList(&batch, &dues.Former, formerQuery, args)
	}
	if err := s.reg.Read(ctx, &batch); err != nil {
		return UnitDues{}, err
	}
	if len(heads) == 0 {
		return UnitDues{}, fault.Missing("This unit is no longer there.")
	}
	dues.Account, dues.Block, dues.Credit = heads[0].Account, heads[0].Block, heads[0].Credit
	homes.MaskAll(dues.Residents, s.settings.Region())
	return value.Cleaned(dues), nil
}

// openBillsQuery is the bills of a unit with something due, oldest first.
func openBillsQuery(allowed role.Scope) string {
	return billRow.Query() + `
		WHERE b.unit_id = @unit AND ` + billDue + ` > 0 AND ` + scopeBills(allowed) + `
		ORDER BY b.due_date, b.id LIMIT 500`
}

// queueList adds a query to a batch whose rows go to to. Whoever reads a batch
// cleans what it read.
func queueList[T any](batch *pgx.Batch, to *[]T, sql string, args pgx.NamedArgs) {
	batch.Queue(sql, args).Query(func(rows pgx.Rows) (err error) {
		*to, err = pgx.CollectRows(rows, pgx.RowToStructByName[T])
		return err
	})
}
