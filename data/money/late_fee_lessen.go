package money

import (
	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/internal/register"
)

// lessenFees are CTEs that waive of the late fees on paid bills what would not have
// been charged, had each payment been recorded on the day it was received: a fee is a
// percentage of what was due on its own day. By how much is the difference of two fees,
// so that many small payments make it to the paisa. paid is a query of each payment's bill,
// amount and day received, and claimed, since when it waited as a claim, NULL where it
// did not: what held off its part of the fee then takes nothing of it now. What is paid of a fee, before or by the same payments,
// stays paid. The fees are locked by then. The CTE waived gives the sum by the bill of
// the fee; nothing is waived where a rule is broken.
func lessenFees(paid string) string {
	return `
			lessened AS (
				SELECT b.id, b.late_fee_of AS of_bill, p.received, ` + billRow.Snapshot + ` AS before,
					least(` + billDue + ` - coalesce(own.amount, 0),
						` + feeOn(`r.base`) + ` - ` + feeOn(`r.base - p.amount`) + `) AS sum
				FROM (` + paid + `) p JOIN bills b ON b.late_fee_of = p.bill JOIN bills o ON o.id = p.bill
				CROSS JOIN LATERAL (SELECT ` + feeBase(`true`) + ` AS base) r LEFT JOIN (` + paid + `) own ON own.bill = b.id
				WHERE b.voided_at IS NULL AND b.fee_percent IS NOT NULL AND p.received < b.bill_date
				  AND ` + heldFee(`p.received`, `p.claimed`) + ` IS NOT TRUE
			),
			waived AS (
				UPDATE bills b SET waived_amount = b.waived_amount + l.sum FROM lessened l CROSS JOIN judged
				WHERE b.id = l.id AND l.sum > 0 AND judged.broken = 0 AND EXISTS (SELECT FROM actor)
				RETURNING l.before, l.of_bill, l.received, l.sum, ` + billRow.Returning + `
			),
			waived_fees AS (
				SELECT b.id, b.before, ` + billRow.Snapshot + ` || jsonb_build_object('paid_on', b.received) AS after FROM waived b
			),
			` + register.AuditEach("waived_fees", action.BillWaived, "bills") + `,`
}

// feeWaived completes the result of a payment y with what was waived of the late fee on
// its bill.
const feeWaived = `jsonb_build_object('fee_waived', coalesce((SELECT sum FROM waived w WHERE w.of_bill = y.bill_id), 0))`
