package directory

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Part is a part of what the society holds about a person: rows of one kind.
type Part struct {
	// Name is the kind's: account, homes, visits, barred, tickets, bills, payments,
	// notices, sign_ins.
	Name    string
	Columns []string
	// Rows are the cells under Columns as the database writes them, cleaned; times have
	// their offset.
	Rows [][]string
}

// personPart reads a part of @id's, whose columns stand in the order of the query.
type personPart struct{ name, sql string }

// personParts are the parts, but for the rows of the trail (trail.Store.Export). A visit is
// a person's where they announced it or gave or refused their word, or where the visitor
// had their phone; a bill, where it is dated in their days in the unit.
func personParts(byPhone string) []personPart {
	visit := func(from, archived string) string {
		return `SELECT v.id, coalesce(n.label, '') AS unit, v.visitor_name, v.visitor_phone, v.purpose, v.vehicle_number, v.status, v.check_in_time, v.check_out_time, ` + archived + ` AS archived
			FROM ` + from + ` v LEFT JOIN units n ON n.id = v.unit_id WHERE v.id IN (SELECT thing FROM mine) OR ` + byPhone
	}
	const ticket = ` t.ticket_number, coalesce(n.label, '') AS unit, t.category, t.title, t.description, t.status, t.created_at, t.resolved_at`
	return []personPart{
		{"account", `SELECT u.id, u.full_name, u.email, u.phone_number, r.name AS role, u.status, u.created_at, u.deleted_at FROM users u LEFT JOIN roles r ON r.id = u.role_id WHERE u.id = @id`},
		{"homes", `SELECT coalesce(n.label, n.unit_number) AS unit, l.resident_type, l.is_primary_contact, l.move_in_date, l.move_out_date, l.status
			FROM user_units l JOIN units n ON n.id = l.unit_id WHERE l.user_id = @id ORDER BY l.move_in_date NULLS FIRST, l.id`},
		{"visits", `WITH mine AS MATERIALIZED (
				SELECT DISTINCT a.resource_id AS thing FROM (SELECT resource_id, action, resource_type FROM audit_logs WHERE user_id = @id
					UNION ALL SELECT resource_id, action, resource_type FROM archived_audit_logs WHERE user_id = @id) a
				WHERE a.resource_type = 'visitor_logs' AND a.action IN ('` + string(action.VisitorAnnounced) + `', '` + string(action.VisitorPreApproved) + `', '` + string(action.VisitorApproved) + `', '` + string(action.VisitorDenied) + `', '` + string(action.VisitorWithdrawn) + `')
			) SELECT DISTINCT * FROM (` + visit(`visitor_logs`, `false`) + ` UNION ALL ` + visit(`archived_visitor_logs`, `true`) + `) v ORDER BY check_in_time NULLS LAST, id`},
		{"barred", `SELECT b.kind, b.value, coalesce(n.label, '') AS unit, b.reason, b.last_day, b.created_at, b.lifted_at, b.lift_reason
			FROM barred_visitors b LEFT JOIN units n ON n.id = b.unit_id WHERE b.barred_by = @id ORDER BY b.created_at, b.id`},
		{"tickets", `SELECT` + ticket + `, false AS archived FROM maintenance_tickets t LEFT JOIN units n ON n.id = t.unit_id WHERE t.requester_id = @id
			UNION ALL SELECT` + ticket + `, true FROM archived_maintenance_tickets t LEFT JOIN units n ON n.id = t.unit_id WHERE t.requester_id = @id ORDER BY created_at, ticket_number`},
		{"bills", `SELECT DISTINCT n.label AS unit, b.bill_type, b.bill_date, b.due_date, b.amount, b.amount_paid, b.waived_amount, b.status, b.voided_at, b.id
			FROM user_units l JOIN bills b ON b.unit_id = l.unit_id JOIN units n ON n.id = l.unit_id
			WHERE l.user_id = @id AND (l.move_in_date IS NULL OR b.bill_date >= l.move_in_date) AND (l.move_out_date IS NULL OR b.bill_date < l.move_out_date)
			ORDER BY b.bill_date, b.id`},
		{"payments", `SELECT p.payment_date, p.received_on, p.amount_paid, p.payment_method, p.transaction_reference, p.status, p.reversed_at, b.bill_type, coalesce(n.label, '') AS unit, p.id
			FROM payments p LEFT JOIN bills b ON b.id = p.bill_id LEFT JOIN units n ON n.id = b.unit_id WHERE p.payer_id = @id ORDER BY p.payment_date, p.id`},
		{"notices", `SELECT a.title, a.created_at, r.read_at FROM announcement_reads r JOIN announcements a ON a.id = r.announcement_id WHERE r.user_id = @id ORDER BY r.read_at, a.id`},
		{"sign_ins", `SELECT 'key' AS kind, fingerprint AS what, comment, created_at AS since, last_used_at AS last FROM user_ssh_keys WHERE user_id = @id
			UNION ALL SELECT 'token', name, array_to_string(commands, ', '), created_at, last_used_at FROM user_tokens WHERE user_id = @id
			UNION ALL SELECT 'network', network, NULL AS comment, NULL AS since, last_at FROM sign_in_places WHERE user_id = @id
			UNION ALL SELECT 'desk', ip_address, user_agent, started_at, ended_at FROM desk_sessions WHERE user_id = @id ORDER BY kind, since, what`},
	}
}

// personTime is how long one part may be read.
const personTime = `'60s'`

// Person reads what the society holds about an account, deleted ones too, but for the rows
// of the trail, and writes into the trail that it did: where that fails there is nothing.
// Admins only, by name. NotFound: there is no such account.
func (s *Store) Person(ctx context.Context, actor role.Actor, intent, id uuid.UUID) ([]Part, error) {
	if _, err := actor.Permit(role.ManageAccounts); err != nil {
		return nil, err
	}
	if err := actor.NamedFor(action.PersonExported); err != nil {
		return nil, err
	}
	phone := ""
	err := s.reg.QueryRow(ctx, `SELECT coalesce(phone_number, '') FROM users WHERE id = @id`, pgx.NamedArgs{"id": id}).Scan(&phone)
	if err != nil {
		return nil, missingPerson(err)
	}
	args, byPhone := pgx.NamedArgs{"id": id}, `false`
	if region := s.settings.Region(); value.WholePhone(phone, region) {
		byPhone = value.NewPhoneSearch(value.Clean(phone), region).Begins(`v.visitor_phone`, args)
	}
	var parts []Part
	counts := map[string]int{}
	for _, p := range personParts(byPhone) {
		part, err := s.part(ctx, p, args)
		if err != nil {
			return nil, err
		}
		parts, counts[part.Name] = append(parts, part), len(part.Rows)
	}
	_, err = register.Run[bool](ctx, s.reg, actor, register.Write{
		Intent: intent, Action: action.PersonExported, Resource: "users", Quiet: true, Payload: id,
		Change:  `change AS (SELECT u.id, NULL::jsonb AS before, @counts::jsonb AS after, to_jsonb(true) AS result FROM users u WHERE u.id = @id AND EXISTS (SELECT FROM actor))`,
		Args:    pgx.NamedArgs{"id": id, "counts": string(value.MustJSON(json.Marshal(counts)))},
		Explain: func(context.Context, connect.DB) error { return missingPerson(pgx.ErrNoRows) },
	})
	if err != nil {
		return nil, err
	}
	return parts, nil
}

func missingPerson(err error) error {
	if errors.Is(err, pgx.ErrNoRows) {
		return fault.Missing("There is no such account.")
	}
	return connect.ReadError(err)
}

// part reads one part. Its statement may take longer than a desk's.
func (s *Store) part(ctx context.Context, p personPart, args pgx.NamedArgs) (part Part, err error) {
	part.Name = p.name
	err = s.reg.Whole(ctx, func(conn *pgxpool.Conn) error {
		return pgx.BeginTxFunc(ctx, conn, pgx.TxOptions{AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
			if _, err := tx.Exec(ctx, `SET LOCAL statement_timeout = `+personTime); err != nil {
				return err
			}
			rows, err := tx.Query(ctx, p.sql, pgx.QueryResultFormats{pgx.TextFormatCode}, args)
			if err != nil {
				return err
			}
			defer rows.Close()
			for _, f := range rows.FieldDescriptions() {
				part.Columns = append(part.Columns, f.Name)
			}
			for rows.Next() {
				cells := make([]string, len(part.Columns))
				for i, text := range rows.RawValues() {
					cells[i] = value.Clean(string(text))
				}
				part.Rows = append(part.Rows, cells)
			}
			return rows.Err()
		})
	})
	return part, connect.ReadError(err)
}
