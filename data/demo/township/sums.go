package township

import (
	"context"
	"fmt"

	"github.com/civoranexus/society360/data/internal/connect"
)

// checkSums compares what stands in the tables with what their triggers would have
// written, which were off.
func checkSums(ctx context.Context, d connect.DB) error {
	for _, c := range []struct{ what, sql string }{
		{"bills that say otherwise than their payments", `
			SELECT count(*) FROM bills b CROSS JOIN (SELECT society360_today() AS today) d LEFT JOIN (
				SELECT p.bill_id, sum(p.amount_paid) FILTER (WHERE p.status = 'success') AS paid,
					sum(p.amount_paid) FILTER (WHERE p.status = 'pending' AND p.claim_id IS NOT NULL AND p.received_on <= c.due_date) AS held
				FROM payments p JOIN bills c ON c.id = p.bill_id GROUP BY p.bill_id) p ON p.bill_id = b.id
			WHERE b.amount_paid <> coalesce(p.paid, 0) OR b.amount_paid + b.waived_amount > b.amount
			   OR b.status <> CASE WHEN society360_bill_status(b.amount, b.waived_amount, b.amount_paid, b.due_date, d.today) = 'overdue' AND b.amount - b.waived_amount - b.amount_paid <= p.held
					THEN CASE WHEN b.amount_paid > 0 THEN 'partially_paid' ELSE 'unpaid' END
					ELSE society360_bill_status(b.amount, b.waived_amount, b.amount_paid, b.due_date, d.today) END`},
		{"receipts of a year with a gap", `
			SELECT count(*) FROM receipt_counters c
			WHERE c.last <> (SELECT count(*) FROM receipts r WHERE r.year = c.year) OR c.last <> (SELECT max(r.number) FROM receipts r WHERE r.year = c.year)`},
		{"payments that count without a receipt", `
			SELECT count(*) FROM payments p LEFT JOIN receipt_payments rp ON rp.payment_id = p.id WHERE (p.status = 'success') <> (rp.payment_id IS NOT NULL)`},
		{"tickets without a number", `SELECT count(*) FROM maintenance_tickets WHERE ticket_number IS NULL`},
	} {
		var wrong int
		if err := d.QueryRow(ctx, c.sql).Scan(&wrong); err != nil {
			return err
		}
		if wrong > 0 {
			return fmt.Errorf("the township has %d %s", wrong, c.what)
		}
	}
	return nil
}
