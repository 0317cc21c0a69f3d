package money_test

import (
	"log/slog"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/role"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/data/datatest"
)

// TestUpgradeToClaims: a society of before the claims keeps its bills and payments
// as they were, its residents claim from then on, and what they paid before is
// listed as recorded elsewhere.
func TestUpgradeToClaims(t *testing.T) {
	t.Parallel()
	db := datatest.NewEmpty(t)
	datatest.MigrateTo(t, db, 83)
	admin, meera := uuid.New(), uuid.New()
	unit, bill := uuid.New(), uuid.New()
	datatest.Exec(t, db.Owner, `INSERT INTO roles (name) VALUES ('admin'), ('resident')`)
	datatest.Exec(t, db.Owner, `INSERT INTO users (id, full_name, email, password_hash, role_id)
		SELECT u.id, u.name, u.name || '@test.example', '-', r.id FROM (VALUES ($1::uuid, 'Asha', 'admin'), ($2::uuid, 'Meera', 'resident')) AS u(id, name, role)
		JOIN roles r ON r.name = u.role`, admin, meera)
	datatest.Exec(t, db.Owner, `INSERT INTO units (id, unit_number, floor_number, type) VALUES ($1, '101', 1, '2BHK')`, unit)
	datatest.Exec(t, db.Owner, `INSERT INTO user_units (user_id, unit_id, resident_type) VALUES ($1, $2, 'owner')`, meera, unit)
	datatest.Exec(t, db.Owner, `INSERT INTO bills (id, unit_id, bill_type, amount, bill_date, due_date) VALUES ($1, $2, 'Water', 1000, (now() AT TIME ZONE 'Asia/Kolkata')::date - 30, (now() AT TIME ZONE 'Asia/Kolkata')::date - 15)`, bill, unit)
	datatest.Exec(t, db.Owner, `INSERT INTO payments (bill_id, payer_id, recorded_by, amount_paid, payment_method, transaction_reference, status, payment_date)
		SELECT $1, $3, p.by, p.amount, 'UPI', p.reference, p.status, now() - interval '20 days' FROM (VALUES
			($2::uuid, 100, 'at the office', 'success'), ($3::uuid, 20, 'SIM0123456789AB', 'success'), (NULL, 3, 'web', NULL),
			(NULL, 400, 'web pending', 'pending'), ($3, 50, 'failed', 'failed')) AS p(by, amount, reference, status)`, bill, admin, meera)
	const before = `SELECT concat(
		(SELECT string_agg(concat_ws('|', id, amount, amount_paid, waived_amount, status, xmin), ' ' ORDER BY id) FROM bills),
		(SELECT string_agg(concat_ws('|', id, bill_id, payer_id, amount_paid, status, payment_date, recorded_by, xmin), ' ' ORDER BY id) FROM payments),
		pg_relation_filenode('payments'), pg_relation_filenode('bills'))`
	was := datatest.Scan[string](t, db.Owner, before)
	datatest.Migrate(t, db.Config)
	if is := datatest.Scan[string](t, db.Owner, before); is != was {
		t.Errorf("bills and payments are\n%s\nwere\n%s", is, was)
	}

	society, err := data.Open(t.Context(), db.Config, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(society.Close)
	asha := role.Actor{UserID: admin, Name: "Asha", Role: role.Admin, Origin: datatest.Origin("local")}
	resident := role.Actor{UserID: meera, Name: "Meera", Role: role.Resident, Origin: datatest.Origin("local")}
	_, err = society.Money.Pay(t.Context(), resident, uuid.New(), money.PaymentDraft{Unit: unit, Amount: 1_00, Method: money.UPI})
	datatest.Kind(t, err, fault.Forbidden)
	if page, err := society.Money.Claims(t.Context(), asha, money.ClaimFilter{}); err != nil || page.Waiting != 0 {
		t.Errorf("another program's pending payment is a claim: %+v, %v", page, err)
	}
	made, err := society.Money.ClaimPayment(t.Context(), resident, uuid.New(), money.ClaimDraft{
		Unit: unit, Amount: 877_00, Method: money.UPI, Reference: "412", PaidOn: society.Settings.ThisDay().AddDays(-15),
	})
	if err != nil {
		t.Fatal(err)
	}
	if status := datatest.Scan[string](t, db.Owner, `SELECT status FROM bills`); status != "partially_paid" {
		t.Errorf("held, the bill is %s", status)
	}
	if _, err := society.Money.ConfirmClaim(t.Context(), asha, uuid.New(), made[0].ID); err != nil {
		t.Errorf("confirmed: %v", err)
	}
	page, err := society.Money.Payments(t.Context(), asha, money.PaymentFilter{Elsewhere: true})
	var references []string
	for _, p := range page.Payments {
		references = append(references, p.Reference)
		if p.Simulated != strings.HasPrefix(p.Reference, "SIM") {
			t.Errorf("%s: simulated is %v", p.Reference, p.Simulated)
		}
	}
	if err != nil || len(references) != 2 || strings.Contains(strings.Join(references, " "), "office") {
		t.Errorf("recorded elsewhere: %v, %v", references, err)
	}
}
