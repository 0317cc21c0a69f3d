package health

import "github.com/civoranexus/society360/data/money"

// moneyChecks are about bills and payments.
func moneyChecks() []Check {
	return []Check{
		{
			Name: "payment-references", Title: "References used again", Severity: Wrong, Screen: "bills", whole: "payments",
			Says: "One reference stands on several receipts: one transfer may have been counted twice.",
			Mend: "Look at the bank statement, open the unit and reverse the payment that was none.",
			sql: `SELECT k.key || ' ' || k.receipt AS place, concat_ws(', ', n.label, coalesce(r.year || '-' || lpad(r.number::text, 6, '0'), 'no receipt'),
					'Rs ' || k.amount, to_char(k.at, 'YYYY-MM-DD')) AS thing,
					concat_ws(' ', k.method, k.reference) AS stands, n.id::text AS open, '' AS command
				FROM (
					SELECT upper(regexp_replace(p.transaction_reference, '[^[:alnum:]]', '', 'g')) AS key, coalesce(rp.receipt_id, p.id) AS receipt,
						max(p.transaction_reference) AS reference, max(p.payment_method) AS method, sum(p.amount_paid) AS amount, min(p.payment_date) AS at,
						(array_agg(p.bill_id))[1] AS bill,
						count(*) OVER (PARTITION BY upper(regexp_replace(p.transaction_reference, '[^[:alnum:]]', '', 'g'))) AS receipts
					FROM payments p LEFT JOIN receipt_payments rp ON rp.payment_id = p.id
					WHERE coalesce(p.status, 'success') = 'success' AND p.transaction_reference ~ '[[:alnum:]]'
					GROUP BY 1, 2
				) k JOIN bills b ON b.id = k.bill JOIN units n ON n.id = b.unit_id LEFT JOIN receipts r ON r.id = k.receipt
				WHERE k.receipts > 1`,
		},
		{
			Name: "bill-figures", Title: "Figures of bills", Severity: Wrong, Screen: "bills", whole: "bills",
			Says: "More was paid on a bill than it asks, or what it says of its payments is not what they sum to.",
			Mend: "Open the unit: reverse the payment that is too much. Figures that differ are set anew by the command.",
			sql: `SELECT b.id::text AS place, concat_ws(', ', n.label, b.bill_type, 'Rs ' || b.amount, to_char(b.bill_date, 'YYYY-MM-DD')) AS thing,
					concat_ws(', ', coalesce(b.status, 'unpaid') || ': says ' || b.amount_paid, 'payments ' || p.paid, 'waived ' || nullif(b.waived_amount, 0)) AS stands,
					n.id::text AS open,
					CASE WHEN b.amount_paid <> p.paid OR (coalesce(b.status, 'unpaid') = 'paid') <> (b.amount <= p.paid + b.waived_amount)
						THEN 'UPDATE bills SET amount = amount WHERE id = ''' || b.id || ''';' ELSE '' END AS command
				FROM bills b JOIN units n ON n.id = b.unit_id
				JOIN (SELECT w.id, coalesce(sum(pay.amount_paid) FILTER (WHERE coalesce(pay.status, 'success') = 'success'), 0) AS paid
					FROM bills w LEFT JOIN payments pay ON pay.bill_id = w.id GROUP BY w.id) p ON p.id = b.id
				WHERE b.amount_paid <> p.paid OR p.paid + b.waived_amount > greatest(b.amount, 0) -- a credit asks nothing
				   OR (coalesce(b.status, 'unpaid') = 'paid') <> (b.amount <= p.paid + b.waived_amount)`,
		},
		{
			Name: "late-fees", Title: "Late fees without cause", Severity: Wrong, Screen: "bills", whole: "bills",
			Says: "Something is due on a late fee, though another program voided, lowered or put off the bill that it was charged on.",
			Mend: "In Bills, O and then w: choose the fee, which is marked there, and waive it.",
			sql: `SELECT b.id::text AS place, concat_ws(', ', n.label, 'Rs ' || b.amount, to_char(b.bill_date, 'YYYY-MM-DD')) AS thing,
					concat_ws(', ', o.bill_type || ' of Rs ' || o.amount, CASE WHEN o.voided_at IS NOT NULL THEN 'void' END, 'due ' || to_char(o.due_date, 'YYYY-MM-DD')) AS stands,
					n.id::text AS open, '' AS command
				FROM bills b JOIN bills o ON o.id = b.late_fee_of JOIN units n ON n.id = b.unit_id
				WHERE b.voided_at IS NULL AND b.amount - b.waived_amount - b.amount_paid > 0 AND ` + money.CauseGone,
		},
	}
}
