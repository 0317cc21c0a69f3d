// Package homes is blocks, units and who lives there. It defines who lives in a unit
// now (ResidesNow), on which every right over a unit rests.
package homes

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Unit is a row of units with its block.
type Unit struct {
	ID uuid.UUID `json:"id"`
	// Label is the block's short name and the number: "A-101".
	Label string `json:"label"`
	Block string `json:"block"`
	// Number is unit_number as the block knows it: "101".
	Number string `json:"number"`
	Floor  int    `json:"floor"`
	Type   string `json:"type"`
	// Status is occupied, vacant or under_maintenance.
	Status string `json:"status"`
}

// UnitFields is a unit as u units has it, with its block b.
var UnitFields = register.Describe(
	"units", "u", ` LEFT JOIN blocks b ON b.id = u.block_id`,
	register.Column{Name: "id"},
	register.Column{Name: "label", Read: `coalesce(u.label, u.unit_number)`},
	register.Column{Name: "block_id", Field: register.NotRead, Audited: true},
	register.Column{Field: "block", Read: `coalesce(b.name, '')`},
	register.Column{Name: "unit_number", Field: "number", Audited: true},
	register.Column{Name: "floor_number", Field: "floor", Audited: true},
	register.Column{Name: "type", Audited: true},
	register.Column{Name: "status", Or: `'vacant'`, Audited: true},
)

// UnitKey folds a unit's label as typed: "a 101" and "A-101" are "A101".
func UnitKey(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
			return unicode.ToUpper(r)
		}
		return -1
	}, s)
}

// FindUnits returns up to eight units whose label begins with term however it
// is written, or whose number does, the closest first; behind them those where
// somebody of that name lives. A resident finds own units only.
func (s *Store) FindUnits(ctx context.Context, actor role.Actor, term string) ([]Unit, error) {
	allowed, err := actor.Permit(role.ReadDirectory)
	if err != nil {
		return nil, err
	}
	term = value.Limit(value.Clean(term), 40)
	if UnitKey(term) == "" {
		return nil, nil
	}
	args := pgx.NamedArgs{"actor": value.NullID(actor.UserID)}
	called, lived := UnitsNamed(term, args), unitsOf(term, args)
	return register.List[Unit](ctx, s.reg, UnitFields.Query()+`
		WHERE u.id IN (`+called+lived+`) AND `+ScopeUnits(allowed)+`
		ORDER BY u.id NOT IN (`+called+`), u.search_key <> `+typedUnit+`, upper(u.unit_number) <> `+typedUnit+`, length(u.search_key), u.search_key, u.id LIMIT 8`, args)
}

// typedUnit is the key of a unit as it was typed; the database makes it, as it makes
// those that stand, so that no letter is folded in two ways.
const typedUnit = `society360_unit_key(@unit_term::text)`

// The conditions that a key of a unit is the one typed, or begins with it: the latter as a
// range, which an index serves also where the plan does not know what was typed.
const (
	isTyped    = `%[1]s = ` + typedUnit
	afterTyped = `(%[1]s ~>=~ ` + typedUnit + ` AND %[1]s ~<~ (` + typedUnit + ` || chr(1114111)))`
)

// unitsCalled selects the units whose label, number, or block and number (Tower A 101
// for A-101) meets one of these conditions.
func unitsCalled(condition string) string {
	arms := make([]string, 0, 3)
	for _, key := range []string{`su.search_key`, `upper(su.unit_number)`, `su.long_key`} {
		arms = append(arms, `SELECT su.id FROM units su WHERE `+fmt.Sprintf(condition, key))
	}
	return strings.Join(arms, ` UNION `)
}

// UnitsNamed selects the IDs of the units that a term may mean, each by an index: by the
// beginning of the label however it is written, of the number, or of the number behind
// the block's whole name.
func UnitsNamed(term string, args pgx.NamedArgs) string {
	args["unit_term"] = term
	return unitsCalled(afterTyped)
}

// unitsOf adds to such a selection the units where somebody lives whom a term may name.
func unitsOf(term string, args pgx.NamedArgs) string {
	named := value.NewNameSearch(term).InMany(`p.full_name`, args)
	if named == "" || value.OnlyDigits(term) != "" {
		return ""
	}
	return ` UNION SELECT l.unit_id FROM users p JOIN user_units l ON l.user_id = p.id WHERE ` + named + ` AND ` + LivesHere
}

// ScopeUnits is the condition that a unit u is among those that a scope reaches.
func ScopeUnits(s role.Scope) string {
	if s == role.OwnUnits {
		return `u.id IN ` + OwnUnitIDs
	}
	return `true`
}

// UnitIsThere is the rule that @unit is there, and within the scope.
func UnitIsThere[T any](s role.Scope) register.Rule[T] {
	return register.Rule[T]{
		Holds: `EXISTS (SELECT FROM units WHERE id = @unit) AND ` + StillTheirs(s, `@unit`),
		Says:  NoSuchUnit(),
	}
}

// NoSuchUnit is the complaint about a unit that is gone, or not the actor's.
func NoSuchUnit() *fault.Error { return fault.Wrong("unit", "There is no such unit any more.") }

// MyUnits returns the units that the actor lives in or owns now, in the order of
// their labels, at most 200; each once, also where the actor is both its owner and
// its tenant. A role that may not read the directory is Forbidden.
func (s *Store) MyUnits(ctx context.Context, actor role.Actor) ([]Unit, error) {
	if _, err := actor.Permit(role.ReadDirectory); err != nil {
		return nil, err
	}
	return register.List[Unit](ctx, s.reg, UnitFields.Query()+`
		WHERE u.id IN `+OwnUnitIDs+`
		ORDER BY u.sort_key USING ~<~, u.id LIMIT 200`, pgx.NamedArgs{"actor": value.NullID(actor.UserID)})
}

// Resident is somebody who lives in a unit now, or owns it.
type Resident struct {
	UserID uuid.UUID `json:"user_id"`
	Name   string    `json:"name"`
	// Type is owner, tenant or family_member.
	Type    string `json:"type"`
	Primary bool   `json:"primary"`
	// Phone is masked ("98*** **210"); RevealPhone gives it whole.
	Phone string `json:"phone"`
}

// Residents lists who lives in a unit, primary contacts first, then owners,
// tenants and family.
func (s *Store) Residents(ctx context.Context, actor role.Actor, unit uuid.UUID) ([]Resident, error) {
	allowed, err := actor.Permit(role.ReadDirectory)
	if err != nil {
		return nil, err
	}
	residents, err := register.List[Resident](ctx, s.reg, ResidentsQuery(allowed), pgx.NamedArgs{"unit": unit, "actor": value.NullID(actor.UserID)})
	MaskAll(residents, s.settings.Region())
	return residents, err
}

// ResidentsQuery reads the residents of @unit, whose phones are to be masked.
func ResidentsQuery(allowed role.Scope) string {
	return `SELECT p.id AS user_id, p.full_name AS name, l.resident_type AS type,
			coalesce(l.is_primary_contact, false) AS primary, coalesce(p.phone_number, '') AS phone
		FROM user_units l JOIN users p ON p.id = l.user_id JOIN units u ON u.id = l.unit_id
		WHERE l.unit_id = @unit AND ` + LivesHere + ` AND ` + ScopeUnits(allowed) + `
		ORDER BY ` + ResidentOrder + ` LIMIT 40`
}

// RevealPhone returns a resident's phone unmasked, and audits who looked at whose.
// Repeats of one intent leave one audit row. NotFound: the resident no longer lives
// in the unit.
func (s *Store) RevealPhone(ctx context.Context, actor role.Actor, intent, unit, user uuid.UUID) (string, error) {
	allowed, err := actor.Permit(role.RevealPhones)
	if err != nil {
		return "", err
	}
	return register.Run[string](ctx, s.reg, actor, register.Write{
		Intent: intent, Action: action.ResidentPhoneRevealed, Resource: "users", Payload: []any{unit, user},
		Change: `
			change AS (
				SELECT p.id, NULL::jsonb AS before, jsonb_build_object('unit_id', u.id) AS after,
					to_jsonb(coalesce(p.phone_number, '')) AS result
				FROM users p JOIN user_units l ON l.user_id = p.id JOIN units u ON u.id = l.unit_id
				WHERE p.id = @user AND u.id = @unit AND ` + LivesHere + `
				  AND EXISTS (SELECT FROM actor) AND ` + ScopeUnits(allowed) + `
				LIMIT 1
			)`,
		Args: pgx.NamedArgs{"user": user, "unit": unit},
		Explain: func(context.Context, connect.DB) error {
			return fault.Missing("This resident no longer lives in the unit.")
		},
	})
}

// MaskAll masks the phones of residents in place, as region writes them.
func MaskAll(residents []Resident, region string) {
	for i := range residents {
		residents[i].Phone = value.MaskPhone(residents[i].Phone, region)
	}
}

// UnitHangs counts what refers to a unit: with any of it the unit stays.
type UnitHangs struct {
	// Visits, Bills and Tickets count the unit's own, also those that are archived, Ties
	// its residents past and present, Bars whom the unit ever barred.
	Visits, Bills, Tickets, Ties, Bars int
}

// HangsColumns reads UnitHangs of a unit u.
const HangsColumns = `(SELECT count(*) FROM visitor_logs h WHERE h.unit_id = u.id)
		+ (SELECT count(*) FROM ` + register.ListedVisits + ` h WHERE h.unit_id = u.id) AS visits,
	(SELECT count(*) FROM bills h WHERE h.unit_id = u.id) AS bills,
	(SELECT count(*) FROM maintenance_tickets h WHERE h.unit_id = u.id)
		+ (SELECT count(*) FROM ` + register.ListedTickets + ` h WHERE h.unit_id = u.id) AS tickets,
	(SELECT count(*) FROM user_units h WHERE h.unit_id = u.id) AS ties,
	(SELECT count(*) FROM barred_visitors h WHERE h.unit_id = u.id) AS bars`

// None reports whether nothing that the program knows of hangs on the unit.
func (h UnitHangs) None() bool { return h == UnitHangs{} }

// String lists what hangs on the unit: "3 visits, 2 bills, 1 ticket, 1 resident".
func (h UnitHangs) String() string {
	var parts []string
	for _, p := range []struct {
		n         int
		one, many string
	}{
		{h.Visits, "visit", "visits"},
		{h.Bills, "bill", "bills"},
		{h.Tickets, "ticket", "tickets"},
		{h.Ties, "resident", "residents"},
		{h.Bars, "barred visitor", "barred visitors"},
	} {
		switch {
		case p.n == 1:
			parts = append(parts, "1 "+p.one)
		case p.n > 1:
			parts = append(parts, strconv.Itoa(p.n)+" "+p.many)
		}
	}
	if len(parts) == 0 {
		return "another program still refers to it"
	}
	return strings.Join(parts, ", ")
}
