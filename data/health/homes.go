package health

import "github.com/civoranexus/society360/data/homes"

// homeChecks are about units and who lives in them.
func homeChecks() []Check {
	return []Check{
		{
			Name: "unit-labels", Title: "Units of one label", Verbatim: true, Severity: Wrong, Screen: "units",
			Says: "Two units have one label, so that what is typed at the gate names either.",
			Mend: "Rename a block on Units, or give one of the units another number.",
			sql: `SELECT coalesce(u.search_key, '') || ' ' || u.id AS place, concat_ws(', ', u.unit_number, b.name) AS thing, u.label AS stands, u.id::text AS open, '' AS command
				FROM units u LEFT JOIN blocks b ON b.id = u.block_id
				WHERE u.search_key IN (SELECT o.search_key FROM units o GROUP BY o.search_key HAVING count(*) > 1)`,
		},
		{
			Name: "residencies", Title: "Residencies", Severity: Wrong, Screen: "units",
			Says: "Somebody lives in a unit whose account is deleted, or moved out before they moved in.",
			Mend: "Open the unit and move them out, or correct their days.",
			sql: `SELECT l.id::text AS place, concat_ws(', ', p.full_name, u.label) AS thing,
					concat_ws(', ', coalesce(l.status, 'active'), 'from ' || l.move_in_date, 'until ' || l.move_out_date,
						CASE WHEN p.deleted_at IS NOT NULL THEN 'account deleted' END) AS stands, u.id::text AS open, '' AS command
				FROM user_units l JOIN users p ON p.id = l.user_id JOIN units u ON u.id = l.unit_id
				WHERE l.move_out_date < l.move_in_date OR p.deleted_at IS NOT NULL AND ` + homes.ResidesNow,
		},
		{
			Name: "primary-contacts", Title: "Primary contacts", Severity: Odd, Screen: "units",
			Says: "Several people are the primary contact of one unit: the gate rings the first by name.",
			Mend: "Open the unit and make the one who is meant the primary contact.",
			sql: `SELECT u.id::text AS place, u.label AS thing, string_agg(p.full_name, ', ' ORDER BY p.full_name, p.id) AS stands, u.id::text AS open, '' AS command
				FROM user_units l JOIN users p ON p.id = l.user_id JOIN units u ON u.id = l.unit_id
				WHERE l.is_primary_contact AND ` + homes.LivesHere + `
				GROUP BY u.id, u.label HAVING count(DISTINCT p.id) > 1`,
		},
	}
}
