package health

import (
	"context"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
)

const (
	// backupLate is how old the last backup may be: one is made every night.
	backupLate = 2 * 24 * time.Hour
	// rehearsalLate is how long ago a restore may have been rehearsed.
	rehearsalLate = 92 * 24 * time.Hour
	// scheduleStill is how long no job may have begun: some are due every hour.
	scheduleStill = 3 * time.Hour
)

// operationChecks are about what is done by the calendar, and about the server that the
// society stands on. The schedule's are of a society whose schedule was ever done.
func operationChecks() []Check {
	return []Check{
		{
			Name: "jobs-failing", Title: "Jobs that fail", Severity: Wrong, Screen: "upkeep",
			Says: "A job of the schedule failed when it was last done, or was left for weeks because only the tables' owner may do it.",
			Mend: "See why in the schedule, mend it, and have the job done: society360 schedule run JOB, or x in the schedule.",
			sql: `SELECT j.job AS place, j.job AS thing, r.state || ': ' || coalesce(r.result, '') AS stands, 'schedule' AS open, '' AS command
				FROM society360_jobs j CROSS JOIN LATERAL (SELECT r.state, r.result FROM society360_job_runs r WHERE r.job = j.job AND r.ended_at IS NOT NULL
					AND r.started_at < now() + interval '1 minute' ORDER BY r.started_at DESC, r.id DESC LIMIT 1) r
				WHERE r.state = 'failed' OR r.state = 'left' AND r.result LIKE 'needs the owner%' AND j.known_since < now() - interval '40 days'
					AND NOT EXISTS (SELECT FROM society360_job_runs d WHERE d.job = j.job AND d.state = 'done' AND d.started_at > now() - interval '40 days')`,
		},
		{
			Name: "jobs-late", Title: "Schedule at a stand", Severity: Wrong, Screen: "upkeep",
			Says: "Nothing was done by the calendar for hours: no server does the schedule.",
			Mend: "Start society360 serve without --no-schedule, or have a timer run society360 maintain every hour.",
			sql: `SELECT '*' AS place, 'The schedule' AS thing, 'last done ' || coalesce(to_char(max(r.started_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI "UTC"'), 'never') AS stands,
					'schedule' AS open, '' AS command
				FROM (SELECT min(k.known_since) AS since FROM society360_jobs k) j LEFT JOIN society360_job_runs r ON r.started_at < now() + interval '1 minute'
				WHERE j.since < now() - interval '` + hours(scheduleStill) + `' GROUP BY j.since
				HAVING coalesce(max(r.started_at), j.since) < now() - interval '` + hours(scheduleStill) + `'`,
		},
		{
			Name: "backup-late", Title: "Backups", Severity: Wrong, Screen: "upkeep",
			Says: "The society was not backed up lately by this program.",
			Mend: "Have it backed up (society360 backup), unless the server's own backups are watched elsewhere.",
			sql:  lastDone("Backup", "BACKUP_MADE", backupLate, ``),
		},
		{
			Name: "rehearsal-late", Title: "Rehearsals of a restore", Severity: Odd, Screen: "upkeep",
			Says: "For months nobody tried whether the backups can be restored.",
			Mend: "Try it beside the society that runs: society360 restore --rehearse.",
			// Where there is nothing to restore, the backup is what is missing.
			sql: lastDone("Rehearsal", "RESTORE_REHEARSED", rehearsalLate, ` AND coalesce(`+lastRow(register.Trail.Live, "BACKUP_MADE")+`, `+lastRow(register.Trail.Listed, "BACKUP_MADE")+`) IS NOT NULL`),
		},
		{
			Name: "log-waits", Title: "Log of changes", Severity: Wrong, Screen: "upkeep",
			Says: "The server does not hand its log of changes over to the backups: it fills the database's own disk, and no restore comes further than to what was handed over.",
			Mend: "See why in the server's own log, such as a folder of backups that is full or gone, and mend it: what waits is handed over then.",
			sql:  unhanded(archiverSQL),
		},
		{
			Name: "encryption", Title: "Way to the database", Severity: Wrong, read: unencrypted,
			Says: "The desks reach the database over a network without TLS: passwords' hashes and phones can be read on the way.",
			Mend: "Add sslmode=verify-full to DATABASE_URL, with the server's certificate authority in sslrootcert.",
		},
		{
			Name: "server-version", Title: "PostgreSQL's release", Severity: Odd, read: endedRelease,
			Says: "The database server's release gets no corrections any more, or soon.",
			Mend: "Upgrade the server to a later release of PostgreSQL.",
		},
	}
}

// sealChecks are about the seal of the audit trail, where there is one.
func sealChecks() []Check {
	return []Check{
		{
			Name: "seal-broken", Title: "Seal of the trail", Severity: Wrong, Screen: "upkeep",
			Says: "The audit trail, or its record of the seal, is not as it was signed.",
			Mend: "See what: society360 audit verify. Behind a restore an admin goes on: society360 audit go-on.",
			sql: `SELECT '*' AS place, 'The trail' AS thing, coalesce(t.broken, '') || to_char(t.broken_at AT TIME ZONE 'UTC', '" (found" YYYY-MM-DD HH24:MI "UTC)"') AS stands,
					'schedule' AS open, '' AS command FROM society360_seal_state t WHERE t.broken_at IS NOT NULL`,
		},
		{
			Name: "seal-late", Title: "Sealing at a stand", Severity: Wrong, Screen: "upkeep",
			Says: "Rows of the audit trail wait to be sealed for minutes: who may change everything in the database could change them unseen.",
			Mend: "Start society360 serve with the folder of the seal (--seal), and see its log.",
			sql: `SELECT '*' AS place, 'The trail' AS thing, 'sealed to ' || coalesce(to_char(b.sealed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI "UTC"'), 'nowhere') AS stands, 'schedule' AS open, '' AS command
				FROM society360_seal_state t LEFT JOIN (SELECT s.sealed_at FROM society360_seals s ORDER BY s.first DESC LIMIT 1) b ON true
				WHERE t.broken_at IS NULL AND coalesce(b.sealed_at, t.begun_at) < now() - interval '5 minutes'
					AND EXISTS (SELECT FROM audit_logs l WHERE l.created_at > coalesce(b.sealed_at, t.begun_at) AND l.created_at < now() - interval '5 minutes')`,
		},
		{
			Name: "seal-stuck", Title: "Sealing at a stand", Severity: Wrong, Screen: "upkeep",
			Says: "Rows of the audit trail cannot be sealed: who may change everything in the database could change them unseen.",
			Mend: "Put the folder of the seal with its key back. Where the key is lost for good: society360 audit key --new --lost.",
			sql: `SELECT '*' AS place, 'The trail' AS thing, coalesce(t.stuck, '') || to_char(t.stuck_at AT TIME ZONE 'UTC', '" (since" YYYY-MM-DD HH24:MI "UTC)"') AS stands,
					'schedule' AS open, '' AS command FROM society360_seal_state t WHERE t.stuck_at < now() - interval '2 minutes'`,
		},
		{
			Name: "seal-anew", Title: "Key of the seal", Severity: Odd, Screen: "upkeep",
			Says: "The key of the audit trail's seal was lost in the last year, and begun anew: nothing but the society's word joins what was signed before with what was signed since.",
			Mend: "Give those who check proofs the new key (society360 audit key), and tell them why.",
			sql: `SELECT '*' AS place, 'The key' AS thing, 'begun anew ' || to_char(t.anew_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI "UTC"') || coalesce(', behind row ' || t.anew_rows, '') AS stands,
					'schedule' AS open, '' AS command FROM society360_seal_state t WHERE t.anew_at > now() - interval '1 year'`,
		},
		{
			Name: "seal-untold", Title: "Heads of the seal", Severity: Odd, Screen: "upkeep",
			Says: "The signed heads of the audit trail cannot be shipped to where they are kept outside.",
			Mend: "See why in the server's log, and mend the file or the command of serve (--seal-to, --seal-command).",
			sql:  `SELECT '*' AS place, 'The heads' AS thing, t.untold AS stands, 'schedule' AS open, '' AS command FROM society360_seal_state t WHERE t.untold IS NOT NULL`,
		},
	}
}

// lastDone finds that something of the society as a whole was last done too long ago, in
// a society whose schedule is that old.
func lastDone(thing, did string, ago time.Duration, unless string) string {
	span := hours(ago)
	return `SELECT '*' AS place, '` + thing + `' AS thing,
			'last ' || coalesce(to_char(d.at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI "UTC"'), 'never') AS stands, 'schedule' AS open, '' AS command
		FROM (SELECT min(k.known_since) AS since FROM society360_jobs k) j,
			(SELECT coalesce(` + lastRow(register.Trail.Live, did) + `, ` + lastRow(register.Trail.Listed, did) + `) AS at) d
		WHERE coalesce(d.at, j.since) < now() - interval '` + span + `'` + unless
}

// lastRow is when something was last done to the society as a whole, by the trail or by what
// of it was archived. A row that lies ahead says nothing.
func lastRow(trail, did string) string {
	return `(SELECT a.created_at FROM ` + trail + ` a WHERE a.resource_type = 'society360_society' AND a.action = '` + did + `'
				AND a.created_at < now() + interval '1 minute' ORDER BY a.created_at DESC LIMIT 1)`
}

// archiverSQL is what the server tells of handing over its log, where it does: when it last
// did, when it last failed, since when it counts, and how many bytes wait.
const archiverSQL = `SELECT a.last_archived_time AS handed, a.last_failed_time AS failed, a.stats_reset AS since,
		CASE WHEN a.last_archived_wal ~ '^[0-9A-F]{24}' THEN greatest(0, pg_current_wal_lsn() - (substr(a.last_archived_wal, 9, 8) || '/' ||
			to_hex(('x' || substr(a.last_archived_wal, 17, 8))::bit(32)::bigint * w.part))::pg_lsn - w.part) END::bigint AS waits, w.part
	FROM pg_stat_archiver a, (SELECT pg_size_bytes(current_setting('wal_segment_size')) AS part) w
	WHERE current_setting('archive_mode') <> 'off' AND NOT pg_is_in_recovery()`

// unhanded finds that what a statement tells of (archiverSQL) is not handed over: it failed
// last, or more waits than a server that is busy leaves for a moment.
func unhanded(archiver string) string {
	const utc = `AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI "UTC"'`
	return `SELECT '*' AS place, 'The log' AS thing, 'last handed over ' || coalesce(to_char(a.handed ` + utc + `), 'never')
			|| coalesce('; ' || pg_size_pretty(a.waits) || ' wait', '') AS stands, '' AS open, '' AS command
		FROM (` + archiver + `) a
		WHERE coalesce(a.handed, a.since, '-infinity') < now() - interval '10 minutes'
			AND (a.failed > coalesce(a.handed, '-infinity') OR a.waits > 10 * a.part)`
}

// hours is a span as the database reads it.
func hours(span time.Duration) string { return strconv.Itoa(int(span.Hours())) + " hours" }

// unencrypted finds a connection over a network that is not encrypted. What a pooler's way
// to the server is like, the server cannot tell.
func unencrypted(ctx context.Context, s *Store, _ role.Actor) ([]Finding, error) {
	var client, server string
	var encrypted bool
	err := s.reg.QueryRow(ctx, `SELECT coalesce(host(inet_client_addr()), ''), coalesce(host(inet_server_addr()), ''),
		coalesce((SELECT l.ssl FROM pg_stat_ssl l WHERE l.pid = pg_backend_pid()), false)`).Scan(&client, &server, &encrypted)
	if err != nil {
		return nil, connect.ReadError(err)
	}
	if encrypted || !overNetwork(client, server) {
		return nil, nil
	}
	return []Finding{{Place: server, Thing: "From " + client + " to " + server, Stands: "without TLS"}}, nil
}

// overNetwork reports whether a connection leaves the machine; a socket has no addresses.
func overNetwork(client, server string) bool {
	from, err := netip.ParseAddr(client)
	return err == nil && !from.IsLoopback() && client != server
}

// endedRelease finds a server whose release has ended, or ends soon.
func endedRelease(ctx context.Context, s *Store, _ role.Actor) ([]Finding, error) {
	var version string
	var now time.Time
	err := s.reg.QueryRow(ctx, `SELECT current_setting('server_version'), now()`).Scan(&version, &now)
	if err != nil {
		return nil, connect.ReadError(err)
	}
	ends := endOf(connect.Major(version))
	if ends.IsZero() || now.Before(ends.AddDate(0, -2, 0)) {
		return nil, nil
	}
	short, _, _ := strings.Cut(version, " ")
	return []Finding{{Place: short, Thing: "PostgreSQL " + short, Stands: "ends " + ends.Format("2006-01-02")}}, nil
}

// endOf is the day of a release's last correction, as PostgreSQL announced it
// (postgresql.org/support/versioning); zero for one that this program does not know.
func endOf(major int) time.Time {
	switch major {
	case 14:
		return time.Date(2026, time.November, 12, 0, 0, 0, 0, time.UTC)
	case 15:
		return time.Date(2027, time.November, 11, 0, 0, 0, 0, time.UTC)
	case 16:
		return time.Date(2028, time.November, 9, 0, 0, 0, 0, time.UTC)
	case 17:
		return time.Date(2029, time.November, 8, 0, 0, 0, 0, time.UTC)
	case 18:
		return time.Date(2030, time.November, 14, 0, 0, 0, 0, time.UTC)
	}
	return time.Time{}
}
