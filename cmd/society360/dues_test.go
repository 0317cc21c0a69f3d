package main

import (
	"testing"
)

// TestAResidentPaysTheirDues: a resident sees what their unit owes, pays the
// oldest due in part, and reads the receipt; the office sees the same at once,
// and another resident sees nothing of it.
func TestAResidentPaysTheirDues(t *testing.T) {
	t.Parallel()
	s := newSociety(t)
	s.exec(`INSERT INTO bills (unit_id, bill_type, amount, bill_date, due_date, description)
		SELECT id, 'Water', 1234.50, current_date - 40, current_date - 25, 'Tanker in the dry month' FROM units WHERE label = 'A-101'`)
	server := serve(t, s.Config)
	meera := server.as("xterm-256color", "resident", "| Home")
	farhan := server.as("vt100", "tenant", "| Home")
	meera.WaitFor("Dues ")
	meera.Press("right", "right", "right")
	meera.WaitFor("[Dues ", "Water: Tanker", "1,234.50", "late!")
	meera.Press("p")
	meera.WaitFor("Pay for A-101", "(simulated)", "Water: Tanker")
	meera.Type("1000")
	meera.WaitFor("234.50")
	meera.Press("ctrl+s")
	meera.WaitFor("Paid ₹1,000.00 for A-101. Receipt ", "[Paid]")
	if n := s.count(`payments y JOIN bills b ON b.id = y.bill_id JOIN units u ON u.id = b.unit_id JOIN users p ON p.id = y.payer_id
		WHERE u.label = 'A-101' AND y.amount_paid = 1000 AND y.payment_method = 'UPI' AND y.status = 'success'
		AND y.transaction_reference LIKE 'SIM%' AND p.email = 'resident@demo.example'
		AND b.amount_paid = 1000 AND b.description = 'Tanker in the dry month'`); n != 1 {
		t.Errorf("%d such payments", n)
	}
	if n := s.count(`audit_logs a JOIN payments y ON y.id = a.resource_id JOIN users u ON u.id = a.user_id
		WHERE a.action = 'PAYMENT_RECORDED' AND y.amount_paid = 1000 AND u.email = 'resident@demo.example' AND a.ip_address = '127.0.0.1'
		AND a.created_at > ` + seeded); n != 1 {
		t.Errorf("%d audit rows of it", n)
	}
	meera.Press("enter")
	meera.WaitFor("RECEIPT", "Received from", "Meera Joshi", "Rupees One Thousand Only")
	meera.Press("esc")
	meera.WaitFor("[Paid]")
	meera.Press("left")
	meera.WaitFor("[Dues ", "234.50")

	farhan.Press("right", "right", "right")
	farhan.WaitFor("[Dues")
	if screen := farhan.Screen(); row(screen, "A-101") != "" || row(screen, "Tanker") != "" {
		t.Errorf("another unit's dues are shown:\n%s", screen)
	}
	farhan.Press("right")
	farhan.WaitFor("[Paid]")
	if screen := farhan.Screen(); row(screen, "1,000.00") != "" && row(screen, "A-101") != "" {
		t.Errorf("another unit's payments are shown:\n%s", screen)
	}
}
