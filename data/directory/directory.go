// Package directory answers who lives where, and whose car that is.
package directory

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Household is a unit of the directory with those who live there now.
type Household struct {
	homes.Unit
	// Residents are who lives there, whom to call first; phones are masked.
	Residents []homes.Resident `json:"residents"`
	// Plate is the vehicle by which a search found the unit, empty otherwise.
	Plate string `json:"plate"`
	// Rank and Key are the household's place in its list; see Cursor.
	Rank int    `json:"-"`
	Key  string `json:"-"`
}

// Cursor is the place of a household in the directory's order.
type Cursor struct {
	Rank int
	Key  string
	ID   uuid.UUID
}

// Cursor is the household's own place.
func (h Household) Cursor() *Cursor {
	return &Cursor{Rank: h.Rank, Key: h.Key, ID: h.ID}
}

// Filter chooses households.
type Filter struct {
	// Search is the beginning of a unit's label or number however it is written,
	// part of a resident's name (three characters at least), the beginning or the
	// end of a resident's phone (seven digits at least), or part of the plate of a
	// vehicle seen at the unit (a letter and a digit in three characters at least, or
	// four digits). Empty for all units.
	Search string
	// After continues behind the last row of the page before.
	After *Cursor
	// Limit is how many rows at most, 50 when zero, 200 at most.
	Limit int
}

// Page is a page of households and whether there are more behind it.
type Page struct {
	Households []Household
	More       bool
}

// residentsJSON are the residents of the unit u as Residents gives them.
const residentsJSON = `coalesce((SELECT jsonb_agg(r.who) FROM (
		SELECT jsonb_build_object('user_id', p.id, 'name', p.full_name, 'type', l.resident_type,
			'primary', coalesce(l.is_primary_contact, false), 'phone', coalesce(p.phone_number, '')) AS who
		FROM user_units l JOIN users p ON p.id = l.user_id WHERE l.unit_id = u.id AND ` + homes.LivesHere + `
		ORDER BY ` + homes.ResidentOrder + ` LIMIT 40) r), '[]')`

// The ranks by which a search sorts what it found: what was probably meant comes
// first.
const (
	rankUnit = iota
	rankPerson
	rankPhone
	rankPlate
)

// seenLately is how many of the latest visits with a plate are looked through for
// the units they went to.
const seenLately = 200

// List returns a page of the units with those who live there: all in the
// order of their labels, or those that a search finds, units before people before
// phones before vehicles. A resident finds own units only.
func (s *Store) List(ctx context.Context, actor role.Actor, f Filter) (Page, error) {
	allowed, err := actor.Permit(role.ReadDirectory)
	if err != nil {
		return Page{}, err
	}
	if f.Limit <= 0 {
		f.Limit = 50
	}
	f.Limit = min(f.Limit, 200)
	if f.After == nil && allowed == role.Everything {
		accounts.CountPhoneSearch(ctx, s.reg, actor, value.NewSearch(f.Search, s.settings.Region()).Text)
	}
	sql, args := directoryQuery(actor, allowed, s.settings.Region(), f)
	households, err := register.List[Household](ctx, s.reg, sql, args)
	if err != nil {
		return Page{}, err
	}
	for i := range households {
		homes.MaskAll(households[i].Residents, s.settings.Region())
	}
	if len(households) > f.Limit {
		return Page{Households: households[:f.Limit], More: true}, nil
	}
	return Page{Households: households}, nil
}

// directoryQuery finds the page's units first and reads who lives in those alone.
// Labels are compared as their index sorts them (~<~): byte by byte.
func directoryQuery(actor role.Actor, allowed role.Scope, region string, f Filter) (string, pgx.NamedArgs) {
	args := pgx.NamedArgs{"actor": value.NullID(actor.UserID), "limit": f.Limit + 1}
	behind := `true`
	if f.After != nil {
		args["rank"], args["key"], args["id"] = f.After.Rank, f.After.Key, f.After.ID
		behind = `u.sort_key ~>=~ @key AND (u.sort_key ~>~ @key OR u.id > @id)`
	}
	found := `SELECT u.id, u.sort_key AS key, 0 AS rank, '' AS plate FROM units u WHERE ` + homes.ScopeUnits(allowed) + ` AND ` + behind +
		` ORDER BY u.sort_key USING ~<~, u.id LIMIT @limit`
	if search := value.NewSearch(f.Search, region); !search.Empty() {
		if f.After != nil {
			behind = `(h.rank > @rank OR h.rank = @rank AND (` + behind + `))`
		}
		found = `SELECT u.id, u.sort_key AS key, h.rank, h.plate FROM (
				SELECT a.unit_id, min(a.rank) AS rank, coalesce(min(a.plate), '') AS plate FROM (` +
			strings.Join(householdArms(search, allowed, args), ` UNION ALL `) + `) a GROUP BY a.unit_id) h
			JOIN units u ON u.id = h.unit_id WHERE ` + homes.ScopeUnits(allowed) + ` AND ` + behind + `
			ORDER BY h.rank, u.sort_key USING ~<~, u.id LIMIT @limit`
	}
	return fmt.Sprintf(`SELECT %s, k.rank, coalesce(k.key, '') AS key, k.plate, %s AS residents
		FROM (%s) k JOIN units u ON u.id = k.id LEFT JOIN blocks b ON b.id = u.block_id
		ORDER BY k.rank, k.key USING ~<~, k.id`, homes.UnitFields.Columns, residentsJSON, found), args
}

// householdArms are the selections that a search of the directory joins; each is
// served by an index of its own.
func householdArms(t value.Search, allowed role.Scope, args pgx.NamedArgs) []string {
	arms := []string{}
	arm := func(rank int, plate, from string) {
		arms = append(arms, fmt.Sprintf(`(SELECT l.unit_id, %d AS rank, %s AS plate FROM %s)`, rank, plate, from))
	}
	if key := homes.UnitKey(t.Text); key != "" {
		arm(rankUnit, `NULL::text`, `(`+homes.UnitsNamed(t.Text, args)+`) l (unit_id)`)
	}
	const people = `users p JOIN user_units l ON l.user_id = p.id WHERE ` + homes.LivesHere + ` AND `
	word := !value.LikePhone(t.Text)
	if named := value.NewNameSearch(t.Text).InMany(`p.full_name`, args); word && named != "" {
		arm(rankPerson, `NULL::text`, people+named)
	}
	if len(t.Digits) >= value.ResidentPhoneDigits && !word {
		for _, condition := range value.NewPhoneSearch(t.Text, t.Region).Arms(`p.phone_number`, args) {
			arm(rankPhone, `NULL::text`, people+condition)
		}
	}
	// Three digits are rather a unit than a part of a plate.
	if len(t.Plate) >= 3 && t.Digits != "" && (len(t.Digits) >= 4 || t.Digits != t.Plate) {
		args["like_plate"] = `%` + t.Plate + `%`
		arm(rankPlate, `upper(l.vehicle_number)`, seenWith(register.Visits.Live, allowed))
		arm(rankPlate, `upper(l.vehicle_number)`, seenWith(register.Visits.Listed, allowed))
	}
	if len(arms) == 0 {
		arm(rankUnit, `NULL::text`, `user_units l WHERE false`)
	}
	return arms
}

// seenWith selects the latest visits l of a table with a plate like @like_plate. What few have is
// taken from its index and sorted, what many have is soon met by whoever walks back in time.
// A resident's are those of their few units.
func seenWith(table string, allowed role.Scope) string {
	const plate, columns = `society360_plate_key(v.vehicle_number) LIKE @like_plate`, `v.id, v.unit_id, v.vehicle_number, v.check_in_time, v.created_at`
	latest := func(of, condition string) string {
		return fmt.Sprintf(`(SELECT v.unit_id, v.vehicle_number FROM %s v WHERE %s AND v.unit_id IS NOT NULL AND %s
			ORDER BY %s DESC, v.id DESC LIMIT %d)`, of, condition, visits.Scope(allowed), visits.VisitAt, seenLately)
	}
	if allowed != role.Everything {
		return latest(`(SELECT `+columns+` FROM (SELECT DISTINCT e.unit_id FROM `+homes.EverUnitIDs+` e) own
			CROSS JOIN LATERAL (SELECT `+columns+` FROM `+table+` v WHERE v.unit_id = own.unit_id OFFSET 0) v)`, plate) + ` l`
	}
	const sorted = 10_000
	many := fmt.Sprintf(`EXISTS (SELECT FROM plated OFFSET %d)`, sorted)
	return fmt.Sprintf(`(WITH plated AS MATERIALIZED (SELECT %s FROM %s v WHERE %s LIMIT %d)
		%s UNION ALL SELECT w.unit_id, w.vehicle_number FROM %s w WHERE %s) l`, columns, table, plate, sorted+1, latest(`plated`, `NOT `+many), latest(table, value.Walked(plate)), many)
}

// Vehicle is a plate seen at a unit.
type Vehicle struct {
	Plate string `json:"plate"`
	// Visits counts those among the unit's latest 200; Last is the latest of them.
	Visits int       `json:"visits"`
	Last   time.Time `json:"last"`
}

// Entry is all that the directory says of one unit.
type Entry struct {
	Household
	// Arrivals are who is to move in, the soonest first, at most 20.
	Arrivals []Arrival `json:"arrivals"`
	// Vehicles are those seen at the unit lately, the last seen first, at most 12.
	Vehicles []Vehicle `json:"vehicles"`
}

// Arrival is who is to move into a unit, and when.
type Arrival struct {
	UserID uuid.UUID `json:"user_id"`
	UnitID uuid.UUID `json:"unit_id"`
	// Unit is its label.
	Unit string `json:"unit"`
	Name string `json:"name"`
	// Type is owner, tenant or family_member.
	Type string `json:"type"`
	// Primary says that they become the unit's primary contact.
	Primary bool `json:"primary"`
	// Day is when they move in.
	Day value.Day `json:"day"`
}

// arrivalColumns reads an Arrival from l user_units, p users and u units.
const arrivalColumns = `p.id AS user_id, u.id AS unit_id, coalesce(u.label, u.unit_number) AS unit, p.full_name AS name,
	l.resident_type AS type, coalesce(l.primary_on_move_in, false) AS primary, l.move_in_date AS day`

// MyArrivals returns the units that the actor is to move into, the soonest first,
// at most 20. Until its day the actor has no right over one, and sees of it what
// stands here. A role that may not read the directory is Forbidden.
func (s *Store) MyArrivals(ctx context.Context, actor role.Actor) ([]Arrival, error) {
	if _, err := actor.Permit(role.ReadDirectory); err != nil {
		return nil, err
	}
	return register.List[Arrival](ctx, s.reg, `SELECT `+arrivalColumns+`
		FROM user_units l JOIN users p ON p.id = l.user_id JOIN units u ON u.id = l.unit_id
		WHERE l.user_id = @actor AND `+homes.MovesIn()+` ORDER BY l.move_in_date, u.sort_key USING ~<~, l.id LIMIT 20`,
		pgx.NamedArgs{"actor": value.NullID(actor.UserID)})
}

// Unit returns one unit with who lives there, who is to move in, and which
// vehicles came. A resident sees own units only, and the vehicles of their own time
// there; others are NotFound. The unit's
// visits are Visits.List with its UnitID.
func (s *Store) Unit(ctx context.Context, actor role.Actor, unit uuid.UUID) (Entry, error) {
	allowed, err := actor.Permit(role.ReadDirectory)
	if err != nil {
		return Entry{}, err
	}
	entry, err := register.One[Entry](ctx, s.reg, `SELECT `+homes.UnitFields.Columns+`, 0 AS rank, '' AS key, '' AS plate, `+residentsJSON+` AS residents,
			coalesce((SELECT jsonb_agg(to_jsonb(a) ORDER BY a.day, a.name, a.user_id) FROM (
				SELECT `+arrivalColumns+` FROM user_units l JOIN users p ON p.id = l.user_id
				WHERE l.unit_id = u.id AND `+homes.MovesIn()+` ORDER BY l.move_in_date, p.full_name, p.id LIMIT 20) a), '[]') AS arrivals,
			coalesce((SELECT jsonb_agg(to_jsonb(c) ORDER BY c.last DESC, c.plate) FROM (
				SELECT upper(min(v.vehicle_number)) AS plate, count(*) AS visits, max(v.at) AS last
				FROM (SELECT v.vehicle_number, v.at FROM `+register.Visits.Both(func(table string) string {
		return `(SELECT v.id, v.vehicle_number, ` + visits.VisitAt + ` AS at FROM ` + table + ` v
						WHERE v.unit_id = u.id AND ` + visits.Scope(allowed) + ` ORDER BY ` + visits.VisitAt + ` DESC, v.id DESC LIMIT 200)`
	})+` v ORDER BY v.at DESC, v.id DESC LIMIT 200) v
				WHERE society360_plate_key(v.vehicle_number) <> ''
				GROUP BY society360_plate_key(v.vehicle_number) ORDER BY last DESC, plate LIMIT 12) c), '[]') AS vehicles
		FROM units u LEFT JOIN blocks b ON b.id = u.block_id
		WHERE u.id = @unit AND `+homes.ScopeUnits(allowed), pgx.NamedArgs{"unit": unit, "actor": value.NullID(actor.UserID)})
	homes.MaskAll(entry.Residents, s.settings.Region())
	return entry, err
}
