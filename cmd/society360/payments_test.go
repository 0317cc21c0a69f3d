package main

import (
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

// TestClaimsAreDecidedByScripts: what residents say to have paid is listed,
// confirmed and refused.
func TestClaimsAreDecidedByScripts(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	s := on(soc.DB)
	today := soc.Settings.ThisDay()
	soc.Exec(t, `INSERT INTO bills (unit_id, bill_type, amount, bill_date, due_date) VALUES ($1, 'Water', 500, $2, $3)`,
		soc.Units["A-101"], today.AddDays(-20), today.AddDays(5))
	claim := func(amount value.Paise) string {
		made, err := soc.Money.ClaimPayment(t.Context(), soc.Meera, uuid.New(), money.ClaimDraft{
			Unit: soc.Units["A-101"], Amount: amount, Method: money.UPI, Reference: "412345",
		})
		if err != nil {
			t.Fatal(err)
		}
		return made[0].ID.String()
	}
	first, second := claim(200_00), claim(300_00)
	for _, c := range s.rows(t, "payments", "--status", "claimed") {
		if id := c["id"]; c["status"] != "claimed" || c["receipt"] != "" || c["claim_id"] != id || id != first && id != second {
			t.Errorf("it waits as %v", c)
		}
	}
	confirm := []string{"payments", "confirm", first, "--intent", "bank-17", asAdmin}
	out := s.ok(t, confirm...)
	if !strings.HasPrefix(out, "Confirmed 200.00 for A-101, receipt 20") {
		t.Errorf("it said %q", out)
	}
	if again := s.ok(t, confirm...); again != out {
		t.Errorf("the same key answers %q", again)
	}
	// A sentence tells times as the tables do, in the society's zone.
	decided := datatest.Scan[string](t, soc.Owner, `SELECT to_char(decided_at AT TIME ZONE 'Asia/Kolkata', 'YYYY-MM-DD HH24:MI') FROM payments WHERE id = $1`, first)
	s.refuses(t, exitFailure, []string{"Asha Rao confirmed this at " + decided + ": receipt 20"}, "payments", "confirm", first, asAdmin)
	s.refuses(t, exitFailure, []string{"Staff may not record payments"}, "payments", "confirm", second, "--as", "vijay@test.example")
	s.refuses(t, exitFailure, []string{"may not do this"}, "payments", "confirm", second, "--as", "meera@test.example")
	s.refuses(t, exitUsage, []string{"payments confirm needs --as"}, "payments", "confirm", second)
	s.refuses(t, exitUsage, []string{"no ID of a payment"}, "payments", "confirm", "A-101", asAdmin)
	s.refuses(t, exitFailure, []string{"There is no such claim"}, "payments", "confirm", uuid.NewString(), asAdmin)
	s.refuses(t, exitUsage, []string{"payments refuse needs --reason"}, "payments", "refuse", second, asAdmin)
	if out := s.ok(t, "payments", "refuse", second, "--reason", "not at the bank", asAdmin); out != "Refused 300.00 for A-101.\n" {
		t.Errorf("it said %q", out)
	}
	if rows := s.rows(t, "payments", "--status", "refused"); len(rows) != 1 || rows[0]["refusal_reason"] != "not at the bank" || rows[0]["decided_by"] != "Asha Rao" {
		t.Errorf("refused: %v", rows)
	}
	if rows := s.rows(t, "payments", "--elsewhere"); len(rows) != 0 {
		t.Errorf("recorded elsewhere: %v", rows)
	}
	s.refuses(t, exitFailure, []string{"Residents do not pay in this way here"}, "bills", "pay", "--unit", "A-101", "--amount", "9", "--method", "UPI",
		"--reference", "x", "--as", "meera@test.example")
}
