package homes

import (
	"context"
	"slices"
	"strings"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// UnitStatuses are the values of units.status.
func UnitStatuses() []string { return []string{"occupied", "vacant", "under_maintenance"} }

// UnitRow is a unit with who lives in it now, as a list of units shows it.
type UnitRow struct {
	Unit
	// Residents counts who lives there, or owns it, now.
	Residents int
	// Contact is the primary contact's name, empty where there is none; of
	// several the one whose name comes first.
	Contact string
	// Key is the unit's place in the list's order, beside its ID.
	Key string
}

// UnitListed reads a UnitRow: UnitFields, and r for who lives there.
var UnitListed = UnitFields.With(
	`
	CROSS JOIN LATERAL (SELECT count(DISTINCT p.id) AS residents,
			coalesce(min(p.full_name) FILTER (WHERE l.is_primary_contact), '') AS contact
		FROM user_units l JOIN users p ON p.id = l.user_id WHERE l.unit_id = u.id AND `+LivesHere+`) r`,
	register.Column{Name: "sort_key", Field: "key"},
	register.Column{Field: "residents", Read: `r.residents`},
	register.Column{Field: "contact", Read: `r.contact`},
)

// UnitFilter chooses units, in the order of their labels.
type UnitFilter struct {
	// Search is the beginning of a label however it is written ("a10"), or of a
	// number, or the name of somebody who lives there; empty for all.
	Search string
	// Status is one of UnitStatuses, empty for all.
	Status string
	// BlockID keeps to one block; nil for all.
	BlockID *uuid.UUID
	// After continues behind the last row of the page before.
	After *UnitCursor
	// Limit is how many rows at most, 50 when zero, 500 at most.
	Limit int
}

// UnitCursor is the place of a unit in the list's order.
type UnitCursor struct {
	Key string
	ID  uuid.UUID
}

// Cursor is the unit's own place.
func (u UnitRow) Cursor() *UnitCursor { return &UnitCursor{Key: u.Key, ID: u.ID} }

// UnitPage is a page of units and whether there are more behind it.
type UnitPage struct {
	Units []UnitRow
	More  bool
}

// Units returns a page of the society's units. A resident sees own units only.
func (s *Store) Units(ctx context.Context, actor role.Actor, f UnitFilter) (UnitPage, error) {
	allowed, err := actor.Permit(role.ReadDirectory)
	if err != nil {
		return UnitPage{}, err
	}
	if f.Status != "" && !slices.Contains(UnitStatuses(), f.Status) {
		return UnitPage{}, fault.Wrong("status", "A unit's status is occupied, vacant or under_maintenance.")
	}
	if f.Limit <= 0 {
		f.Limit = 50
	}
	f.Limit = min(f.Limit, 500)
	sql, args := unitQuery(actor, allowed, f)
	units, err := register.List[UnitRow](ctx, s.reg, sql, args)
	if err != nil {
		return UnitPage{}, err
	}
	if len(units) > f.Limit {
		return UnitPage{Units: units[:f.Limit], More: true}, nil
	}
	return UnitPage{Units: units}, nil
}

// unitQuery orders by the operators of idx_units_sort_key, which compares
// bytes: another order would sort every unit for every page.
func unitQuery(actor role.Actor, allowed role.Scope, f UnitFilter) (string, pgx.NamedArgs) {
	where := []string{ScopeUnits(allowed)}
	args := pgx.NamedArgs{"actor": value.NullID(actor.UserID), "limit": f.Limit + 1}
	if term := value.Limit(value.Clean(f.Search), 40); UnitKey(term) != "" {
		where = append(where, `u.id IN (`+UnitsNamed(term, args)+unitsOf(term, args)+`)`)
	} else if term != "" {
		where = append(where, `false`) // a term of signs alone is in no label
	}
	if f.Status != "" {
		where = append(where, `coalesce(u.status, 'vacant') = @status`)
		args["status"] = f.Status
	}
	if f.BlockID != nil {
		where = append(where, `u.block_id = @block`)
		args["block"] = *f.BlockID
	}
	if f.After != nil {
		where = append(where, `u.sort_key ~>=~ @key AND (u.sort_key ~>~ @key OR u.id > @id)`)
		args["key"], args["id"] = f.After.Key, f.After.ID
	}
	return `SELECT ` + UnitListed.Columns + `
		FROM (SELECT ` + UnitListed.Returning + ` FROM units u WHERE ` + strings.Join(where, " AND ") + `
			ORDER BY u.sort_key USING ~<~, u.id LIMIT @limit) u` + UnitListed.Joins + `
		ORDER BY u.sort_key USING ~<~, u.id`, args
}

// UnitByLabel returns the one unit that a label as typed means: "A-101" and
// "a101", or a number that only one block has. NotFound: none of that name, or
// none for this actor. Refused: several; the sentence says to name the block.
func (s *Store) UnitByLabel(ctx context.Context, actor role.Actor, label string) (Unit, error) {
	allowed, err := actor.Permit(role.ReadDirectory)
	if err != nil {
		return Unit{}, err
	}
	label = value.Limit(value.Clean(label), 40)
	if UnitKey(label) == "" {
		return Unit{}, fault.Missing("There is no unit %s.", label)
	}
	found, err := register.List[struct {
		Unit
		// Rank is 0 for the label itself, 1 for the same letters, 2 for the block's whole
		// name and a number, 3 for a number.
		Rank int
	}](ctx, s.reg, `SELECT `+UnitFields.Columns+`, r.rank FROM units u`+UnitFields.Joins+`
		CROSS JOIN LATERAL (SELECT CASE WHEN society360_fold(u.label) = society360_fold(@unit_term::text) THEN 0
			WHEN u.search_key = `+typedUnit+` THEN 1 WHEN u.long_key = `+typedUnit+` THEN 2 ELSE 3 END AS rank) r
		WHERE u.id IN (`+unitsCalled(isTyped)+`) AND `+ScopeUnits(allowed)+`
		ORDER BY r.rank, u.id LIMIT 2`, pgx.NamedArgs{"unit_term": label, "actor": value.NullID(actor.UserID)})
	switch {
	case err != nil:
		return Unit{}, err
	case len(found) == 0:
		return Unit{}, fault.Missing("There is no unit %s.", label)
	case len(found) > 1 && found[0].Rank == found[1].Rank:
		return Unit{}, fault.Refuse("Several units are called %s: name the block as well, such as %s.", label, found[0].Label)
	}
	return found[0].Unit, nil
}
