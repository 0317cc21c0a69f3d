package township

import (
	"time"

	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"
)

// table is what is told of one table, a row at a time.
type table struct {
	name    string
	columns []string
	rows    func(add func(...any) error) error
}

// refusal is why the office refuses what was claimed.
const refusal = "No such transfer in the statement"

// Where the program itself works.
const (
	programAddress = "local"
	programClient  = "cli"
)

// orNull is a key; NULL for nobody.
func (p *person) orNull() any {
	if p == nil {
		return nil
	}
	return p.id
}

// tables are the township's, each behind those that it names; the trail is not among them.
func (t *town) tables(roles map[role.Role]int32) []table {
	return []table{
		{"users", []string{"id", "full_name", "email", "password_hash", "phone_number", "role_id", "status", "created_at", "updated_at", "password_changed_at"}, func(add func(...any) error) error {
			return each(t.people, func(p *person) error {
				since := p.since.time()
				return add(p.id, p.name, p.email, p.password, p.phone, roles[p.role], "active", since, since, since)
			})
		}},
		{"blocks", []string{"id", "name", "description", "created_at"}, func(add func(...any) error) error {
			return each(t.blocks, func(b block) error { return add(b.id, b.name, b.about, b.built.time()) })
		}},
		{"units", []string{"id", "block_id", "unit_number", "floor_number", "type", "status", "created_at"}, func(add func(...any) error) error {
			return each(t.units, func(u *unit) error {
				return add(u.id, u.block, u.number, u.floor, u.kind, u.status, u.built.time())
			})
		}},
		{"user_units", []string{"id", "user_id", "unit_id", "resident_type", "is_primary_contact", "move_in_date", "move_out_date", "status", "created_at"}, t.residencies},
		{"society360_bill_runs", []string{"id", "month", "raised_at", "raised_by"}, func(add func(...any) error) error {
			return each(t.runs, func(r *run) error { return add(r.id, t.date(r.month), r.at.time(), t.admin.id) })
		}},
		{"announcements", []string{"id", "title", "content", "author_id", "target_audience", "is_important", "created_at", "expires_at"}, t.notices},
		{"visitor_logs", []string{
			"id", "unit_id", "visitor_name", "visitor_phone", "purpose", "check_in_time", "check_out_time", "vehicle_number", "entry_gate",
			"approved_by_user_id", "security_guard_id", "status", "created_at", "expected_arrival", "approved_at", "exit_gate", "party_size", "presumed_left",
		}, t.visitRows},
		{"maintenance_tickets", []string{
			"id", "unit_id", "requester_id", "category", "title", "description", "priority", "status", "assigned_to_id",
			"created_at", "updated_at", "resolved_at", "ticket_number",
		}, t.ticketRows},
		{"bills", []string{
			"id", "unit_id", "bill_type", "amount", "amount_paid", "bill_date", "due_date", "status", "description", "created_at",
			"late_fee_of", "fee_base", "fee_percent", "run_month", "run_id",
		}, t.billRows},
		{"payments", []string{
			"id", "bill_id", "payer_id", "paid_by_name", "amount_paid", "payment_method", "transaction_reference", "payment_date", "received_on",
			"status", "recorded_by", "claim_id", "claimed_at", "decided_at", "decided_by", "refusal_reason",
		}, t.paymentRows},
		{"receipts", []string{"id", "year", "number", "issued_at"}, func(add func(...any) error) error {
			return each(t.receipted(), func(s *settlement) error { return add(s.receipt, s.year, s.number, s.at.time()) })
		}},
		{"receipt_payments", []string{"payment_id", "receipt_id"}, func(add func(...any) error) error {
			return each(t.receipted(), func(s *settlement) error {
				return each(s.payments, func(p payment) error { return add(p.id, s.receipt) })
			})
		}},
		{"receipt_counters", []string{"year", "last"}, func(add func(...any) error) error {
			for year, last := range t.receipts {
				if err := add(year, last); err != nil {
					return err
				}
			}
			return nil
		}},
	}
}

// each does something with each of a list, until that fails.
func each[T any](list []T, do func(T) error) error {
	for _, one := range list {
		if err := do(one); err != nil {
			return err
		}
	}
	return nil
}

// residencies are who lives where, and who did.
func (t *town) residencies(add func(...any) error) error {
	rng := t.chance(5, 0)
	bind := func(p *person, u *unit, kind string, primary bool, from, until int) error {
		status, left := "active", any(nil)
		if until <= t.today {
			status, left = "moved_out", t.date(until)
		}
		entered := p.since.plus(10 * time.Minute)
		return add(id(rng, entered), p.id, u.id, kind, primary, t.date(from), left, status, entered.time())
	}
	return each(t.units, func(u *unit) error {
		if u.owner != nil {
			if err := bind(u.owner, u, "owner", false, -540, t.today+1); err != nil {
				return err
			}
		}
		return each(u.stays, func(s stay) error {
			for i, p := range s.living {
				kind := "family_member"
				switch {
				case i == 0 && s.tenants:
					kind = "tenant"
				case i == 0:
					kind = "owner"
				}
				if err := bind(p, u, kind, i == 0, s.from, s.until); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

func (t *town) notices(add func(...any) error) error {
	rng := t.chance(6, 0)
	for _, n := range []struct {
		title, text, audience string
		important             bool
		written, lasts        int // days ago, and from now; 0 for no end
	}{
		{"Vehicle stickers", "Every car and scooter of a resident needs this year's sticker. It is given at the office, weekdays 10 to 17.", "all", false, 40, 0},
		{"Annual general meeting on the first Sunday", "10:30 in the clubhouse. Accounts, the lift contract, and the **election** of the committee.", "owners", true, 6, 24},
		{"Police verification of tenants", "Bring the form and one photo to the office this month.", "tenants", true, 4, 20},
		{"Write down every plate at the service gate", "Deliveries too. The number goes into the register before the barrier opens.", "staff", true, 3, 30},
		{"Overhead tanks are cleaned", "Please store water.", "all", true, 30, -25},
		{"Water off tomorrow 10:00-14:00, Tower B", "The valve on the second floor of Tower B is changed. Please store water tonight.", "all", true, 0, 1},
	} {
		written := at(t.now.Add(-time.Duration(n.written)*24*time.Hour - 5*time.Hour))
		var ends any
		if n.lasts != 0 {
			ends = t.now.Add(time.Duration(n.lasts) * 24 * time.Hour)
		}
		if err := add(id(rng, written), n.title, n.text, t.admin.id, n.audience, n.important, written.time(), ends); err != nil {
			return err
		}
	}
	return nil
}

func (t *town) visitRows(add func(...any) error) error {
	for day := range t.today + 1 {
		if err := each(t.visitsOf(day), func(v *visit) error {
			approver := v.approver
			return add(v.id, v.unit.id, v.name, value.Tidy(v.phone), v.purpose, v.in.orNull(), v.out.orNull(), value.Tidy(v.plate), value.Tidy(v.entry),
				approver.orNull(), v.guardRow().orNull(), string(v.status), v.created.time(), v.expected.orNull(), v.approved.orNull(),
				value.Tidy(v.exit), int16(v.party), false) //nolint:gosec // one to five
		}); err != nil {
			return err
		}
	}
	return nil
}

// guardRow is the guard whom the visit's row names: nobody before who was announced came.
func (v *visit) guardRow() *person {
	if v.announced && v.status == visits.Approved {
		return nil
	}
	return v.guard
}

func (t *town) ticketRows(add func(...any) error) error {
	for i := range t.tickets {
		k := &t.tickets[i]
		c := t.kinds[k.kind]
		if err := add(k.id, k.unit.id, k.requester.id, c.category, t.title(k), value.Tidy(c.text), k.priority, k.status, k.hand.orNull(),
			k.created.time(), k.updated().time(), k.resolved.orNull(), int32(i+1)); err != nil {
			return err
		}
	}
	return nil
}

func (t *town) billRows(add func(...any) error) error {
	return each(t.bills, func(b *bill) error {
		var of, base, percent, month, run any
		if b.feeOf != nil {
			of, base, percent = b.feeOf.id, b.base, value.Paise(lateFeePercent*100)
		}
		if b.run != nil {
			month, run = t.date(b.run.month), b.run.id
		}
		return add(b.id, b.unit.id, b.kind, b.amount, b.paid, t.date(b.date), t.date(b.due), b.status(t.today), b.text, b.created.time(),
			of, base, percent, month, run)
	})
}

func (t *town) paymentRows(add func(...any) error) error {
	return each(t.settlements, func(s *settlement) error {
		var named, claim, decider, why any
		if s.payer == nil {
			named = developer
		}
		if s.claim != uuid.Nil {
			claim = s.claim
		}
		recorder := s.recorder
		if s.decided != 0 {
			decider, why, recorder = s.recorder.id, refusal, s.payer
		}
		return each(s.payments, func(p payment) error {
			return add(p.id, p.bill.id, s.payer.orNull(), named, p.amount, s.method, value.Tidy(s.reference), s.at.time(), t.date(s.day),
				s.status, recorder.orNull(), claim, s.claimed.orNull(), s.decided.orNull(), decider, why)
		})
	})
}

// receipted are the settlements that have a receipt.
func (t *town) receipted() []*settlement {
	var list []*settlement
	for _, s := range t.settlements {
		if s.number != 0 {
			list = append(list, s)
		}
	}
	return list
}

// trailRows is the table of the trail.
func (t *town) trailRows() table {
	columns := []string{"id", "user_id", "action", "resource_type", "resource_id", "ip_address", "user_agent", "details", "created_at", "database_role"}
	return table{"audit_logs", columns, func(add func(...any) error) error {
		rng := t.chance(7, 0)
		tell := func(e entry) error {
			client, resource := programClient, any(nil)
			if e.who != nil {
				client = e.who.client
			}
			if e.resource != uuid.Nil {
				resource = e.resource
			}
			return add(id(rng, e.at), e.who.orNull(), string(e.did), e.table, resource, e.address, client, e.details, e.at.time(), connect.DeskRole)
		}
		if err := t.trail(tell); err != nil {
			return err
		}
		if err := each(t.settingEntries(), tell); err != nil {
			return err
		}
		d := by(nil, "").begin("after").number("units", len(t.units)).number("users", len(t.people)).end()
		return tell(entry{at: at(t.now), did: seeded, table: "units", address: programAddress, details: d.done()})
	}}
}
