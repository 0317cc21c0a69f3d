package trail_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/trail"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

// TestWholeHistoryHasWhatBelongsToTheThing: a bill's payments, and nobody else's;
// the kind and ID alone are that row and no other.
func TestWholeHistoryHasWhatBelongsToTheThing(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	unit := s.Units["A-101"]
	bills, payments := []uuid.UUID{uuid.New(), uuid.New()}, []uuid.UUID{uuid.New(), uuid.New()}
	var home uuid.UUID
	if err := s.Owner.QueryRow(t.Context(), `SELECT id FROM user_units WHERE user_id = $1 AND unit_id = $2`, s.Meera.UserID, unit).Scan(&home); err != nil {
		t.Fatal(err)
	}
	for i := range bills {
		s.Exec(t, `INSERT INTO bills (id, unit_id, bill_type, amount, bill_date, due_date) VALUES ($1, $2, 'Maintenance', 100, '2026-11-01', '2026-11-10')`, bills[i], unit)
		s.Exec(t, `INSERT INTO payments (id, bill_id, payer_id, amount_paid, payment_method, status) VALUES ($1, $2, $3, 10, 'Cash', 'success')`, payments[i], bills[i], s.Meera.UserID)
		s.Exec(t, `INSERT INTO audit_logs (action, resource_type, resource_id, created_at) VALUES ('BILL_CREATED', 'bills', $1, now() - interval '3 hours')`, bills[i])
		s.Exec(t, `INSERT INTO audit_logs (action, resource_type, resource_id, created_at) VALUES ('PAYMENT_RECORDED', 'payments', $1, now() - interval '2 hours')`, payments[i])
	}
	s.Exec(t, `INSERT INTO audit_logs (action, resource_type, resource_id, created_at) VALUES ('PAYMENT_REVERSED', 'payments', $1, now() - interval '1 hour'),
		('RESIDENT_MOVED_IN', 'user_units', $2, now() - interval '1 hour')`, payments[0], home)
	for name, c := range map[string]struct {
		f    trail.Filter
		want string
	}{
		"a bill":                    {trail.Filter{Resource: "bills", ResourceID: &bills[0], Whole: true}, "PAYMENT_REVERSED PAYMENT_RECORDED BILL_CREATED"},
		"another":                   {trail.Filter{Resource: "bills", ResourceID: &bills[1], Whole: true}, "PAYMENT_RECORDED BILL_CREATED"},
		"its own rows":              {trail.Filter{Resource: "bills", ResourceID: &bills[0]}, "BILL_CREATED"},
		"with an action":            {trail.Filter{Resource: "bills", ResourceID: &bills[0], Whole: true, Actions: []action.Action{action.PaymentReversed}}, "PAYMENT_REVERSED"},
		"who lives in the unit":     {trail.Filter{Resource: "units", ResourceID: &unit, Whole: true}, "RESIDENT_MOVED_IN"},
		"where the account lives":   {trail.Filter{Resource: "users", ResourceID: &s.Meera.UserID, Whole: true}, "RESIDENT_MOVED_IN"},
		"what nothing belongs to":   {trail.Filter{Resource: "payments", ResourceID: &payments[1], Whole: true}, "PAYMENT_RECORDED"},
		"a kind, with nothing else": {trail.Filter{Resource: "bills", Whole: true}, "BILL_CREATED BILL_CREATED"},
	} {
		if got := actions(datatest.All(t, s, c.f)); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestActionsAreNamedInPart(t *testing.T) {
	t.Parallel()
	words := trail.Words{Actions: []string{"BILL_CREATED", "BILL_VOIDED", "PAYMENT_BILLED", "USER_LOGIN", "USER_LOGIN_FAILED"}}
	for text, want := range map[string]string{
		"": "[]", "user_login": "[USER_LOGIN]", "User login": "[USER_LOGIN]", "bill": "[BILL_CREATED BILL_VOIDED]",
		"login": "[USER_LOGIN USER_LOGIN_FAILED]", "failed": "[USER_LOGIN_FAILED]", "danced": "[DANCED]",
	} {
		named, ok := words.ActionsNamed(text)
		if got := fmt.Sprint(named); got != want || ok != (text != "danced") {
			t.Errorf("%q names %s, want %s", text, got, want)
		}
	}
}

func TestResourcesAreNamedInPart(t *testing.T) {
	t.Parallel()
	words := trail.Words{Resources: []string{"unit_files", "units", "user_units", "visitor_logs"}}
	for text, want := range map[string]string{
		"": "[]", "Visitor": "[visitor_logs]", "units": "[units]", "unit": "[unit_files units]", "_units": "[user_units]", "cars": "[cars]",
	} {
		named, ok := words.ResourcesNamed(text)
		if got := fmt.Sprint(named); got != want || ok != (text != "cars") {
			t.Errorf("%q names %s (%t), want %s", text, got, ok, want)
		}
	}
}

func TestAddressesAndTheirBeginnings(t *testing.T) {
	t.Parallel()
	for text, ok := range map[string]bool{
		"10.0.0.9": true, "10.0.": true, "2001:DB8::1": true, "2001:db8": true, "local": true, "LOC": true, "fe80::1%eth0": true,
		"10": true, "255.1": true, "2001:db8::": true, "::": true, "::ffff:10.0.": true, "": true,
		"999.": false, "10.256": false, "10..": false, ".5": false, "1.2.3.4.": false, "1.2.3.4.5": false, "20011:": false, "1::2::3": false, "a.b": false,
		"gate": false, "10.0.0.9; drop": false, "localhost": false,
	} {
		if err := trail.CheckAddress(text); (err == nil) != ok {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// TestBriefListsLeaveLongDetailsOut, and nothing else of their rows.
func TestBriefListsLeaveLongDetailsOut(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	s.Exec(t, `INSERT INTO audit_logs (action, resource_type, details) SELECT 'LONG', 'things', jsonb_build_object(
		'notes', 'said', 'actor', jsonb_build_object('name', 'Somebody'), 'after', string_agg(md5(i::text), '')) FROM generate_series(1, 1500) i`)
	s.Exec(t, `INSERT INTO audit_logs (action, resource_type, details) VALUES ('SHORT', 'things', '{"after": 1}'), ('NONE', 'things', NULL)`)
	for _, brief := range []bool{true, false} {
		for _, row := range datatest.All(t, s, trail.Filter{Resource: "things", Brief: brief}) {
			if cut := brief && row.Action == "LONG"; row.Cut != cut || (string(row.Details) == "null") != (cut || row.Action == "NONE") {
				t.Errorf("brief %v: %s is cut: %v, %d bytes", brief, row.Action, row.Cut, len(row.Details))
			}
			if row.Action == "LONG" && (row.Notes != "said" || row.Who != "Somebody") {
				t.Errorf("brief %v: %q by %q", brief, row.Notes, row.Who)
			}
			entry, err := s.Trail.Get(t.Context(), s.Admin, row.ID)
			if err != nil || entry.Cut || row.Action == "LONG" && len(entry.Details) < 40_000 {
				t.Errorf("%s read alone: %d bytes, cut %v, %v", row.Action, len(entry.Details), entry.Cut, err)
			}
		}
	}
}

// TestFatRowsAreListedAndExported: what is small packed and large unpacked holds up no
// list, no filter and no export. A list has of it what it has room for, an export all.
func TestFatRowsAreListedAndExported(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	s.Exec(t, `INSERT INTO audit_logs (action, resource_type, resource_id, ip_address, details) SELECT 'FAT', 'things', $1, 'local', fat.details
		FROM generate_series(1, 12), (SELECT jsonb_build_object('notes', repeat('x', 2000000)) AS details) fat`, s.Guard.UserID)
	whole, cut := 0, 0
	for _, row := range datatest.All(t, s, trail.Filter{Resource: "things"}) {
		switch {
		case len(row.Details) > 2_000_000 && !row.Cut:
			whole++
		case string(row.Details) == `{"cut": true}` && row.Cut:
			cut++
		}
	}
	if whole == 0 || cut == 0 || whole+cut != 12 {
		t.Errorf("%d are listed whole and %d cut", whole, cut)
	}
	for _, f := range []trail.Filter{{Role: role.Guard}, {Program: true}, {Resource: "things", ResourceID: &s.Guard.UserID, Text: "xxx"}} {
		if _, err := s.Trail.List(t.Context(), s.Admin, f); err != nil {
			t.Errorf("%+v: %v", f, err)
		}
	}
	var written bytes.Buffer
	n, err := s.Trail.Export(t.Context(), s.Admin, uuid.New(), trail.Filter{Resource: "things"}, trail.JSONLines, &written, nil)
	if err != nil || n != 12 || written.Len() < 12*2_000_000 {
		t.Errorf("%d rows of %d bytes are exported, %v", n, written.Len(), err)
	}
}

// TestFatRowsHideNothing: forty rows of 20 MB each, which another program wrote, are
// listed beside the others, without what their details say.
func TestFatRowsHideNothing(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	s.Exec(t, `INSERT INTO audit_logs (action, resource_type, ip_address, details) SELECT 'FAT', 'things', 'local', fat.details
		FROM generate_series(1, 40), (SELECT jsonb_build_object('notes', repeat('x', 20000000)) AS details) fat`)
	s.Exec(t, `INSERT INTO audit_logs (action, resource_type, details) VALUES ('SHORT', 'things', '{"notes": "said"}')`)
	page, err := s.Trail.List(t.Context(), s.Admin, trail.Filter{Resource: "things", Brief: true, Limit: 50})
	if err != nil || len(page.Rows) != 41 {
		t.Fatalf("%d rows, %v", len(page.Rows), err)
	}
	for _, row := range page.Rows {
		if fat := row.Action == "FAT"; fat != row.Cut || fat == (row.Notes == "said") {
			t.Errorf("%s says %q, cut: %v", row.Action, row.Notes[:min(len(row.Notes), 20)], row.Cut)
		}
	}
}
