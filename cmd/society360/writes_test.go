package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/tui/tuitest"
)

const asAdmin = "--as=asha@test.example"

func TestTicketsAreRaisedByScripts(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	s := on(soc.DB)
	add := []string{"tickets", "add", "--unit", "a101", "--category", "Plumbing", "--title", "Tap drips", "--description", "-", "--as", "vijay@test.example"}
	out := s.types("since\nMonday\n").ok(t, add...)
	if !strings.HasPrefix(out, "Raised ticket ") || !strings.HasSuffix(out, " (#1) for A-101: Tap drips\n") {
		t.Errorf("it said %q", out)
	}
	id := strings.Fields(out)[2]
	if n := soc.Count(t, `maintenance_tickets k JOIN audit_logs a ON a.resource_id = k.id
		WHERE k.id = $1 AND k.unit_id = $2 AND k.requester_id = $3 AND k.priority = 'medium' AND k.status = 'open' AND k.description = E'since\nMonday'
		AND a.action = 'TICKET_CREATED' AND a.user_id = $3 AND a.user_agent = 'cli'`, id, soc.Units["A-101"], soc.Staff.UserID); n != 1 {
		t.Errorf("%d such tickets with their audit row", n)
	}

	again := slices.Concat(add, []string{"--intent", "cron-17", "--priority", "HIGH", "--json"})
	first := s.types("x").ok(t, again...)
	if second := s.types("x").ok(t, again...); second != first || !strings.Contains(first, `"priority":"high"`) {
		t.Errorf("the same key answers\n%s and then\n%s", first, second)
	}
	if n := soc.Count(t, `maintenance_tickets`); n != 2 {
		t.Errorf("%d tickets, want 2", n)
	}
	s.types("y").refuses(t, exitFailure, []string{"saved already with other contents"}, again...)
	s.refuses(t, exitFailure, []string{"There is no unit Z-1."}, "tickets", "add", "--unit", "Z-1", "--category", "x", "--title", "y", asAdmin)
	s.refuses(t, exitFailure, []string{"There is no unit"}, "tickets", "add", "--unit", "B-204", "--category", "x", "--title", "y", "--as", "meera@test.example")
	s.refuses(t, exitFailure, []string{"category: What kind", "title: What is wrong"}, "tickets", "add", "--unit", "B-204", "--category", " ", "--title", " ", asAdmin)
	s.types(strings.Repeat("x", maxInput+1)).refuses(t, exitFailure, []string{"64 KiB"}, add...)
}

func TestPaymentsAreRecordedByScripts(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	office(t, soc)
	s := on(soc.DB)
	raised := s.rows(t, "bills", "raise", "--unit", "A-101", "--type", "water", "--amount", "1,250.50", "--date", "2026-03-20", "--due", "2026-04-01",
		"--description", "Tanker", "--intent", "r1", asAdmin)
	if len(raised) != 1 || raised[0]["amount"] != "1250.50" || raised[0]["due_date"] != "2026-04-01" || raised[0]["type"] != "Water" || raised[0]["description"] != "Tanker" {
		t.Fatalf("raised %v", raised)
	}
	s.refuses(t, exitFailure, []string{"may not do this"}, "bills", "raise", "--unit", "A-101", "--type", "Water", "--amount", "5", "--as", "vijay@test.example")
	repairs := []string{"bills", "raise", "--unit", "B-204", "--type", "repairs", "--amount", "75", asAdmin}
	s.refuses(t, exitFailure, []string{"A bill is for one of these: Maintenance,", "Opening."}, repairs...)
	datatest.Setting(t, soc, "billing.heads", `["Repairs"]`)
	if raised := s.rows(t, repairs...); raised[0]["type"] != "Repairs" {
		t.Errorf("raised %v", raised)
	}
	datatest.Setting(t, soc, "billing.heads", `[]`)
	if found := s.rows(t, "bills", "--type", "Repairs"); len(found) != 1 {
		t.Errorf("bills for a head that was taken off the list: %v", found)
	}
	s.refuses(t, exitFailure, []string{"No bill is for Fine"}, "bills", "--type", "Fine")

	pay := []string{"bills", "pay", "--unit", "A-101", "--amount", "1000", "--method", "upi", "--reference", "445566", "--intent", "bank-17", asAdmin}
	out := s.ok(t, pay...)
	if !strings.HasPrefix(out, "Recorded 1,000.00 for A-101 by UPI, receipt 20") || !strings.HasSuffix(out, ": 640.50 on Water, 359.50 on Water.\n") {
		t.Errorf("it said %q", out)
	}
	if second := s.ok(t, pay...); second != out {
		t.Errorf("the same key answers %q", second)
	}
	if n := soc.Count(t, `payments p JOIN audit_logs a ON a.resource_id = p.id WHERE a.action = 'PAYMENT_RECORDED' AND a.user_id = $1 AND a.user_agent = 'cli'
		AND p.transaction_reference = '445566' AND p.payment_method = 'UPI' AND p.status = 'success'`, soc.Admin.UserID); n != 2 {
		t.Errorf("%d payments with their audit rows, want one a bill", n)
	}
	twice := []string{"bills", "pay", "--unit", "A-101", "--amount", "1", "--method", "upi", "--reference", "44-55 66", asAdmin}
	s.refuses(t, exitFailure, []string{"society360: reference: This is on receipt 20", "of A-101 already", "--again"}, twice...)
	if found := s.rows(t, "payments", "--search", "44-55"); len(found) != 3 {
		t.Errorf("%d payments by the reference", len(found))
	}
	more := slices.Clone(pay)
	more[5] = "1001"
	s.refuses(t, exitFailure, []string{"saved already with other contents"}, more...)
	s.refuses(t, exitFailure, []string{"--date: This day is yet to come"}, "bills", "pay", "--unit", "A-101", "--amount", "9", "--method", "Cash", "--date", soc.Settings.ThisDay().AddDays(3).String(), asAdmin)
	s.refuses(t, exitFailure, []string{"Only 891.00 is due"}, "bills", "pay", "--unit", "A-101", "--amount", "900", "--method", "Cash", asAdmin)
	s.refuses(t, exitFailure, []string{"Staff may not record payments"}, "bills", "pay", "--unit", "A-101", "--amount", "9", "--method", "UPI", "--reference", "x", "--as", "vijay@test.example")
	s.refuses(t, exitFailure, []string{"Nobody who lives or lived there is named Bozo: --payer takes one of", "Arun Joshi"}, "bills", "pay", "--unit", "A-101", "--amount", "9", "--method", "Cash", "--payer", "Bozo", asAdmin)
	s.refuses(t, exitFailure, []string{"--paid-by the name of anybody else"}, "bills", "pay", "--unit", "A-101", "--amount", "9", "--method", "Cash", "--payer", "Bozo", asAdmin)
	s.refuses(t, exitUsage, []string{"payer", "paid-by"}, "bills", "pay", "--unit", "A-101", "--amount", "9", "--method", "Cash", "--payer", "Meera Joshi", "--paid-by", "Bozo", asAdmin)
	s.refuses(t, exitFailure, []string{"Cash has no reference"}, "bills", "pay", "--unit", "A-101", "--amount", "9", "--method", "Cash", "--reference", "x", asAdmin)
	s.refuses(t, exitFailure, []string{"no longer there"}, "bills", "pay", "--bill", uuid.NewString(), "--amount", "9", "--method", "Cash", asAdmin)

	one := s.rows(t, "bills", "pay", "--bill", raised[0]["id"], "--amount", "891", "--method", "Cash", "--paid-by", "Anand Deshmukh", asAdmin)
	if len(one) != 1 || one[0]["bill_id"] != raised[0]["id"] || one[0]["amount"] != "891.00" || one[0]["recorded_by"] != "Asha Rao" || one[0]["payer"] != "Anand Deshmukh" {
		t.Errorf("paid %v", one)
	}
	if due := s.ok(t, "bills", "--unit", "A-101", "--due", "--json"); due != "" {
		t.Errorf("still due: %s", due)
	}
}

// TestOneKeyPaysOnce: a script that is run many times at once pays once, and
// every run is told the same receipt.
func TestOneKeyPaysOnce(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	office(t, soc)
	s := on(soc.DB)
	answers := make([]result, 6)
	var runs sync.WaitGroup
	for i := range answers {
		runs.Go(func() {
			answers[i] = s.run(t.Context(), "bills", "pay", "--unit", "B-204", "--amount", "500", "--method", "Cash", "--intent", "once", asAdmin)
		})
	}
	runs.Wait()
	for _, a := range answers {
		if a.code != exitOK || a.out != answers[0].out {
			t.Errorf("exit %d, %q, %q; another run said %q", a.code, a.out, a.err, answers[0].out)
		}
	}
	if n := soc.Count(t, `payments WHERE amount_paid = 500`); n != 1 {
		t.Errorf("paid %d times", n)
	}
}

func TestNoticesAreWrittenByScripts(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	s, until := on(soc.DB), soc.Settings.ThisDay().AddYears(1)
	out := s.types("*Tower B*\n\n- fill buckets\n").ok(t, "notices", "add", "--title", "Water off", "--content", "-", "--audience", "tenants", "--important",
		"--until", until.String(), "--intent", "n1", asAdmin)
	if !strings.HasSuffix(out, " is on the desks, until "+until.Format("Monday 2 January 2006")+": Water off\n") {
		t.Errorf("it said %q", out)
	}
	if n := soc.Count(t, `announcements n JOIN audit_logs a ON a.resource_id = n.id WHERE n.target_audience = 'tenants' AND n.is_important
		AND n.content = E'*Tower B*\n\n- fill buckets' AND n.expires_at = ($2::text || ' 00:00+05:30')::timestamptz AND a.action = 'ANNOUNCEMENT_CREATED' AND a.user_id = $1`, soc.Admin.UserID, until.AddDays(1).String()); n != 1 {
		t.Errorf("%d such notices", n)
	}
	s.ok(t, "notices", "add", "--title", "For all", "--content", "x", asAdmin)
	if n := soc.Count(t, `announcements WHERE target_audience = 'all' AND expires_at IS NULL`); n != 1 {
		t.Errorf("%d notices for all", n)
	}
	s.refuses(t, exitFailure, []string{"may not do this"}, "notices", "add", "--title", "x", "--content", "y", "--as", "vijay@test.example")
}

func TestReceiptsArePrinted(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	office(t, soc)
	s := on(soc.DB)
	number := s.rows(t, "bills", "pay", "--unit", "B-204", "--amount", "100000", "--method", "Bank Transfer", "--reference", "N1", "--payer", "Farah Khan", asAdmin)[0]["receipt"]
	soc.Exec(t, `UPDATE payments SET payment_date = '2026-03-31 14:07+05:30' WHERE amount_paid = 100000`)
	soc.Exec(t, `UPDATE receipts SET year = 2026, number = 123`)
	if !strings.HasSuffix(number, "-000001") {
		t.Errorf("the first receipt is %s", number)
	}
	text := s.ok(t, "receipts", "show", "2026-123")
	tuitest.Golden(t, "lists/receipt", "text", text)
	if ascii := s.ok(t, "receipts", "show", "2026-000123", "--ascii", "--as", "farah@test.example"); !strings.Contains(ascii, "Rs 1,00,000.00") || strings.Contains(ascii, "₹") {
		t.Errorf("as ASCII:\n%s", ascii)
	}

	file := filepath.Join(t.TempDir(), "receipt.pdf")
	if out := s.ok(t, "receipts", "show", "2026-000123", "--pdf", file); out != "" {
		t.Errorf("it said %q", out)
	}
	pdf, err := os.ReadFile(file)
	if err != nil || !bytes.HasPrefix(pdf, []byte("%PDF-")) || !bytes.HasSuffix(bytes.TrimSpace(pdf), []byte("%%EOF")) {
		t.Errorf("the PDF is %.20q, %v", pdf, err)
	}
	if piped := s.ok(t, "receipts", "show", "2026-000123", "--pdf", "-"); piped != string(pdf) {
		t.Error("standard output has another PDF than the file")
	}
	s.refuses(t, exitFailure, []string{"is there already"}, "receipts", "show", "2026-000123", "--pdf", file)
	s.refuses(t, exitFailure, []string{"cannot be written"}, "receipts", "show", "2026-000123", "--pdf", filepath.Join(file, "x"))
	s.refuses(t, exitFailure, []string{"no such receipt"}, "receipts", "show", "2026-124")
	s.refuses(t, exitFailure, []string{"no such receipt"}, "receipts", "show", "2026-123", "--as", "meera@test.example")
	s.refuses(t, exitFailure, []string{"such as 2026-000123"}, "receipts", "show", "123")
	s.refuses(t, exitFailure, []string{"may not do this"}, "receipts", "show", "2026-123", "--as", "sunita@test.example")
}

// TestADayIsClosedByScripts: a cheque is taken and cleared, the day closed by what was
// counted, and the closing taken back.
func TestADayIsClosedByScripts(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	s := on(soc.DB)
	datatest.RaiseBill(t, soc, 5000_00, 5)
	s.refuses(t, exitUsage, []string{"--cheque-date is for --method Cheque"}, "bills", "pay", "--unit", "A-101", "--amount", "9", "--method", "Cash", "--cheque-date", "today", asAdmin)
	s.refuses(t, exitFailure, []string{"Which bank"}, "bills", "pay", "--unit", "A-101", "--amount", "9", "--method", "Cheque", "--reference", "1", asAdmin)
	taken := s.rows(t, "bills", "pay", "--unit", "A-101", "--amount", "4000", "--method", "Cheque", "--reference", "004217", "--bank", "HDFC", asAdmin)
	if len(taken) != 1 || taken[0]["status"] != "uncleared" || taken[0]["bank"] != "HDFC" {
		t.Fatalf("taken %v", taken)
	}
	if cleared := s.rows(t, "payments", "clear", taken[0]["id"], asAdmin); len(cleared) != 1 || cleared[0]["status"] != "success" || cleared[0]["receipt"] == "" {
		t.Errorf("cleared %v", cleared)
	}
	s.refuses(t, exitFailure, []string{"confirmed this"}, "payments", "bounce", taken[0]["id"], "--reason", "late", asAdmin)
	datatest.PayCash(t, soc, 1000_00)
	s.refuses(t, exitFailure, []string{"Asha Rao has 1,000.00 in cash by the books"}, "bills", "close-day", asAdmin)
	s.refuses(t, exitUsage, []string{"--counted takes rupees"}, "bills", "close-day", "--counted", "many", asAdmin)
	s.refuses(t, exitFailure, []string{"Nobody of that name took cash"}, "bills", "close-day", "--counted", "1000", "--counted", "Bozo=1", asAdmin)
	other := datatest.RaiseBill(t, soc, 100_00, 5)
	soc.Exec(t, `INSERT INTO payments (bill_id, amount_paid, payment_method) VALUES ($1, 100, 'Cash')`, other.ID)
	for range 2 { // the same answer to a repeat
		closed := s.rows(t, "bills", "close-day", "--counted", "Elsewhere=100", "--counted", "Asha Rao=950", "--intent", "close-1", asAdmin)
		if len(closed) != 1 || closed[0]["difference"] != "-50.00" {
			t.Errorf("closed %v", closed)
		}
	}
	s.refuses(t, exitFailure, []string{"saved already with other contents"}, "bills", "close-day", "--counted", "Elsewhere=100", "--counted", "Asha Rao=951", "--intent", "close-1", asAdmin)
	s.refuses(t, exitFailure, []string{"Asha Rao closed"}, "bills", "close-day", "--counted", "Elsewhere=100", "--counted", "Asha Rao=950", asAdmin)
	// A repeat does not open the day before.
	yesterday := soc.Settings.ThisDay().AddDays(-1).String()
	s.rows(t, "bills", "reopen-day", "--reason", "to begin with yesterday", asAdmin)
	s.refuses(t, exitFailure, []string{"By the books nobody took cash, and 5.00 was counted"}, "bills", "close-day", "--date", yesterday, "--counted", "5", asAdmin)
	s.rows(t, "bills", "close-day", "--date", yesterday, "--counted", "0", asAdmin)
	s.rows(t, "bills", "close-day", "--counted", "Elsewhere=100", "--counted", "Asha Rao=950", asAdmin)
	for range 2 {
		opened := s.rows(t, "bills", "reopen-day", "--reason", "miscounted", "--intent", "open-1", asAdmin)
		if len(opened) != 1 || opened[0]["reason"] != "miscounted" || opened[0]["day"] == yesterday {
			t.Errorf("taken back %v", opened)
		}
	}
	if opened := s.rows(t, "bills", "reopen-day", "--reason", "all of it", asAdmin); len(opened) != 1 || opened[0]["day"] != yesterday {
		t.Errorf("taken back %v", opened)
	}
	s.refuses(t, exitFailure, []string{"No day is closed"}, "bills", "reopen-day", "--reason", "again", asAdmin)
	if all := s.ok(t, "bills", "closings", "--json"); !strings.Contains(all, "miscounted") {
		t.Errorf("closings: %s", all)
	}
}
