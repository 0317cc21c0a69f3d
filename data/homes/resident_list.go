package homes

import (
	"context"
	"slices"
	"strings"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/settings"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// ResidentRow is who lives in a unit, is to move in or did live there, as the list of all
// residents shows them: phone and e-mail in full.
type ResidentRow struct {
	ID     uuid.UUID
	UserID uuid.UUID
	Unit   string
	Block  string
	Number string
	Name   string
	// Email is empty where the person has none.
	Email, Phone string
	// Type is owner, tenant or family_member.
	Type    string
	Primary bool
	// MovedIn and MovesOut are zero where no day is known.
	MovedIn, MovesOut value.Day
	// State is here, ahead or left.
	State string
	// SignsIn says that the account has an address and a password.
	SignsIn bool
	// Key and UnitID are the unit's place in the list's order.
	Key    string
	UnitID uuid.UUID
}

// ResidentCursor is the place of a residency in the list's order.
type ResidentCursor struct {
	Key      string
	Unit, ID uuid.UUID
}

// Cursor is the row's own place.
func (r ResidentRow) Cursor() *ResidentCursor {
	return &ResidentCursor{Key: r.Key, Unit: r.UnitID, ID: r.ID}
}

// The states of a residency in a list.
const (
	LivingHere  = "here"
	MovingIn    = "ahead"
	HasMovedOut = "left"
)

// ResidentFilter chooses residents, in the order of their units. Field names for
// complaints: type, state.
type ResidentFilter struct {
	// Unit keeps to one unit, Block to one block by its name; empty for all.
	Unit  *uuid.UUID
	Block string
	// Type is one of ResidentTypes, empty for all.
	Type string
	// State is LivingHere where it is empty.
	State string
	// Unreached keeps to those without an e-mail address.
	Unreached bool
	// After continues behind the last row of the page before.
	After *ResidentCursor
	// Limit is how many rows at most, 50 when zero, 500 at most.
	Limit int
}

// ResidentPage is a page of residents and whether there are more behind it.
type ResidentPage struct {
	Residents []ResidentRow
	More      bool
}

// AllResidents returns a page of the society's residents, unit by unit. Admins only.
func (s *Store) AllResidents(ctx context.Context, actor role.Actor, f ResidentFilter) (ResidentPage, error) {
	if _, err := actor.Permit(role.ManageUnits); err != nil {
		return ResidentPage{}, err
	}
	if f.Type != "" && !slices.Contains(ResidentTypes(), f.Type) {
		return ResidentPage{}, fault.Wrong("type", "A resident is an owner, a tenant or a family_member.")
	}
	if f.Limit <= 0 {
		f.Limit = 50
	}
	f.Limit = min(f.Limit, 500)
	where := []string{`true`}
	args := pgx.NamedArgs{"limit": f.Limit + 1, "unit": f.Unit, "block": value.Clean(f.Block), "type": f.Type, "unusable": accounts.UnusablePassword}
	switch f.State {
	case "", LivingHere:
		where = append(where, LivesHere)
	case MovingIn:
		where = append(where, MovesIn())
	case HasMovedOut:
		where = append(where, `(NOT `+NotMovedOut(`l`)+` OR l.move_out_date <= `+settings.TodaySQL+`)`)
	default:
		return ResidentPage{}, fault.Wrong("state", "A resident is here, ahead or left.")
	}
	if f.Unit != nil {
		where = append(where, `u.id = @unit`)
	}
	if f.Block != "" {
		where = append(where, `u.block_id IN (SELECT id FROM blocks WHERE society360_fold(name) = society360_fold(@block))`)
	}
	if f.Type != "" {
		where = append(where, `l.resident_type = @type`)
	}
	if f.Unreached {
		where = append(where, `NOT `+value.HasAddress(`p.email`))
	}
	if f.After != nil {
		where = append(where, `u.sort_key ~>=~ @key AND (u.sort_key ~>~ @key OR (u.id, l.id) > (@after_unit, @after_id))`)
		args["key"], args["after_unit"], args["after_id"] = f.After.Key, f.After.Unit, f.After.ID
	}
	rows, err := register.List[ResidentRow](ctx, s.reg, `
		SELECT l.id, l.user_id, coalesce(u.label, u.unit_number) AS unit, coalesce(b.name, '') AS block, u.unit_number AS number,
			p.full_name AS name, p.email, coalesce(p.phone_number, '') AS phone, l.resident_type AS type,
			coalesce(l.is_primary_contact, false) AS primary, l.move_in_date AS moved_in, l.move_out_date AS moves_out,
			CASE WHEN `+ResidesNow+` THEN '`+LivingHere+`' WHEN `+Belongs()+` THEN '`+MovingIn+`' ELSE '`+HasMovedOut+`' END AS state,
			`+value.HasAddress(`p.email`)+` AND p.password_hash <> @unusable AND `+register.ActiveUser(`p`)+` AS signs_in,
			u.sort_key AS key, u.id AS unit_id
		FROM units u JOIN user_units l ON l.unit_id = u.id JOIN users p ON p.id = l.user_id LEFT JOIN blocks b ON b.id = u.block_id
		WHERE `+strings.Join(where, " AND ")+`
		ORDER BY u.sort_key USING ~<~, u.id, l.id LIMIT @limit`, args)
	if err != nil {
		return ResidentPage{}, err
	}
	if len(rows) > f.Limit {
		return ResidentPage{Residents: rows[:f.Limit], More: true}, nil
	}
	return ResidentPage{Residents: rows}, nil
}
