package trail

import "github.com/civoranexus/society360/data/internal/removed"

// auditColumns reads a Row from l audit_logs, d its details, u users and r roles.
const auditColumns = `l.id, coalesce(l.created_at, '0001-01-01 00:00:00+00') AS at, l.action, l.user_id,
	coalesce(nullif(d.details #>> '{actor,name}', ''), u.full_name, '') AS who,
	coalesce(nullif(d.details #>> '{actor,role}', ''), r.name, '') AS role,
	coalesce(nullif(d.details #>> '{actor,email}', ''), u.email, '') AS email,
	coalesce(l.resource_type, '') AS resource, l.resource_id, ` + auditLabel + ` AS label,
	coalesce(l.ip_address, '') AS address, coalesce(l.user_agent, '') AS client,
	coalesce(d.details ->> 'gate', '') AS gate, coalesce(d.details ->> 'notes', '') AS notes,
	coalesce(d.details ->> 'operator', '') AS operator, coalesce(d.details ->> 'identity', '') AS identity,
	coalesce(CASE WHEN pg_column_size(l.details) <= ` + mostDetails + ` THEN l.details END, 'null') AS details,
	coalesce(pg_column_size(l.details), 0) > ` + mostDetails + ` AS cut, ` + removed.KeySQL + ` AS key`

// mostDetails is the size in bytes up to which a page has a row's details.
const mostDetails = `CASE WHEN pg_column_compression(l.details) IS NULL THEN @brief::int ELSE @packed::int END`

// fatDetails is the size in bytes above which a row's details are not unpacked for
// what the row says beside them: forty rows of what another program wrote could hide
// the trail. They are unpacked once, and read whole where the row is opened.
// What is packed is a hundred times as large at worst.
const (
	fatDetails    = 64 << 10
	packedDetails = 8 << 10
)

// slimDetails are the details of l where they can be unpacked for every row that is
// looked at.
const slimDetails = `CASE WHEN pg_column_size(l.details) <= CASE WHEN pg_column_compression(l.details) IS NULL THEN @fat::int ELSE @packed::int END THEN l.details END`

const auditJoins = ` LEFT JOIN users u ON u.id = l.user_id LEFT JOIN roles r ON r.id = u.role_id
	CROSS JOIN LATERAL (SELECT (` + slimDetails + `) || '{}' AS details OFFSET 0) d`

// auditLabel is the changed row in words: as it is now, or where it is gone as
// the audit row knew it; what is archived, labelled looks up.
const auditLabel = `coalesce(CASE l.resource_type
	WHEN 'visitor_logs' THEN (SELECT o.visitor_name FROM visitor_logs o WHERE o.id = l.resource_id)
	WHEN 'maintenance_tickets' THEN (SELECT o.title FROM maintenance_tickets o WHERE o.id = l.resource_id)
	WHEN 'bills' THEN (SELECT concat_ws(' ', coalesce(n.label, n.unit_number), b.bill_type, b.bill_date)
		FROM bills b LEFT JOIN units n ON n.id = b.unit_id WHERE b.id = l.resource_id)
	WHEN 'payments' THEN (SELECT concat_ws(' ', coalesce(n.label, n.unit_number), b.bill_type, p.amount_paid)
		FROM payments p LEFT JOIN bills b ON b.id = p.bill_id LEFT JOIN units n ON n.id = b.unit_id WHERE p.id = l.resource_id)
	WHEN 'society360_bill_runs' THEN (SELECT to_char(r.month, 'YYYY-MM') FROM society360_bill_runs r WHERE r.id = l.resource_id)
	WHEN 'users' THEN (SELECT p.full_name FROM users p WHERE p.id = l.resource_id)
	WHEN 'user_units' THEN (SELECT concat_ws(' ', coalesce(n.label, n.unit_number), p.full_name)
		FROM user_units x LEFT JOIN users p ON p.id = x.user_id LEFT JOIN units n ON n.id = x.unit_id WHERE x.id = l.resource_id)
	WHEN 'units' THEN (SELECT coalesce(n.label, n.unit_number) FROM units n WHERE n.id = l.resource_id)
	WHEN 'blocks' THEN (SELECT k.name FROM blocks k WHERE k.id = l.resource_id)
	WHEN 'system_config' THEN (SELECT c.config_key FROM system_config c WHERE c.id = l.resource_id)
	WHEN 'announcements' THEN (SELECT a.title FROM announcements a WHERE a.id = l.resource_id)
	WHEN 'desk_files' THEN (SELECT f.name FROM desk_files f WHERE f.id = l.resource_id)
	END, ` + auditLabelKept + `, '')`

const auditLabelKept = `d.details #>> '{after,visitor_name}', d.details #>> '{after,title}', d.details #>> '{after,config_key}',
	d.details #>> '{after,full_name}', d.details #>> '{after,name}', d.details #>> '{after,label}',
	d.details #>> '{before,visitor_name}', d.details #>> '{before,title}', d.details #>> '{before,name}',
	d.details ->> 'email'`
