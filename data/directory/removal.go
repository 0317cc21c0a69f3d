package directory

import (
	"cmp"
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/internal/removed"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/settings"
	"github.com/civoranexus/society360/data/value"
)

// Whom names a person: by their account, or by a phone, which an account has or else a
// visitor had.
type Whom struct {
	Account *uuid.UUID
	Phone   string
}

// Removal is what the register has of a person that would be removed, and what stands in
// the way of that.
type Removal struct {
	// Account is nil of somebody who only visited, and then Name, Email and Role are empty.
	Account           *uuid.UUID
	Name, Email, Role string
	// Phone is the one by which visits are theirs; empty where there is none, or Shared.
	Phone string
	// Shared names another account with the same phone: visits with it stay as they are.
	Shared string
	// Visits had their phone, as Called; Archived of these are in the archive.
	Visits, Archived int
	Called           []string
	// Payments were noted as made by their name; Keys, Tokens and Files go with the account.
	Payments, Keys, Tokens, Files int
	// Hinders are what has to end first.
	Hinders []Hindrance

	// What the removal holds to: it is of this and of nothing else.
	version    string
	live, old  []uuid.UUID
	bars       []uuid.UUID
	ats        []time.Time
	known      removed.Known
	key        []byte
	phoneTyped string
}

// Hindrance is why somebody cannot be removed yet.
type Hindrance struct {
	// Kind is one of those below, What the unit, the desk's ID, the ticket or nothing.
	Kind, What string
	// Due is what is owed.
	Due value.Paise
}

// The kinds of a Hindrance.
const (
	HindersOwn    = "own"
	HindersHome   = "home"
	HindersDesk   = "desk"
	HindersDues   = "dues"
	HindersTicket = "ticket"
	HindersVisit  = "visit"
	HindersBar    = "bar"
	HindersAdmin  = "admin"
)

// String says it of them, as in "they live in A-101".
func (h Hindrance) String() string {
	switch h.Kind {
	case HindersOwn:
		return "nobody removes themselves"
	case HindersHome:
		return "they live in " + h.What + ", or are to"
	case HindersDesk:
		return "they have a desk open"
	case HindersDues:
		return h.What + " owes " + h.Due.String() + " of their days as its owner"
	case HindersTicket:
		return "ticket " + h.What + " is theirs and open"
	case HindersBar:
		return "a bar of their phone or vehicle is in force"
	case HindersVisit:
		return "they are inside or expected at " + cmp.Or(h.What, "the gate")
	}
	return "they are the last active admin"
}

// byPhone is the condition that a visit v had the phone of the removal's arguments.
func byPhone() string { return value.PhoneIs(`v.visitor_phone`) }

// theirBar is the condition that a bar b is of the removal's phone or plates: of whom a bar by
// name is, nobody can tell. barIsOver says that it is not in force.
const (
	barIsOver = `(b.lifted_at IS NOT NULL OR b.last_day IS NOT NULL AND b.last_day < ` + settings.TodaySQL + `)`
	theirBar  = `(b.kind = 'phone' AND society360_phone_digits(b.value) = ANY (@phone_keys::text[]) AND society360_phone_number(b.value, @phone_pattern::text) = @phone_number
		OR b.kind = 'plate' AND society360_plate_key(b.value) = ANY (@plates::text[]))`
)

// hinders are the reasons against a removal of the account @id, and of @phone.
func hinders() string {
	return `
		SELECT 0 AS ord, '` + HindersOwn + `' AS kind, '' AS what, 0::numeric AS due WHERE @id::uuid = @remover::uuid
		UNION ALL SELECT 1, '` + HindersHome + `', coalesce(n.label, n.unit_number, ''), 0 FROM user_units l JOIN users p ON p.id = l.user_id JOIN units n ON n.id = l.unit_id
			WHERE l.user_id = @id::uuid AND p.deleted_at IS NULL AND ` + homes.Belongs() + `
		UNION ALL SELECT 2, '` + HindersDesk + `', d.id::text, 0 FROM desk_sessions d WHERE d.user_id = @id::uuid AND ` + accounts.DeskOpen + `
		UNION ALL SELECT 3, '` + HindersDues + `', coalesce(o.unit, ''), o.due FROM (
			SELECT coalesce(n.label, n.unit_number) AS unit, sum(greatest(b.amount - b.waived_amount - b.amount_paid, 0)) AS due
			FROM (SELECT DISTINCT b.id, b.unit_id, b.amount, b.waived_amount, b.amount_paid FROM user_units l JOIN bills b ON b.unit_id = l.unit_id
				WHERE l.user_id = @id::uuid AND l.resident_type = 'owner' AND b.voided_at IS NULL
					AND (l.move_in_date IS NULL OR b.bill_date >= l.move_in_date) AND (l.move_out_date IS NULL OR b.bill_date < l.move_out_date)) b
			JOIN units n ON n.id = b.unit_id GROUP BY 1) o WHERE o.due > 0
		UNION ALL SELECT 4, '` + HindersTicket + `', coalesce('#' || t.ticket_number, t.title), 0 FROM maintenance_tickets t
			WHERE (t.requester_id = @id::uuid OR t.assigned_to_id = @id::uuid) AND coalesce(t.status, 'open') NOT IN ('closed', 'rejected')
		UNION ALL SELECT 5, '` + HindersVisit + `', coalesce(n.label, n.unit_number, ''), 0 FROM visitor_logs v LEFT JOIN units n ON n.id = v.unit_id
			WHERE ` + byPhone() + ` AND coalesce(v.status, 'checked_in') NOT IN ('checked_out', 'denied')
		UNION ALL SELECT 6, '` + HindersBar + `', '', 0 WHERE EXISTS (SELECT FROM barred_visitors b WHERE ` + theirBar + ` AND NOT ` + barIsOver + `)
		UNION ALL SELECT 7, '` + HindersAdmin + `', '', 0 FROM users u LEFT JOIN roles r ON r.id = u.role_id WHERE u.id = @id::uuid AND NOT ` + accounts.AnAdminIsLeft()
}

// Removal reads what the register has of a person, and what is against their removal.
// Admins only. Errors: NotFound; Refused, where the phone is that of several accounts, or
// they were removed already (Removal.Gone).
func (s *Store) Removal(ctx context.Context, actor role.Actor, whom Whom) (Removal, error) {
	if _, err := actor.Permit(role.ManageAccounts); err != nil {
		return Removal{}, err
	}
	return s.removal(ctx, s.reg, actor, whom)
}

func (s *Store) removal(ctx context.Context, d connect.DB, actor role.Actor, whom Whom) (r Removal, err error) {
	region := s.settings.Region()
	r.Account = whom.Account
	r.Phone, r.phoneTyped = value.Clean(whom.Phone), value.Clean(whom.Phone)
	if whom.Account == nil && !value.WholePhone(r.Phone, region) {
		return r, fault.Wrong("person", "Who is it? An account's e-mail or ID, or the whole phone of a visitor.")
	}
	if err := s.removalAccount(ctx, d, whom, &r); err != nil {
		return r, err
	}
	if err := s.removalPhone(ctx, d, &r); err != nil {
		return r, err
	}
	if r.Account == nil && r.Visits == 0 {
		return r, fault.Missing("There is no account and no visit with the phone %s.", r.phoneTyped)
	}
	if err := d.QueryRow(ctx, `SELECT key FROM society360_removal_key`).Scan(&r.key); err != nil {
		return r, connect.ReadError(err)
	}
	err = d.QueryRow(ctx, `SELECT coalesce(array_agg(b.id), '{}') FROM barred_visitors b WHERE `+theirBar+` AND `+barIsOver, s.args(r, actor)).Scan(&r.bars)
	if err != nil {
		return r, connect.ReadError(err)
	}
	r.Hinders, err = register.List[Hindrance](ctx, d, `SELECT h.kind, h.what, h.due FROM (`+hinders()+`) h ORDER BY h.ord, h.what LIMIT 20`, s.args(r, actor))
	return r, err
}

// removalAccount reads the account that is named by itself or by its phone.
func (s *Store) removalAccount(ctx context.Context, d connect.DB, whom Whom, r *Removal) error {
	type account struct {
		ID                               uuid.UUID
		Name, Email, Phone, Role         string
		Version                          string
		RemovedAt                        *time.Time
		Payments, Keys, Tokens, Files    int
		FormerNames, Mails, FormerPhones []string
	}
	const at = `(SELECT a.details FROM audit_logs a WHERE a.resource_type = 'users' AND a.resource_id = u.id
		UNION ALL SELECT a.details FROM archived_audit_logs_list k JOIN archived_audit_logs a ON a.id = k.id AND a.created_at = k.created_at WHERE k.resource_type = 'users' AND k.resource_id = u.id)`
	former := func(field string) string {
		return `coalesce((SELECT array_agg(DISTINCT f.was) FROM (SELECT h.details #>> '{before,` + field + `}' AS was FROM ` + at + ` h UNION ALL SELECT h.details #>> '{after,` + field + `}' FROM ` + at + ` h) f WHERE f.was <> ''), '{}')`
	}
	found, err := register.List[account](ctx, d, `
		SELECT u.id, u.full_name AS name, u.email, coalesce(u.phone_number, '') AS phone, coalesce(r.name, '') AS role, u.removed_at, `+accounts.UserVersion+` AS version,
			(SELECT count(*) FROM payments y JOIN bills b ON b.id = y.bill_id WHERE y.paid_by_name IS NOT NULL AND society360_name_key(y.paid_by_name) = society360_name_key(u.full_name)
				AND b.unit_id IN (SELECT l.unit_id FROM user_units l WHERE l.user_id = u.id)) AS payments,
			(SELECT count(*) FROM user_ssh_keys k WHERE k.user_id = u.id) AS keys, (SELECT count(*) FROM user_tokens k WHERE k.user_id = u.id) AS tokens,
			(SELECT count(*) FROM desk_files f WHERE f.user_id = u.id) AS files,
			`+former(`full_name`)+` AS former_names, `+former(`email`)+` AS mails, `+former(`phone_number`)+` AS former_phones
		FROM users u LEFT JOIN roles r ON r.id = u.role_id WHERE CASE WHEN @id::uuid IS NULL THEN u.removed_at IS NULL AND `+value.PhoneIs(`u.phone_number`)+` ELSE u.id = @id::uuid END
		ORDER BY u.deleted_at IS NOT NULL, u.id LIMIT 3`, value.PhoneArgs(pgx.NamedArgs{"id": whom.Account}, whom.Phone, s.settings.Region()))
	switch {
	case err != nil:
		return err
	case len(found) == 0 && whom.Account != nil:
		return fault.Missing("There is no such account.")
	case len(found) == 0:
		return nil
	case len(found) > 1:
		return fault.Refuse("%s and %s have that phone: name the account by its e-mail or ID.", cmp.Or(found[0].Email, found[0].ID.String()), cmp.Or(found[1].Email, found[1].ID.String()))
	}
	a := found[0]
	r.Account = &a.ID
	if a.RemovedAt != nil {
		return &fault.Error{Kind: fault.Refused, Cause: errRemoved, Format: "They were removed already, on %s.", Args: []any{*a.RemovedAt}}
	}
	r.Name, r.Email, r.Role, r.Phone, r.version = a.Name, a.Email, a.Role, a.Phone, a.Version
	r.Payments, r.Keys, r.Tokens, r.Files = a.Payments, a.Keys, a.Tokens, a.Files
	r.known = removed.Known{Names: append(a.FormerNames, a.Name), Emails: append(a.Mails, a.Email), Phones: a.FormerPhones}
	return nil
}

// errRemoved is the cause of a refusal to remove somebody twice.
const errRemoved = fault.Sentence("removed already")

// removalPhone reads the visits with the phone, unless somebody else has it as well.
func (s *Store) removalPhone(ctx context.Context, d connect.DB, r *Removal) error {
	if !value.WholePhone(r.Phone, s.settings.Region()) {
		r.Phone = ""
	}
	args := value.PhoneArgs(pgx.NamedArgs{"id": r.Account}, r.Phone, s.settings.Region())
	others, err := register.List[struct{ Name string }](ctx, d, `SELECT u.full_name AS name FROM users u
		WHERE u.id IS DISTINCT FROM @id::uuid AND u.removed_at IS NULL AND u.deleted_at IS NULL AND `+value.PhoneIs(`u.phone_number`)+` ORDER BY u.id LIMIT 1`, args)
	if err != nil {
		return err
	}
	if len(others) > 0 {
		r.Shared, r.Phone, r.known.Phones = others[0].Name, "", nil
		args = value.PhoneArgs(pgx.NamedArgs{}, "", s.settings.Region())
	}
	visits, err := register.List[struct {
		ID       uuid.UUID
		At       *time.Time
		Archived bool
		Name     string
		Plate    string
	}](ctx, d, `
		SELECT v.id, NULL::timestamptz AS at, false AS archived, v.visitor_name AS name, coalesce(v.vehicle_number, '') AS plate FROM visitor_logs v WHERE `+byPhone()+`
		UNION ALL SELECT v.id, coalesce(v.check_in_time, v.created_at), true, v.visitor_name, coalesce(v.vehicle_number, '') FROM archived_visitor_logs_list v WHERE `+byPhone(), args)
	if err != nil {
		return err
	}
	r.live, r.old, r.ats = []uuid.UUID{}, []uuid.UUID{}, []time.Time{}
	called, plates := map[string]bool{}, map[string]bool{}
	for _, v := range visits {
		if v.Archived {
			r.old, r.ats = append(r.old, v.ID), append(r.ats, *v.At)
		} else {
			r.live = append(r.live, v.ID)
		}
		if !called[v.Name] {
			called[v.Name], r.Called = true, append(r.Called, v.Name)
		}
		if !plates[v.Plate] {
			plates[v.Plate], r.known.Plates = true, append(r.known.Plates, v.Plate)
		}
	}
	r.Visits, r.Archived, r.known.Called = len(visits), len(r.old), r.Called
	if r.Phone != "" {
		r.known.Phones = append(r.known.Phones, r.Phone)
	}
	return nil
}

// args are those of the statements about a removal.
func (s *Store) args(r Removal, actor role.Actor) pgx.NamedArgs {
	plates := []string{}
	for _, plate := range r.known.Plates {
		if key := value.Vehicle(plate); key != "" {
			plates = append(plates, key)
		}
	}
	return value.PhoneArgs(pgx.NamedArgs{"id": r.Account, "remover": value.NullID(actor.UserID), "plates": plates}, r.Phone, s.settings.Region())
}
