package money

import (
	"context"
	"strings"

	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/settings"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Aged is what is due on bills past their due date, by days late: up to 30, 31 to 60,
// 61 to 90, and more.
type Aged struct {
	Days30 value.Paise `json:"days_30"`
	Days60 value.Paise `json:"days_60"`
	Days90 value.Paise `json:"days_90"`
	Older  value.Paise `json:"older"`
	Total  value.Paise `json:"total"`
	// Bills is how many are late, Oldest the earliest due date of them.
	Bills  int       `json:"bills"`
	Oldest value.Day `json:"oldest"`
}

// AgeingRow is what one unit owes too late.
type AgeingRow struct {
	UnitID  uuid.UUID `json:"unit_id"`
	Unit    string    `json:"unit"`
	Block   string    `json:"block"`
	Contact string    `json:"contact"`
	Aged
}

// AgeingFilter chooses units that are late, those that owe most first.
type AgeingFilter struct {
	// Block keeps to one block; nil for all.
	Block *uuid.UUID
	// After continues behind the last row of the page before.
	After *AgeingCursor
	// Limit is how many rows at most, 50 when zero, 500 at most.
	Limit int
}

// AgeingCursor is the place of a unit in the list's order.
type AgeingCursor struct {
	Total value.Paise
	ID    uuid.UUID
}

// Cursor is the row's own place.
func (r AgeingRow) Cursor() *AgeingCursor { return &AgeingCursor{Total: r.Total, ID: r.UnitID} }

// AgeingPage is a page of defaulters and whether there are more behind it.
type AgeingPage struct {
	Units []AgeingRow
	More  bool
}

// BlockAgeing is what the units of one block owe too late.
type BlockAgeing struct {
	// BlockID is nil for units of no block, and for bills of no unit.
	BlockID *uuid.UUID `json:"block_id"`
	Block   string     `json:"block"`
	// Units is how many are late.
	Units int `json:"units"`
	Aged
}

// Ageing is what the society is owed too late, in all and by block.
type Ageing struct {
	BlockAgeing
	Blocks []BlockAgeing
}

// agedBy sums what no claim holds back of late bills b by age, a row a unit. Its condition is that of
// idx_bills_due, an index with every column that is named here. The days are compared:
// the due date of another program's bill may be infinite, which has no difference.
func agedBy() string {
	return `
	SELECT b.unit_id,
		coalesce(sum(b.late) FILTER (WHERE b.due_date >= ` + settings.TodaySQL + ` - 30), 0) AS days30,
		coalesce(sum(b.late) FILTER (WHERE b.due_date BETWEEN ` + settings.TodaySQL + ` - 60 AND ` + settings.TodaySQL + ` - 31), 0) AS days60,
		coalesce(sum(b.late) FILTER (WHERE b.due_date BETWEEN ` + settings.TodaySQL + ` - 90 AND ` + settings.TodaySQL + ` - 61), 0) AS days90,
		coalesce(sum(b.late) FILTER (WHERE b.due_date < ` + settings.TodaySQL + ` - 90), 0) AS older,
		sum(b.late) AS total, count(*) AS bills, min(b.due_date) AS oldest
	FROM (SELECT b.unit_id, b.due_date, ` + ofMany(notHeld+` AS late FROM bills b`+heldJoin+` WHERE `+isLate) + `) b GROUP BY b.unit_id`
}

// Defaulters returns a page of the units that are late, those that owe most
// first. Residents are Forbidden.
func (s *Store) Defaulters(ctx context.Context, actor role.Actor, f AgeingFilter) (AgeingPage, error) {
	if err := actor.PermitAll(role.ReadBills); err != nil {
		return AgeingPage{}, err
	}
	f.Limit = pageSize(f.Limit)
	where, args := []string{`true`}, pgx.NamedArgs{"limit": f.Limit + 1}
	if f.Block != nil {
		where = append(where, `u.block_id = @block`)
		args["block"] = *f.Block
	}
	if f.After != nil {
		where = append(where, `(a.total, a.unit_id) < (@after_total::numeric, @after_id)`)
		args["after_total"], args["after_id"] = f.After.Total, f.After.ID
	}
	units, err := register.List[AgeingRow](ctx, s.reg, `
		SELECT a.unit_id, coalesce(u.label, u.unit_number) AS unit, coalesce(k.name, '') AS block, `+contactOf+` AS contact,
			a.days30, a.days60, a.days90, a.older, a.total, a.bills, a.oldest
		FROM (SELECT a.unit_id, a.days30, a.days60, a.days90, a.older, a.total, a.bills, a.oldest
			FROM (`+agedBy()+`) a JOIN units u ON u.id = a.unit_id
			WHERE `+strings.Join(where, ` AND `)+` ORDER BY a.total DESC, a.unit_id DESC LIMIT @limit) a
		JOIN units u ON u.id = a.unit_id LEFT JOIN blocks k ON k.id = u.block_id
		ORDER BY a.total DESC, a.unit_id DESC`, args)
	if err != nil {
		return AgeingPage{}, err
	}
	units, more := cutPage(units, f.Limit)
	return AgeingPage{Units: units, More: more}, nil
}

// Ageing returns what the society is owed too late, in all and by block in the
// order of their names. Residents are Forbidden.
func (s *Store) Ageing(ctx context.Context, actor role.Actor) (Ageing, error) {
	if err := actor.PermitAll(role.ReadBills); err != nil {
		return Ageing{}, err
	}
	rows, err := register.List[struct {
		Whole bool
		BlockAgeing
	}](ctx, s.reg, `
		SELECT grouping(u.block_id) = 1 AS whole, u.block_id, coalesce(max(k.name), '') AS block, count(a.unit_id) AS units,
			coalesce(sum(a.days30), 0) AS days30, coalesce(sum(a.days60), 0) AS days60, coalesce(sum(a.days90), 0) AS days90,
			coalesce(sum(a.older), 0) AS older, coalesce(sum(a.total), 0) AS total,
			coalesce(sum(a.bills), 0)::int AS bills, min(a.oldest) AS oldest
		FROM (`+agedBy()+`) a LEFT JOIN units u ON u.id = a.unit_id LEFT JOIN blocks k ON k.id = u.block_id
		GROUP BY GROUPING SETS ((), (u.block_id)) ORDER BY whole DESC, coalesce(max(k.sort_key), '') COLLATE "C", u.block_id`, nil)
	if err != nil {
		return Ageing{}, err
	}
	var all Ageing
	for _, row := range rows {
		if row.Whole {
			row.Block = ""
			all.BlockAgeing = row.BlockAgeing
			continue
		}
		all.Blocks = append(all.Blocks, row.BlockAgeing)
	}
	return all, nil
}
