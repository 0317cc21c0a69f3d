package health

import (
	"github.com/civoranexus/society360/data/tickets"
	"github.com/civoranexus/society360/data/value"
	"github.com/civoranexus/society360/data/visits"
)

// callable reports whether a phone that stands there is a number somebody can be
// called at.
func callable(f Finding, region string) bool { return value.WholePhone(f.Stands, region) }

// peopleChecks are about phones, accounts and who works.
func peopleChecks() []Check {
	odd := func(f Finding, region string) bool { return !callable(f, region) }
	return []Check{
		{
			Name: "visit-phones", Title: "Phones of visitors", Verbatim: true, Severity: Odd, Screen: "gate",
			Says: "The phone of a visitor who is inside or expected cannot be dialled.",
			Mend: "Open the visit and correct its phone.",
			sql: `SELECT v.id::text AS place, concat_ws(', ', v.visitor_name, u.label) AS thing, v.visitor_phone AS stands, v.id::text AS open, '' AS command
				FROM (SELECT v.id, v.unit_id, v.visitor_name, v.visitor_phone FROM visitor_logs v WHERE ` + visits.IsInside + `
					UNION ALL SELECT v.id, v.unit_id, v.visitor_name, v.visitor_phone FROM visitor_logs v WHERE ` + visits.IsExpected + `) v
				LEFT JOIN units u ON u.id = v.unit_id
				WHERE v.visitor_phone ~ '\S'`,
			keep: odd,
		},
		{
			Name: "visit-times", Title: "Visitors ahead of time", Severity: Odd, Screen: "gate",
			Says: "A visitor is inside since a time that lies ahead, as a wrong clock or another program left it: nobody is told when they stay too long.",
			Mend: "Check the visitor out if they have left; have the clock of whoever wrote it set right.",
			sql: `SELECT v.id::text AS place, concat_ws(', ', v.visitor_name, u.label) AS thing,
					'inside since ' || coalesce(to_char(v.check_in_time AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC', v.check_in_time::text) AS stands, v.id::text AS open, '' AS command
				FROM visitor_logs v LEFT JOIN units u ON u.id = v.unit_id
				WHERE ` + visits.IsInside + ` AND v.check_in_time > now() + interval '1 hour'`,
		},
		{
			Name: "account-phones", Title: "Phones of accounts", Verbatim: true, Severity: Odd, Screen: "users",
			Says: "The phone of an account cannot be dialled, so that nobody reaches its person from the gate.",
			Mend: "Open the account and correct its phone.",
			sql: `SELECT u.id::text AS place, u.full_name AS thing, u.phone_number AS stands, u.id::text AS open, '' AS command
				FROM users u WHERE u.deleted_at IS NULL AND u.phone_number ~ '\S'`,
			keep: odd,
		},
		{
			Name: "account-emails", Title: "E-mails of two accounts", Verbatim: true, Severity: Wrong, Screen: "users",
			Says: "The e-mails of two accounts differ by capital letters alone: who signs in may be taken for the other.",
			Mend: "Open the account that is not used and delete it, or give it another e-mail.",
			sql: `SELECT lower(u.email) || ' ' || u.id AS place, concat_ws(', ', u.full_name, r.name) AS thing, u.email AS stands, u.id::text AS open, '' AS command
				FROM users u LEFT JOIN roles r ON r.id = u.role_id
				WHERE u.deleted_at IS NULL AND EXISTS (SELECT FROM users o WHERE lower(o.email) = lower(u.email) AND o.id <> u.id AND o.deleted_at IS NULL)`,
		},
		{
			Name: "account-letters", Title: "E-mails that look like others", Verbatim: true, Severity: Odd, Screen: "users",
			Says: "A word of an e-mail mixes Latin letters with Cyrillic, Greek or Armenian ones, which look alike: it may be taken for another account's.",
			Mend: "Ask whose it is. Type the e-mail anew, in letters of one script.",
			sql: `SELECT u.id::text AS place, concat_ws(', ', u.full_name, r.name) AS thing, u.email AS stands, u.id::text AS open, '' AS command
				FROM users u LEFT JOIN roles r ON r.id = u.role_id WHERE u.deleted_at IS NULL AND ` + value.EmailMixesLetters(`u.email`),
		},
		{
			Name: "ticket-workers", Title: "Tickets with who is gone", Severity: Wrong, Screen: "tickets",
			Says: "A ticket is with somebody who does not work on tickets any more, so that it counts as unassigned.",
			Mend: "Open the ticket and assign it to somebody else.",
			sql: `SELECT t.id::text AS place, concat_ws(', ', t.title, n.label) AS thing, concat_ws(', ', h.full_name, hr.name,
					CASE WHEN h.deleted_at IS NOT NULL THEN 'deleted' ELSE nullif(coalesce(h.status, 'active'), 'active') END) AS stands, t.id::text AS open, '' AS command
				FROM maintenance_tickets t JOIN users h ON h.id = t.assigned_to_id LEFT JOIN roles hr ON hr.id = h.role_id LEFT JOIN units n ON n.id = t.unit_id
				WHERE ` + tickets.TicketIsOpen + ` AND (` + tickets.WorksOnTickets() + `) IS NOT TRUE`,
		},
	}
}
