package homes

import (
	"cmp"
	"context"
	"strings"
	"unicode/utf8"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/settings"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Residency is a row of user_units with its person: who lives, or lived, in a
// unit.
type Residency struct {
	ID     uuid.UUID `json:"id"`
	UserID uuid.UUID `json:"user_id"`
	Name   string    `json:"name"`
	Email  string    `json:"email"`
	// Phone is masked, as in the directory.
	Phone string `json:"phone"`
	// Type is owner, tenant or family_member.
	Type    string `json:"type"`
	Primary bool   `json:"primary"`
	// MovedIn and MovesOut are zero where no day is known. While the person lives
	// there MovesOut lies ahead.
	MovedIn  value.Day `json:"moved_in"`
	MovesOut value.Day `json:"moves_out"`
	// Ahead says that the day of moving in has not come, and PrimaryAhead that the
	// person becomes the unit's primary contact on it.
	Ahead        bool `json:"ahead"`
	PrimaryAhead bool `json:"primary_ahead"`
	// Status is active or moved_out, by the days: the stored one may lag behind.
	Status string `json:"status"`
	// Account is the account's standing: active, inactive, banned or deleted.
	Account string `json:"account"`
	// Version changes with every change of the row; a change names the one it was
	// made from.
	Version string `json:"version"`
}

// LivesThere reports whether the person lives in the unit now, or owns it.
func (r Residency) LivesThere() bool { return r.stands() && !r.Ahead }

// MovesIn reports whether the person is to move into the unit on a day to come.
func (r Residency) MovesIn() bool { return r.stands() && r.Ahead }

func (r Residency) stands() bool { return r.Status == "active" && r.Account != "deleted" }

// ResidentTypes are the values of user_units.resident_type.
func ResidentTypes() []string { return []string{"owner", "tenant", "family_member"} }

// ResidencyRow is a residency as l user_units has it, with its person p.
var ResidencyRow = register.Describe(
	"user_units", "l", ` JOIN users p ON p.id = l.user_id`,
	register.Column{Name: "id"},
	register.Column{Name: "user_id", Audited: true},
	register.Column{Name: "unit_id", Field: register.NotRead, Audited: true},
	register.Column{Field: "name", Read: `p.full_name`},
	register.Column{Field: "email", Read: `p.email`},
	register.Column{Field: "phone", Read: `coalesce(p.phone_number, '')`},
	register.Column{Name: "resident_type", Field: "type", Audited: true},
	register.Column{Name: "is_primary_contact", Field: "primary", Or: `false`, Audited: true},
	register.Column{Name: "primary_on_move_in", Field: "primary_ahead", Read: `coalesce(l.primary_on_move_in, false)`, Audited: true},
	register.Column{Name: "move_in_date", Field: "moved_in", Audited: true},
	register.Column{Name: "move_out_date", Field: "moves_out", Audited: true},
	register.Column{Field: "ahead", Read: `coalesce(l.move_in_date > ` + settings.TodaySQL + `, false)`},
	register.Column{
		Name: "status", Or: `'active'`, Audited: true,
		Read: `CASE WHEN l.move_out_date <= ` + settings.TodaySQL + ` THEN 'moved_out' ELSE coalesce(l.status, 'active') END`,
	},
	register.Column{Field: "account", Read: `CASE WHEN p.deleted_at IS NOT NULL THEN 'deleted' ELSE coalesce(p.status, 'active') END`},
	register.Column{Name: "xmin", Field: "version", Read: `l.xmin::text`},
)

// ResidentAccount is an account that may be moved into a unit.
type ResidentAccount struct {
	ID    uuid.UUID `json:"id"`
	Name  string    `json:"name"`
	Email string    `json:"email"`
	// Phone is masked.
	Phone string `json:"phone"`
	// Units are the labels of where the person lives now, at most three.
	Units string `json:"units"`
}

// FindResidentAccounts returns up to eight accounts by part of a name (three
// letters at least), the beginning of an e-mail, or of a phone. Admins only.
func (s *Store) FindResidentAccounts(ctx context.Context, actor role.Actor, term string) ([]ResidentAccount, error) {
	if _, err := actor.Permit(role.ManageUnits); err != nil {
		return nil, err
	}
	term = value.Limit(value.Clean(term), 60)
	args := pgx.NamedArgs{}
	var arms []string
	arm := func(condition string) {
		arms = append(arms, `(SELECT p.id FROM users p WHERE p.deleted_at IS NULL AND `+condition+` LIMIT 40)`)
	}
	if named := value.NewNameSearch(term).InMany(`p.full_name`, args); named != "" && value.OnlyDigits(term) == "" {
		arm(named)
		if utf8.RuneCountInString(term) >= 3 {
			arm(value.EmailBegins(`p.email`, term, args))
		}
	}
	if key := value.NewSearch(term, s.settings.Region()); len(key.Digits) >= 4 && value.LikePhone(term) {
		arm(value.NewPhoneSearch(term, s.settings.Region()).Begins(`p.phone_number`, args))
	}
	if len(arms) == 0 {
		return nil, nil
	}
	found, err := register.List[ResidentAccount](ctx, s.reg, `
		SELECT p.id, p.full_name AS name, p.email, coalesce(p.phone_number, '') AS phone,
			coalesce((SELECT string_agg(t.label, ', ') FROM (SELECT u.label FROM user_units l JOIN units u ON u.id = l.unit_id
				WHERE l.user_id = p.id AND `+ResidesNow+` ORDER BY u.sort_key USING ~<~, u.id LIMIT 3) t), '') AS units
		FROM users p WHERE p.id IN (`+strings.Join(arms, ` UNION `)+`) ORDER BY `+value.NameOrder(`p.full_name`)+`, p.id LIMIT 8`, args)
	for i := range found {
		found[i].Phone = value.MaskPhone(found[i].Phone, s.settings.Region())
	}
	return found, err
}

// MoveIn is who moves into a unit: an account that is there, or a new one. Field
// names for complaints: unit, person, name, email, phone, type, from.
type MoveIn struct {
	UnitID uuid.UUID `json:"unit_id"`
	// UserID is the account; nil to make one of Name, Email and Phone, which nobody
	// can sign in to until an admin gives it a password, and without an e-mail an address.
	UserID             *uuid.UUID `json:"user_id"`
	Name, Email, Phone string
	Type               string `json:"type"`
	// Primary makes the person the unit's one primary contact, from the day of
	// moving in.
	Primary bool `json:"primary"`
	// From is the day of moving in; zero where it is not known. Until a day that lies
	// ahead the person has no right over the unit, and nobody is told to call them.
	From value.Day `json:"from"`
}

func (m *MoveIn) check(region string, today value.Day) error {
	bad := fault.Fields{}
	if m.UnitID == uuid.Nil {
		bad.Add("unit", "Which unit? Type its number, such as A-101.")
	}
	if m.UserID == nil {
		m.Name, m.Email, m.Phone = value.Clean(m.Name), value.Clean(m.Email), value.Clean(m.Phone)
		accounts.CheckPerson(bad, m.Name, m.Email, m.Phone, region)
	}
	checkResidency(bad, m.Type, m.From, today)
	return bad.Err()
}

func checkResidency(bad fault.Fields, kind string, from, today value.Day) {
	if kind != "owner" && kind != "tenant" && kind != "family_member" {
		bad.Add("type", "A resident is an owner, a tenant or a family_member.")
	}
	if e := value.MoveDays().Wrong(from, today); e != nil {
		bad.Add("from", e.Format, e.Args...)
	}
}

// clearedPrimary is the CTE that makes the unit's other primary contacts ordinary
// residents; a database of another program may have several. by is the CTE of the
// residency n that is the primary contact from now on, where the condition when
// holds.
func clearedPrimary(by, when string) string {
	return `
			cleared AS (
				UPDATE user_units l SET is_primary_contact = false FROM ` + by + ` n
				WHERE n.is_primary_contact AND ` + when + ` AND l.unit_id = n.unit_id AND l.id <> n.id
				  AND l.is_primary_contact AND ` + NotMovedOut(`l`) + `
				RETURNING l.id, ` + ResidencyRow.Snapshot + ` || '{"is_primary_contact": true}' AS before, ` + ResidencyRow.Snapshot + ` AS after
			),
			` + register.AuditEach("cleared", action.ResidentUpdated, "user_units")
}

// MoveIn moves somebody into a unit, which is occupied from the day of moving in: at
// once, or where that day lies ahead as it begins (MoveInDue). A new account is made
// in the same transaction. Invalid: the person lives there already or is to move in,
// or another account has the e-mail. Admins only.
func (s *Store) MoveIn(ctx context.Context, actor role.Actor, intent uuid.UUID, m MoveIn) (Residency, error) {
	if _, err := actor.Permit(role.ManageUnits); err != nil {
		return Residency{}, err
	}
	if err := m.check(s.settings.Region(), s.settings.ThisDay()); err != nil {
		return Residency{}, err
	}
	ahead := s.settings.ThisDay().Before(m.From)
	did := action.ResidentMovedIn
	if ahead {
		did = action.ResidentMoveInSet
	}
	newcomer := value.NewID()
	address := cmp.Or(m.Email, value.ReservedEmail(newcomer))
	may := m.rules()
	return s.masked(register.Run[Residency](ctx, s.reg, actor, register.Write{
		Intent: intent, Action: did, Resource: "user_units", Payload: m, Lock: SocietyLock,
		Change: may.Judged() + `,
			made AS (
				INSERT INTO users AS u (id, full_name, email, password_hash, phone_number, role_id, status, password_changed_at)
				SELECT @new_user, @name, @email::text, @unusable, @phone, r.id, 'active', now() FROM roles r, judged
				WHERE r.name = 'resident' AND @user::uuid IS NULL AND broken = 0 AND EXISTS (SELECT FROM actor)
				RETURNING u.id, u.full_name, u.email, u.phone_number, u.role_id, u.status, u.must_change_password, u.deleted_at
			),
			newcomer AS (
				SELECT u.id, NULL::jsonb AS before, ` + accounts.UserRow.Snapshot + ` AS after FROM made u JOIN roles r ON r.id = u.role_id
			),
			` + register.AuditEach("newcomer", action.UserCreated, "users") + `,
			person AS (
				SELECT id, full_name, email, phone_number, status, deleted_at FROM made
				UNION ALL SELECT o.id, o.full_name, o.email, o.phone_number, o.status, o.deleted_at
					FROM users o WHERE o.id = @user::uuid AND o.deleted_at IS NULL
			),
			tied AS (
				INSERT INTO user_units AS l (id, user_id, unit_id, resident_type, is_primary_contact, move_in_date, status)
				SELECT @id, p.id, u.id, @type, @primary::boolean, @from::date, 'active' FROM person p, units u, judged
				WHERE u.id = @unit AND broken = 0 AND EXISTS (SELECT FROM actor)
				RETURNING ` + ResidencyRow.Returning + `
			),
			` + clearedPrimary("tied", `true`) + `,
			change AS (
				SELECT l.id, NULL::jsonb AS before, ` + ResidencyRow.Snapshot + ` AS after,
					(SELECT to_jsonb(x) FROM (SELECT ` + ResidencyRow.Columns + `) x) AS result
				FROM tied l JOIN person p ON p.id = l.user_id
			)`,
		Args: pgx.NamedArgs{
			"id": value.NewID(), "new_user": newcomer, "user": m.UserID, "unit": m.UnitID, "name": m.Name, "email": address,
			"phone": value.Tidy(m.Phone), "unusable": accounts.UnusablePassword, "type": m.Type, "primary": m.Primary, "from": m.From,
			"ahead": ahead,
		},
		Refuse: may.Refuse,
	}))
}

// masked hides the phone of a residency that a write returned.
func (s *Store) masked(r Residency, err error) (Residency, error) {
	r.Phone = value.MaskPhone(r.Phone, s.settings.Region())
	return r, err
}

// isAheadAsSaid is the condition that the day of moving in lies ahead by the
// database's clock as it does by this machine's, which may be on another day.
const isAheadAsSaid = `@ahead::boolean = coalesce(@from::date > ` + settings.TodaySQL + `, false)`

// rules are those of moving in that need the database.
func (m *MoveIn) rules() register.Rules[Residency] {
	return register.Rules[Residency]{
		{Holds: `EXISTS (SELECT FROM units WHERE id = @unit)`, Says: NoSuchUnit()},
		{
			Holds: `@user::uuid IS NOT NULL OR EXISTS (SELECT FROM roles WHERE name = 'resident')`,
			Says:  fault.Refuse("The roles are missing; run: society360 seed"),
		},
		{
			Holds: `@user::uuid IS NOT NULL OR NOT EXISTS (SELECT FROM users o WHERE lower(o.email) = lower(@email::text))`,
			Ask: func(ctx context.Context, d connect.DB, _ Residency) error {
				return accounts.EmailTaken(ctx, d, m.Email, uuid.Nil)
			},
		},
		{
			Holds: `@user::uuid IS NULL OR EXISTS (SELECT FROM users WHERE id = @user::uuid AND deleted_at IS NULL)`,
			Says:  fault.Wrong("person", "This account was deleted."),
		},
		{Holds: isAheadAsSaid, Says: dayChanged()},
		{
			Holds: `NOT EXISTS (SELECT FROM user_units l WHERE l.unit_id = @unit AND l.user_id = @user::uuid AND ` + Belongs() + `)`,
			Ask:   func(ctx context.Context, d connect.DB, _ Residency) error { return whyTied(ctx, d, *m) },
		},
	}
}

// dayChanged refuses a write that was made on another day than the database's.
func dayChanged() error {
	return fault.Refuse("The day has just changed; look at the date and save again.")
}

// whyTied says how the person belongs to the unit already.
func whyTied(ctx context.Context, d connect.DB, m MoveIn) error {
	tied, err := register.List[Residency](ctx, d, ResidencyRow.Query()+`
		WHERE l.unit_id = @unit AND l.user_id = @user::uuid AND `+Belongs()+` ORDER BY l.move_in_date DESC NULLS LAST, l.id LIMIT 1`,
		pgx.NamedArgs{"unit": m.UnitID, "user": m.UserID})
	switch {
	case err != nil:
		return err
	case len(tied) > 0 && tied[0].Ahead:
		return fault.Wrong("person", "This person is to move in on %s already; e on that line changes the day.", tied[0].MovedIn)
	}
	return fault.Wrong("person", "This person lives in the unit already.")
}

// residencyChange is a change of one residency that stands.
type residencyChange struct {
	action  action.Action
	seen    Residency
	payload any
	// rules are those on the row l, besides that nobody changed it since it was seen.
	rules register.Rules[Residency]
	set   string
	args  pgx.NamedArgs
	// primary makes the unit's other primary contacts ordinary residents, also where
	// this residency was a primary contact before.
	primary bool
	// bad complains of what was typed, to whoever may make the change.
	bad error
}

func (s *Store) changeResidency(ctx context.Context, actor role.Actor, intent uuid.UUID, c residencyChange) (Residency, error) {
	if _, err := actor.Permit(role.ManageUnits); err != nil {
		return Residency{}, err
	}
	if c.bad != nil {
		return Residency{}, c.bad
	}
	c.args["id"], c.args["version"], c.args["primary"] = c.seen.ID, c.seen.Version, c.primary
	may := append(register.Rules[Residency]{
		{Holds: NotMovedOut(`l`), Of: Residency.goneAlready},
		{Holds: `l.xmin::text = @version`, Ask: func(ctx context.Context, d connect.DB, now Residency) error {
			now, _ = s.masked(now, nil)
			return register.Overtaken(ctx, d, ResidencyRow, now.ID, c.seen, now, now.Name)
		}},
	}, c.rules...)
	return s.masked(register.Run[Residency](ctx, s.reg, actor, register.Write{
		Intent: intent, Action: c.action, Resource: "user_units", Lock: SocietyLock,
		Payload: []any{c.seen.ID, c.payload}, Args: c.args,
		// A row of nobody, which another program may leave, is no residency: its change
		// would give no audit row.
		Change: ResidencyRow.Judged(`l.id = @id AND l.user_id IS NOT NULL`, may.Broken()) + `,` + ResidencyRow.Updated(c.set) + `,
			` + clearedPrimary("updated", `(@primary::boolean OR NOT (n.before ->> 'is_primary_contact')::boolean)`) + `,` +
			ResidencyRow.Change("updated", `l.before`),
		Refuse: may.RefuseOf(func(ctx context.Context, d connect.DB) (Residency, error) {
			now, err := register.One[Residency](ctx, d, ResidencyRow.Query()+` WHERE l.id = @id`, pgx.NamedArgs{"id": c.seen.ID})
			if err == nil && now.Status != "active" { // also where the schedule has not called the day yet
				err = now.goneAlready()
			}
			return now, err
		}),
	}))
}

func (r Residency) goneAlready() error { return fault.Already("%s has moved out already.", r.Name) }

// UpdateResidency changes somebody's type and day of moving in. A day moved ahead
// takes the rights over the unit at once, one moved back gives them. seen is the
// residency as it was when the person began. Field names for complaints: type,
// from. Admins only.
func (s *Store) UpdateResidency(ctx context.Context, actor role.Actor, intent uuid.UUID, seen Residency, kind string, from value.Day) (Residency, error) {
	bad := fault.Fields{}
	check := from
	if from == seen.MovedIn { // one that was entered long ago stays as it is
		check = value.Day{}
	}
	checkResidency(bad, kind, check, s.settings.ThisDay())
	if !seen.MovesOut.IsZero() && !from.IsZero() && seen.MovesOut.Before(from) {
		bad.Add("from", "That is after the day of moving out.")
	}
	return s.changeResidency(ctx, actor, intent, residencyChange{
		action: action.ResidentUpdated, seen: seen, payload: []any{kind, from}, bad: bad.Err(),
		set:  `resident_type = @type, move_in_date = @from`,
		args: pgx.NamedArgs{"type": kind, "from": from},
	})
}

// SetPrimary makes a resident the unit's primary contact, in place of whoever was. For
// somebody who is to move in it switches whether they become it on that day. Refused
// where the resident is the only one already. Admins only.
func (s *Store) SetPrimary(ctx context.Context, actor role.Actor, intent uuid.UUID, seen Residency) (Residency, error) {
	const ahead = `coalesce(l.move_in_date > ` + settings.TodaySQL + `, false)`
	return s.changeResidency(ctx, actor, intent, residencyChange{
		action: action.PrimaryContactSet, seen: seen, primary: true,
		rules: register.Rules[Residency]{{
			Holds: ahead + ` OR NOT coalesce(l.is_primary_contact, false) OR EXISTS (SELECT FROM user_units o
				WHERE o.unit_id = l.unit_id AND o.id <> l.id AND o.is_primary_contact AND ` + NotMovedOut(`o`) + `)`,
			Of: func(now Residency) error { return fault.Already("%s is the primary contact already.", now.Name) },
		}},
		set: `is_primary_contact = NOT ` + ahead + `,
			primary_on_move_in = CASE WHEN ` + ahead + ` THEN NOT coalesce(l.primary_on_move_in, false) END`,
		args: pgx.NamedArgs{},
	})
}

// MoveOut sets the day on which a resident moves out: today or a past day moves them
// out at once, a later one as it begins. For somebody who is to move in, today or a
// past day calls that off. The zero Day takes back a day that lies ahead. Field name
// for complaints: until. Admins only.
func (s *Store) MoveOut(ctx context.Context, actor role.Actor, intent uuid.UUID, seen Residency, until value.Day) (Residency, error) {
	today := s.settings.ThisDay()
	gone := !until.IsZero() && !today.Before(until)
	did := action.ResidentLeaveSet
	switch {
	case gone && seen.Ahead:
		did = action.MoveInCancelled
	case gone:
		did = action.ResidentMovedOut
	}
	return s.changeResidency(ctx, actor, intent, residencyChange{
		action: did, seen: seen, payload: until, bad: seen.wrongUntil(until, today),
		// The database's day rules: this machine's clock may stand on another.
		rules: register.Rules[Residency]{{Holds: `@gone::boolean = coalesce(@until::date <= ` + settings.TodaySQL + `, false)`, Says: dayChanged()}},
		set:   `move_out_date = @until::date, status = CASE WHEN @gone::boolean THEN 'moved_out' ELSE 'active' END`,
		args:  pgx.NamedArgs{"until": until, "gone": gone},
	})
}

// wrongUntil says why a resident cannot move out on a day.
func (r Residency) wrongUntil(until, today value.Day) error {
	switch {
	case until.IsZero() && r.MovesOut.IsZero():
		return fault.Wrong("until", "Which day? Today moves them out now.")
	case r.Ahead && !until.IsZero() && !today.Before(until): // calls it off
	case r.Ahead && !until.IsZero() && until.Before(r.MovedIn):
		return fault.Wrong("until", "That is before the day of moving in, %s; today calls it off.", r.MovedIn)
	case !until.IsZero() && !r.MovedIn.IsZero() && until.Before(r.MovedIn):
		return fault.Wrong("until", "That is before the day of moving in.")
	}
	return value.MoveDays().Field("until", until, today)
}
