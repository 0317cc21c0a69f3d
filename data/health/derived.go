package health

import "github.com/civoranexus/society360/data/maintenance"

// derivedChecks are about what triggers keep for searches, and which lacks what came
// without them.
func derivedChecks() []Check {
	const mend = "society360 schedule run search-keys sets all of them right, as the schedule does each week; a command sets one right."
	return []Check{
		{
			Name: "visitor-names", Title: "Names that no search finds", Severity: Wrong, whole: "visitor_logs",
			Says: "Visits came without triggers, as from a dump of data alone: a search does not find them by their name.",
			Mend: mend,
			sql: `SELECT m.key AS place, btrim(m.key) AS thing, 'not found by a search' AS stands, '' AS open,
					'INSERT INTO visitor_names (key) VALUES (' || quote_literal(m.key) || ');' AS command
				FROM (` + maintenance.MissingNames() + `) m (key)`,
		},
		{
			Name: "payment-sums", Title: "Sums that no search finds", Severity: Wrong, whole: "payments",
			Says: "Payments over several bills came without triggers, as from a dump of data alone: a search does not find them by their sum, or by another.",
			Mend: mend,
			sql: `SELECT w.payment_id::text AS place, coalesce(nullif(concat_ws(', ', n.label, 'Rs ' || y.amount_paid, to_char(y.payment_date, 'YYYY-MM-DD')), ''), 'a payment that is gone') AS thing,
					coalesce('found by Rs ' || w.kept, 'not found') || coalesce(', is a part of Rs ' || w.total, ', is no part of a sum') AS stands, '' AS open,
					CASE WHEN w.total IS NULL THEN 'DELETE FROM payment_totals WHERE payment_id = ''' || w.payment_id || ''';'
					ELSE format('INSERT INTO payment_totals (payment_id, made_with, total, paid_at) VALUES (%L, %L, %L, %L) ON CONFLICT (payment_id) DO UPDATE SET made_with = excluded.made_with, total = excluded.total, paid_at = excluded.paid_at;',
						w.payment_id, w.made_with, w.total, w.paid_at) END AS command
				FROM (` + maintenance.WrongTotals + `) w LEFT JOIN payments y ON y.id = w.payment_id
				LEFT JOIN bills b ON b.id = y.bill_id LEFT JOIN units n ON n.id = b.unit_id`,
		},
	}
}
