package main

import (
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data"
)

// treasurer is the demo's second admin, at home at night, who changes what an
// auditor later asks about.
type treasurer struct {
	society *data.Society
	role.Actor
}

const treasurersAddress = "203.0.113.77"

func (s society) treasurer() treasurer {
	s.tb.Helper()
	society, err := data.Open(s.tb.Context(), s.Config, slog.New(slog.DiscardHandler))
	if err != nil {
		s.tb.Fatal(err)
	}
	s.tb.Cleanup(society.Close)
	actor, err := society.Accounts.ActorByEmail(s.tb.Context(), role.Origin{Address: treasurersAddress, Client: "SSH-2.0-OpenSSH_9.6 xterm"}, "neha.agarwal@greenpark.example")
	if err != nil {
		s.tb.Fatal(err)
	}
	return treasurer{society, actor}
}

// changeFees lowers the late fee of the society, and one unpaid bill.
func (n treasurer) changeFees(t *testing.T) (bill money.Bill, was value.Paise) {
	t.Helper()
	rows, err := n.society.Settings.List(t.Context(), n.Actor)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if r.Key == "billing.late_fee_percentage" {
			if _, err := n.society.Settings.Set(t.Context(), n.Actor, uuid.New(), "", r, "2"); err != nil {
				t.Fatal(err)
			}
		}
	}
	page, err := n.society.Money.Bills(t.Context(), n.Actor, money.BillFilter{Statuses: []money.BillStatus{money.Unpaid, money.Overdue}, Types: []string{"Maintenance"}})
	// An overdue one may be paid in part, and then nobody corrects it.
	at := slices.IndexFunc(page.Bills, func(b money.Bill) bool { return b.Paid == 0 && b.Amount > 500_00 })
	if err != nil || at < 0 {
		t.Fatalf("the demo has no unpaid bill: %v", err)
	}
	b := page.Bills[at]
	bill, err = n.society.Money.CorrectBill(t.Context(), n.Actor, uuid.New(), b.ID, money.BillCorrection{
		Amount: b.Amount - 500_00, BillDate: b.BillDate, DueDate: b.DueDate, Description: b.Description,
		Reason: "Parking was billed twice", Seen: b,
	})
	if err != nil {
		t.Fatal(err)
	}
	return bill, b.Amount
}

// reverse takes the two newest payments back.
func (n treasurer) reverse(t *testing.T) (payments []money.Payment) {
	t.Helper()
	page, err := n.society.Money.Payments(t.Context(), n.Actor, money.PaymentFilter{Status: money.PaymentSucceeded, Limit: 2})
	if err != nil || len(page.Payments) != 2 {
		t.Fatalf("the demo has %d payments, %v", len(page.Payments), err)
	}
	for i, p := range page.Payments {
		reversed, err := n.society.Money.ReversePayment(t.Context(), n.Actor, uuid.New(), p.ID, fmt.Sprintf("Cheque %d bounced", i+1))
		if err != nil {
			t.Fatal(err)
		}
		payments = append(payments, reversed)
	}
	return payments
}

// filter narrows the trail by what is typed into the form's fields, in order.
func (d desk) filter(typed ...string) {
	d.Press("f")
	d.WaitFor("Audit > Filter", "Show the rows of the trail")
	for i, text := range typed {
		if i > 0 {
			d.Press("tab")
		}
		d.Type(text)
	}
	d.Press("ctrl+s")
}

// TestAuditTrailTellsAStory replays the demo's days and a treasurer's evening,
// and answers an auditor's questions with keys alone. What the screen says is
// compared with the rows themselves.
func TestAuditTrailTellsAStory(t *testing.T) {
	t.Parallel()
	s := newSociety(t)
	neha := s.treasurer()
	bill, was := neha.changeFees(t)
	payments := neha.reverse(t)
	d := serve(t, s.Config).connect("xterm-256color", "admin@demo.example", password())
	d.WaitFor("Inside 12")
	// Each question begins where the one before has ended: at the gate.
	for _, answer := range []func(){
		func() { s.whoLetTheCarIn(t, d.desk) },
		func() { s.whoChangedTheFee(d.desk, bill, was) },
		func() { s.whatWasDoneThatNight(t, d.desk) },
		func() { s.whoReversedPayments(t, d.desk, payments) },
	} {
		answer()
		d.Press("1")
		d.WaitFor("| Gate", "Inside 12")
	}
}

// whoLetTheCarIn: the plate at the gate's history, then h.
func (s society) whoLetTheCarIn(t *testing.T, d desk) {
	var guard, unit string
	var at time.Time
	if err := s.Owner.QueryRow(t.Context(), `SELECT g.full_name, u.label, v.check_in_time FROM visitor_logs v
		JOIN users g ON g.id = v.security_guard_id JOIN units u ON u.id = v.unit_id
		WHERE v.vehicle_number = 'MH12AB1234' ORDER BY v.check_in_time DESC LIMIT 1`).Scan(&guard, &unit, &at); err != nil {
		t.Fatal(err)
	}
	d.Press("left", "left")
	d.WaitFor("[History]")
	d.Press("/")
	d.Type("mh12ab1234")
	d.WaitFor("found 14", "Ramesh Kumar")
	d.Press("enter", "h")
	d.WaitFor("Audit > History", `"Ramesh Kumar"]`, "VISITOR_CHECKED_OUT", "VISITOR_CHECKED_IN")
	d.Press("down", "enter")
	d.WaitFor("VISITOR_CHECKED_IN  Ramesh Kumar", "When      "+local(at), "By        "+guard+" (guard)", ", gate Main", "+ MH12AB1234", "+ "+unit+" (")
	d.Press("esc", "esc")
	d.WaitFor("| Gate")
	d.Press("esc") // from the search to the whole history
	d.Press("right", "right")
	d.WaitFor("[Inside 12]")
}

// whoChangedTheFee: a setting by the trail's filter, a bill by its unit.
func (s society) whoChangedTheFee(d desk, bill money.Bill, was value.Paise) {
	d.openAudit()
	d.filter("", "setting_changed", "system_config")
	d.WaitFor("[SETTING_CHANGED; of system_config]", "Neha Agarwal", "billing.late_fee")
	d.Press("enter")
	d.WaitFor("SETTING_CHANGED  billing.late_fee_percentage", "By        Neha Agarwal (admin)", "neha.agarwal@greenpark.example",
		"From      "+treasurersAddress, "config_value  - 5", "+ 2")
	d.Press("h")
	d.WaitFor(`"billing.late_fee_percentage"]`)
	d.Press("esc", "esc", "esc")
	d.WaitFor("[all, newest first]")

	d.filter("", "bill_corrected")
	d.WaitFor("[BILL_CORRECTED]", "Neha Agarwal")
	d.Press("enter")
	d.WaitFor("BILL_CORRECTED  "+bill.Unit, "- "+plainAmount(was), "+ "+plainAmount(bill.Amount), "Parking was billed twice")
	d.Press("h")
	d.WaitFor("Audit > History", "BILL_CREATED", "BILL_CORRECTED")
}

// whatWasDoneThatNight: the night guard's shift before last, by who and when.
func (s society) whatWasDoneThatNight(t *testing.T, d desk) {
	zone := zoneOfDemo()
	now := time.Now().In(zone)
	evening := time.Date(now.Year(), now.Month(), now.Day()-2, 22, 0, 0, 0, zone)
	morning := evening.Add(10 * time.Hour)
	rows, err := s.Owner.Query(t.Context(), `SELECT a.created_at, a.action FROM audit_logs a JOIN users u ON u.id = a.user_id
		WHERE u.email = 'mahesh.yadav@greenpark.example' AND a.created_at >= $1 AND a.created_at < $2 ORDER BY a.created_at DESC, a.id DESC`, evening, morning)
	if err != nil {
		t.Fatal(err)
	}
	var done []string
	for rows.Next() {
		var at time.Time
		var action string
		if err := rows.Scan(&at, &action); err != nil {
			t.Fatal(err)
		}
		done = append(done, local(at)+"  "+action)
	}
	if len(done) < 2 || len(done) > 18 {
		t.Fatalf("the demo's night has %d rows", len(done))
	}
	d.openAudit()
	d.filter("mahesh y", "", "", "", "", evening.Format("2 Jan 2006 15:04"), morning.Format("02/01/2006 3pm"))
	d.WaitFor(append(done, "[Mahesh Yadav; since ", "1 of "+strconv.Itoa(len(done)))...)
	// One of it, and the session that it belongs to: from a sign-in to a sign-out.
	d.Press("down", "s")
	d.WaitFor("[session of Mahesh Yadav, ", "USER_LOGIN ", "USER_LOGOUT ")
}

// whoReversedPayments: one action since the month's first day, and why.
func (s society) whoReversedPayments(t *testing.T, d desk, payments []money.Payment) {
	d.openAudit()
	d.filter("", "payment_reversed", "", "", "", time.Now().In(zoneOfDemo()).Format("January"))
	d.WaitFor("[PAYMENT_REVERSED; since 1 ", "1 of 2", "Neha Agarwal", payments[0].Unit, payments[1].Unit)
	if n := strings.Count(d.Screen(), "Neha Agarwal"); n != 2 {
		t.Errorf("she is named %d times\n%s", n, d.Screen())
	}
	d.Press("enter")
	d.WaitFor("PAYMENT_REVERSED  "+payments[1].Unit, "By        Neha Agarwal (admin)", "- success", "+ failed", "Cheque 2 bounced")
	d.Press("esc")
	d.WaitFor("[PAYMENT_REVERSED; since 1 ")
	d.Press("e")
	d.WaitFor("JSON lines  for a program")
	d.Press("j")
	d.WaitFor("Wrote 2 rows")
	if n := s.count(`audit_logs a JOIN users u ON u.id = a.user_id WHERE a.action = 'AUDIT_EXPORTED' AND u.email = 'admin@demo.example'
		AND a.details #>> '{filter,actions,0}' = 'PAYMENT_REVERSED' AND a.details #>> '{after,rows}' = '2'`); n != 1 {
		t.Errorf("%d audit rows of the export", n)
	}
	d.Press("esc")
	d.WaitGone("Fetch it with")
}

// zoneOfDemo is the demo society's zone.
func zoneOfDemo() *time.Location { return time.FixedZone("IST", 5*3600+1800) }

// local is a time as the trail shows it.
func local(at time.Time) string {
	return at.In(zoneOfDemo()).Format("2006-01-02 15:04:05")
}
