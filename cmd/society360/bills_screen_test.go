package main

import (
	"strings"
	"testing"
)

// oldest puts dues of 4,321 rupees onto A-101 that are older than all others.
func (s society) oldest() {
	s.exec(`INSERT INTO bills (unit_id, bill_type, amount, bill_date, due_date, status, description)
		SELECT id, 'Opening', 4321.00, '2020-01-01', '2020-01-15', 'unpaid', 'From the old ledger' FROM units WHERE label = 'A-101'`)
}

// TestCashForTheOldestDueAndBack: over SSH an admin pays a unit's oldest due in
// cash in full with slash, the unit, Enter, p and Ctrl+S, reads the receipt and
// reverses the payment with a reason. Staff at another desk see both at once, and
// may do neither; a guard's desk has no bills. Rows and audit rows say all of it.
func TestCashForTheOldestDueAndBack(t *testing.T) {
	t.Parallel()
	s := newSociety(t)
	s.oldest()
	server := serve(t, s.Config)
	admin := server.as("xterm-256color", "admin", "Inside 12")
	staff := server.as("vt100", "staff", "Inside 12")
	guard := server.as("vt100", "guard", "Inside 12")
	const ledger = `bills b WHERE b.description = 'From the old ledger' AND `

	guard.Press("g")
	guard.WaitFor("Go to", "Directory")
	if screen := guard.Screen(); strings.Contains(screen, "Bills") {
		t.Errorf("a guard is offered the bills:\n%s", screen)
	}

	staff.Press("g", "b")
	staff.WaitFor("| Bills", "[Units]")
	staff.Press("/")
	staff.Type("a101")
	staff.WaitFor("found 1")
	staff.Press("enter", "enter")
	staff.WaitFor("Bills > A-101", "From the old ledger", "4,321.00")
	staff.Press("p")
	staff.WaitFor("Staff record no payments here")
	staff.Press("w")
	staff.WaitFor("Only an admin raises and changes bills")

	admin.Press("g", "b")
	admin.WaitFor("| Bills", "[Units]")
	admin.Press("/")
	admin.Type("a101")
	admin.Press("enter", "p", "ctrl+s")
	admin.WaitFor("Received ₹4,321.00 from A-101. Receipt ", ". r shows it.")
	_, rest, _ := strings.Cut(admin.Screen(), "Receipt ")
	number, _, _ := strings.Cut(rest, ".")
	staff.WaitGone("From the old ledger")

	if n := s.count(ledger + `b.amount_paid = 4321 AND b.status = 'paid'`); n != 1 {
		t.Errorf("%d such bills are paid", n)
	}
	if n := s.count(`payments y JOIN bills b ON b.id = y.bill_id JOIN users w ON w.id = y.recorded_by JOIN users p ON p.id = y.payer_id
		JOIN receipt_payments rp ON rp.payment_id = y.id JOIN receipts r ON r.id = rp.receipt_id
		WHERE b.description = 'From the old ledger' AND y.amount_paid = 4321 AND y.payment_method = 'Cash'
		AND y.transaction_reference IS NULL AND y.status = 'success' AND w.email = 'admin@demo.example'
		AND p.email = 'resident@demo.example' AND r.year || '-' || lpad(r.number::text, 6, '0') = $1`, number); n != 1 {
		t.Errorf("%d such payments with receipt %q", n, number)
	}

	admin.Press("enter")
	admin.WaitFor("Receipt no.     "+number, "Rupees Four Thousand Three Hundred Twenty-One Only", "Meera Joshi", "Cash")
	admin.Press("f")
	admin.WaitFor("Fetch it with:", "admin@demo.example@127.0.0.1", "receipt-"+number+".pdf")
	admin.Press("esc")
	admin.WaitGone("Fetch it with:")
	if n := s.count(`desk_files f JOIN users u ON u.id = f.user_id WHERE u.email = 'admin@demo.example' AND f.box = 'outbox'
		AND f.name = 'receipt-' || $1 || '.pdf' AND substr(f.content, 1, 5) = '%PDF-'`, number); n != 1 {
		t.Errorf("%d receipts in the admin's outbox", n)
	}
	admin.Press("esc", "esc") // the receipt, and the search
	admin.WaitFor("[Units]")
	admin.Press("right", "right")
	admin.WaitFor("[Payments]", number)
	admin.Press("x")
	admin.WaitFor("It cannot be undone. Why is the payment of ₹4,321.00 by")
	admin.Type("Notes were counted twice")
	admin.Press("enter")
	admin.WaitFor("Reversed ₹4,321.00 of A-101; it is due again.", "reversed!")
	staff.WaitFor("From the old ledger", "4,321.00")

	if n := s.count(ledger + `b.amount_paid = 0 AND b.status = 'overdue'`); n != 1 {
		t.Errorf("%d such bills are due again", n)
	}
	for _, a := range []struct{ action, note, before, after string }{
		{"PAYMENT_RECORDED", "", "", "success"},
		{"PAYMENT_REVERSED", "Notes were counted twice", "success", "failed"},
	} {
		if n := s.count(`audit_logs a JOIN payments y ON y.id = a.resource_id JOIN bills b ON b.id = y.bill_id JOIN users u ON u.id = a.user_id
			WHERE b.description = 'From the old ledger' AND a.resource_type = 'payments' AND a.action = $1 AND a.ip_address = '127.0.0.1'
			AND u.email = 'admin@demo.example' AND coalesce(a.details ->> 'notes', '') = $2
			AND coalesce(a.details #>> '{before,status}', '') = $3 AND a.details #>> '{after,status}' = $4`,
			a.action, a.note, a.before, a.after); n != 1 {
			t.Errorf("%d audit rows of %s", n, a.action)
		}
	}

	admin.Press("h")
	admin.WaitFor("Audit", "PAYMENT_REVERSED", "PAYMENT_RECORDED")
}

// TestTheMonthsBillsFromTheScreen: the run is shown before it is done, raises
// each unit's bill once, and the second look finds nothing to do.
func TestTheMonthsBillsFromTheScreen(t *testing.T) {
	t.Parallel()
	s := newSociety(t)
	server := serve(t, s.Config)
	admin := server.as("xterm-256color", "admin", "Inside 12")
	units := s.count(`units`)
	before := s.count(`bills`)
	admin.Press("g", "b")
	admin.WaitFor("| Bills", "[Units]")
	admin.Press("R")
	admin.WaitFor("Maintenance of ", "billed already.")
	admin.Press("right")
	admin.WaitFor("0 billed already.", "to be billed")
	admin.Press("ctrl+s")
	admin.WaitFor("Raise ", "in all for ", "? y/n")
	admin.Press("y")
	admin.WaitFor("Raised ", "0 units to be billed")
	raised := s.count(`bills WHERE bill_type = 'Maintenance' AND run_month > society360_today()`)
	if raised == 0 || raised > units || s.count(`bills`) != before+raised {
		t.Errorf("%d bills were raised for %d units, %d in all", raised, units, s.count(`bills`)-before)
	}
	if n := s.count(`audit_logs a JOIN bills b ON b.id = a.resource_id WHERE a.action = 'BILL_CREATED' AND b.run_month > society360_today()`); n != raised {
		t.Errorf("%d audit rows of %d bills", n, raised)
	}
	admin.Press("ctrl+s")
	admin.WaitFor("No unit is left to be billed for ")
}
