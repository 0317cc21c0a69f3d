package demo

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/settings"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// demoTable collects the rows of one table for COPY.
type demoTable struct {
	name    string
	columns []string
	rows    [][]any
}

func (t *demoTable) add(values ...any) { t.rows = append(t.rows, values) }

// demoTables are the tables that the demo society fills.
type demoTables struct {
	users, blocks, units, residents, visits, tickets, bills, payments, notices, reads, audit demoTable
	settings                                                                                 []demoSetting
	// audits become the rows of audit once they are in order.
	audits []demoAudit
}

// demoAudit is a row of audit_logs and its time.
type demoAudit struct {
	at  time.Time
	row []any
}

func newDemoTables() demoTables {
	table := func(name string, columns ...string) demoTable { return demoTable{name: name, columns: columns} }
	return demoTables{
		users: table("users", "id", "full_name", "email", "password_hash", "phone_number", "role_id", "status",
			"created_at", "updated_at", "deleted_at", "password_changed_at"),
		blocks: table("blocks", "id", "name", "description", "created_at"),
		units:  table("units", "id", "block_id", "unit_number", "floor_number", "type", "status", "created_at"),
		residents: table("user_units", "id", "user_id", "unit_id", "resident_type", "is_primary_contact",
			"move_in_date", "move_out_date", "status", "created_at"),
		visits: table("visitor_logs", "id", "unit_id", "visitor_name", "visitor_phone", "purpose", "check_in_time",
			"check_out_time", "vehicle_number", "entry_gate", "approved_by_user_id", "security_guard_id", "status",
			"created_at", "expected_arrival", "approved_at", "exit_gate", "party_size", "presumed_left"),
		tickets: table("maintenance_tickets", "id", "unit_id", "requester_id", "category", "title", "description",
			"priority", "status", "assigned_to_id", "created_at", "updated_at", "resolved_at"),
		// amount_paid and status follow from the payments, by triggers.
		bills: table("bills", "id", "unit_id", "bill_type", "amount", "bill_date", "due_date", "description",
			"created_at", "late_fee_of", "run_month", "fee_base", "fee_percent"),
		payments: table("payments", "id", "bill_id", "payer_id", "amount_paid", "payment_method",
			"transaction_reference", "payment_date", "status", "recorded_by", "simulated", "claim_id", "claimed_at"),
		notices: table("announcements", "id", "title", "content", "author_id", "target_audience", "is_important",
			"created_at", "expires_at"),
		reads: table("announcement_reads", "announcement_id", "user_id", "read_at"),
		audit: table("audit_logs", "id", "user_id", "action", "resource_type", "resource_id", "ip_address",
			"user_agent", "details", "created_at", "database_role"),
	}
}

// copyInto sends the rows, each table behind those it refers to, and tells the
// planner of them.
func (d *demo) copyInto(ctx context.Context, tx pgx.Tx) error {
	t := &d.tables
	// In the order of time, as a society that grew would have written them.
	slices.SortStableFunc(t.audits, func(a, b demoAudit) int { return a.at.Compare(b.at) })
	for _, a := range t.audits {
		t.audit.add(a.row...)
	}
	all := []*demoTable{
		&t.users, &t.blocks, &t.units, &t.residents, &t.visits, &t.tickets,
		&t.bills, &t.payments, &t.notices, &t.reads, &t.audit,
	}
	for _, table := range all {
		if _, err := tx.CopyFrom(ctx, pgx.Identifier{table.name}, table.columns, pgx.CopyFromRows(table.rows)); err != nil {
			return fmt.Errorf("filling %s: %w", table.name, err)
		}
	}
	for _, s := range t.settings {
		if _, err := tx.Exec(ctx, `UPDATE system_config SET config_value = $2, updated_by = $3, updated_at = $4 WHERE id = $1`,
			s.ID, s.after, d.admin.id, s.At); err != nil {
			return fmt.Errorf("setting %s: %w", s.Key, err)
		}
	}
	_, err := tx.Exec(ctx, `ANALYZE users, blocks, units, user_units, visitor_logs, maintenance_tickets,
		bills, payments, announcements, audit_logs, system_config`)
	return err
}

// demoSetting is a setting as seeded and what the demo society makes of it.
type demoSetting struct {
	ID         uuid.UUID
	Key, Value string
	// At is when it is changed: now, but behind the seed, which writes by the clock.
	At    time.Time
	after string
}

// demoSettings gives the society its name, gates and fees.
func demoSettings(ctx context.Context, d connect.DB, now time.Time) ([]demoSetting, error) {
	wanted := map[string]string{
		settings.SocietyName:         "Green Park CHS",
		settings.Gates().Key:         `["Main","Service"]`,
		money.MaintenanceFee().Key:   `{"1BHK":2500,"2BHK":3500,"3BHK":4500}`,
		money.PaymentsByResidentsKey: string(money.ResidentsSimulate),
		// It charged late fees before, and some wait.
		money.LateFeeFromKey: value.DayOf(now).AddDays(-120).String(),
	}
	seeded, err := register.List[demoSetting](ctx, d,
		`SELECT id, config_key AS key, config_value AS value, greatest(@now::timestamptz, clock_timestamp()) AS at
		FROM system_config ORDER BY config_key`, pgx.NamedArgs{"now": now})
	var changed []demoSetting
	for _, s := range seeded {
		if value, ok := wanted[s.Key]; ok && value != s.Value {
			s.after = value
			changed = append(changed, s)
		}
	}
	return changed, err
}

func (d *demo) configure(settings []demoSetting) {
	d.tables.settings = settings
	for _, s := range settings {
		d.record(s.At, d.admin.atOffice(), action.SettingChanged, "system_config", &s.ID, change{
			before: map[string]any{"config_value": s.Value}, after: map[string]any{"config_value": s.after},
		})
	}
}

// change is what an audit row says of a row of the register: snapshots before
// and after, and what the action itself has to say.
type change struct {
	before, after map[string]any
	notes         string
	details       map[string]any
}

// record writes an audit row of the shape that the register's own writes give
// theirs (see auditCTE): of the snapshots only what differs.
func (d *demo) record(at time.Time, actor role.Actor, did action.Action, resource string, id *uuid.UUID, c change) {
	details := map[string]any{}
	maps.Copy(details, c.details)
	after := map[string]any{}
	for name, value := range c.after {
		if c.before == nil && value == nil || c.before != nil && value == c.before[name] {
			continue
		}
		after[name] = value
	}
	details["after"] = after
	before := map[string]any{}
	for name, value := range c.before {
		if value != nil && value != c.after[name] {
			before[name] = value
		}
	}
	if len(before) > 0 {
		details["before"] = before
	}
	var kind *string
	if resource != "" {
		kind = &resource
	}
	d.tables.audits = append(d.tables.audits, demoAudit{at, []any{
		d.id(at), value.NullID(actor.UserID), string(did), kind, id, actor.Origin.Address,
		actor.Origin.Client, json.RawMessage(register.AuditDetails(actor, c.notes, details)), at.UTC(),
		connect.DeskRole, // as whose all of this would have been done
	}})
}

// id makes a row's key as newID does, from the society's own time and chance.
func (d *demo) id(at time.Time) uuid.UUID {
	var id uuid.UUID
	binary.BigEndian.PutUint64(id[:8], uint64(at.UnixMilli())<<16|d.rng.Uint64()&0xfff)
	binary.BigEndian.PutUint64(id[8:], d.rng.Uint64())
	id[6] = id[6]&0x0f | 0x70
	id[8] = id[8]&0x3f | 0x80
	return id
}

// day is a time of day in the society's zone, days from today.
func (d *demo) day(days, hour, minute int) time.Time {
	today := d.now.In(d.zone)
	return time.Date(today.Year(), today.Month(), today.Day()+days, hour, minute, 0, 0, d.zone).UTC()
}

// date is a day of the calendar in the society's zone, days from today.
func (d *demo) date(days int) time.Time {
	at := d.day(days, 12, 0).In(d.zone)
	return time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, time.UTC)
}

// between is a chance from least to most.
func (d *demo) between(least, most int) int { return least + d.rng.IntN(most-least+1) }

// minutes is a chance length of time.
func (d *demo) minutes(least, most int) time.Duration {
	return time.Duration(d.between(least*60, most*60)) * time.Second
}

// chance is true in that many of a hundred cases.
func (d *demo) chance(percent int) bool { return d.rng.IntN(100) < percent }

// oneOf picks one.
func oneOf[T any](d *demo, from []T) T { return from[d.rng.IntN(len(from))] }

// jsonTime is a time as the database writes it into JSON; nil when zero.
func jsonTime(at time.Time) any {
	if at.IsZero() {
		return nil
	}
	return at.UTC().Format("2006-01-02T15:04:05.999999-07:00")
}

// jsonText is a text as the database writes it into JSON; nil when empty.
func jsonText(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// nullTime is a time as a parameter; NULL when zero.
func nullTime(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	at = at.UTC()
	return &at
}
