package schedule

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/archive"
	"github.com/civoranexus/society360/data/desks"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/maintenance"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
)

// Jobs are all that is done by the calendar, in the order in which those that are due
// at a time are done. A job is an entry here and its function; the list, the Upkeep
// screen, serve and maintain have it from here.
func Jobs() []Job {
	const hours = 2 * time.Hour // far longer than the largest society needs
	return []Job{
		{
			Name: "move-outs", Title: "Move-outs", Does: "Moves out the residents whose day has come.",
			When: Every(time.Hour), Within: hours, Do: moveOut,
		},
		{
			Name: "move-ins", Title: "Move-ins", Does: "Moves in the residents whose day has come.",
			When: Every(time.Hour), Within: hours, Do: moveIn,
		},
		{
			Name: "overdue-bills", Title: "Overdue bills", Does: "Marks overdue bills, and charges their late fees where billing.late_fees is automatic.",
			When: Every(time.Hour), Within: hours, Do: chargeOverdue,
		},
		{
			Name: "reports-due", Title: "Reports that are due", Does: "Makes the figures of reports that were never made, or whose zone or targets changed.",
			When: Every(time.Hour), Within: hours, Do: func(ctx context.Context, t Turn) (string, error) { return makeReports(ctx, t, true) },
		},
		{
			Name: "trail-words", Title: "Words of the trail", Does: "Notes which words each hour of the trail has, so that a search for a text passes by the hours without it.",
			When: Every(time.Hour), Within: hours, Do: noteTrail,
		},
		{
			Name: "backup", Title: "Whole backup", Does: "Backs the whole private database up, and forgets what is older than 30 days.",
			When: Daily(2, 0), Within: 3 * hours, MakesUp: true, Slow: true, Do: func(ctx context.Context, t Turn) (string, error) { return backUp(ctx, t, true) },
		},
		{
			Name: "backup-changes", Title: "Backup of changes", Does: "Backs up what has changed in the private database since its last backup.",
			When: Every(6 * time.Hour), Within: 3 * hours, Slow: true, Do: func(ctx context.Context, t Turn) (string, error) { return backUp(ctx, t, false) },
		},
		{
			Name: "statistics-due", Title: "Statistics that are due", Does: "Renews the statistics of tables of which a tenth was written, as after an import or a run of bills.",
			When: Every(time.Hour), Within: hours, Owner: true, Do: analyzeChanged,
		},
		{
			Name: "tidying", Title: "Tidying", Does: "Deletes what the desk kept for itself long enough: keys of writes, files, failed sign-ins, ended desks.",
			When: Daily(2, 30), Within: hours, MakesUp: true, Do: tidy,
		},
		{
			Name: "statistics", Title: "Statistics", Does: "Has the database renew its statistics of large tables.",
			When: Daily(2, 30), Within: hours, MakesUp: true, Do: analyze,
		},
		{
			Name: "reports", Title: "Reports", Does: "Makes the figures of all reports anew.",
			When: Daily(2, 30), Within: hours, MakesUp: true, Do: func(ctx context.Context, t Turn) (string, error) { return makeReports(ctx, t, false) },
		},
		{
			Name: "archive", Title: "Archive", Does: "Moves to the archive what is as old as the settings general.archive_... say.",
			When: Daily(3, 0), Within: 4 * hours, MakesUp: true, Slow: true, Do: toArchive,
		},
		{
			Name: "seal", Title: "Seal of the trail", Does: "Seals what waits, looks for rows that came around the seal, and holds the whole trail against its heads.",
			When: Daily(3, 15), Within: 2 * hours, MakesUp: true, Slow: true, Do: sealTrail,
		},
		{
			Name: "table-sizes", Title: "Sizes of tables", Does: "Notes how large each table is, so that growth is seen.",
			When: Daily(2, 30), Within: hours, MakesUp: true, Do: measure,
		},
		{
			Name: "search-keys", Title: "Keys of searches", Does: "Sets right by what visits are found by their names and payments by their sum, and forgets names whose visits are gone.",
			When: Weekly(time.Sunday, 2, 45), Within: hours, MakesUp: true, Owner: true, Slow: true, Do: deriveKeys,
		},
		{
			Name: "slow-statements", Title: "Slow statements", Does: "Tells of statements that took over a second, with their plans in the log.",
			When: Daily(2, 30), Within: hours, Do: slowStatements,
		},
		{
			Name: "vacuum", Title: "Vacuum", Does: "Gives back the room of deleted rows, and renews the statistics of every table.",
			When: Weekly(time.Sunday, 3, 0), Within: 2 * hours, MakesUp: true, Owner: true, Slow: true, Do: vacuum,
		},
		{
			Name: "reindex", Title: "Reindex", Does: "Makes those indexes anew that have grown beyond what their rows need, while others work.",
			When: Monthly(1, 3, 30), Within: 2 * hours, MakesUp: true, Owner: true, Slow: true, Do: reindex,
		},
	}
}

// moveOut moves out whose day has come. A unit that owes is named: its dues stay with it.
func moveOut(ctx context.Context, t Turn) (string, error) {
	moved, err := t.Homes.MoveOutDue(ctx, t.program(), uuid.New())
	var did said
	did.add(moved.Residents, "resident moved out", "residents moved out")
	for _, u := range moved.Owing {
		did = append(did, fmt.Sprintf("%s owes %s", u.Unit, u.Due))
	}
	return did.String(), err
}

// moveIn turns what is stored of those whose day of moving in has come.
func moveIn(ctx context.Context, t Turn) (string, error) {
	moved, err := t.Homes.MoveInDue(ctx, t.program(), uuid.New())
	var did said
	did.add(moved, "resident moved in", "residents moved in")
	return did.String(), err
}

// chargeOverdue marks overdue bills, and charges their late fees where that is the
// calendar's affair.
func chargeOverdue(ctx context.Context, t Turn) (string, error) {
	done, err := t.Money.ChargeOverdue(ctx, t.program(), t.progress("bills"))
	var did said
	did.add(done.Marks, "bill marked", "bills marked")
	did.add(done.Clears, "bill that is not late corrected", "bills that are not late corrected")
	if done.Fees > 0 {
		did.add(done.Fees, "late fee charged", "late fees charged")
		did[len(did)-1] += fmt.Sprintf(" (%s)", done.Total)
	}
	if err != nil {
		return did.String(), err
	}
	wait, err := t.Money.FeesWaiting(ctx, t.program())
	if wait.Fees > 0 {
		did.add(wait.Fees, "late fee waits for an admin to charge", "late fees wait for an admin to charge")
		did[len(did)-1] += fmt.Sprintf(" (%s)", wait.Total)
	}
	return did.String(), err
}

// makeReports makes the figures of reports anew, all or those that are due.
func makeReports(ctx context.Context, t Turn, due bool) (string, error) {
	made, err := t.Reports.RefreshAll(ctx, t.program(), due)
	var did said
	did.add(made, "report made anew", "reports made anew")
	return did.String(), err
}

// backUp makes a backup, of everything or of what has changed, where that is done here.
func backUp(ctx context.Context, t Turn, full bool) (string, error) {
	if t.Backup == nil {
		return "", Left("is the database server's own affair here, unless SOCIETY360_BACKUP_DIR names a folder for dumps")
	}
	return t.Backup(ctx, full)
}

// toArchive moves what is due to the archive. Another run is left to it.
func toArchive(ctx context.Context, t Turn) (string, error) {
	moved, err := t.Archive.Run(ctx, t.program(), nil)
	var did said
	for _, m := range moved {
		switch m.Kind {
		case archive.Visits:
			did.add(m.Rows, "visit archived", "visits archived")
		case archive.Tickets:
			did.add(m.Rows, "ticket archived", "tickets archived")
		case archive.Audit:
			did.add(m.Rows, "row of the trail archived", "rows of the trail archived")
		}
	}
	if errors.Is(err, archive.ErrElsewhere) && len(did) == 0 {
		return "", Left("is done by another program just now")
	}
	return did.String(), err
}

// sealTrail seals the trail and verifies it. What is not as it was sealed is a failure.
func sealTrail(ctx context.Context, t Turn) (string, error) {
	if t.Seal == nil {
		return "", Left("is not set up: SOCIETY360_SEAL_DIR names a folder for the key and the heads")
	}
	done, err := t.Seal(ctx)
	var did said
	did.add(done.Rows, "row sealed", "rows sealed")
	if err != nil {
		return did.String(), err
	}
	did.add(int(done.Verdict.Rows), "row verified", "rows verified") //nolint:gosec // far below 2^63
	if !done.Verdict.Sound() {
		return did.String(), &fault.Error{Kind: fault.Refused, Format: "The trail is not as it was sealed: %s.", Args: []any{done.Verdict.First[0].String()}}
	}
	return did.String(), nil
}

// noteTrail notes words of the trail's last hours.
func noteTrail(ctx context.Context, t Turn) (string, error) {
	hours, err := t.Trail.NoteHours(ctx)
	var did said
	did.add(hours, "hour noted", "hours noted")
	return did.String(), err
}

// tidy forgets what the desk kept long enough, old runs of the schedule, and what waits for
// no seal.
func tidy(ctx context.Context, t Turn) (string, error) {
	done, err := t.Desks.Tidy(ctx, t.program())
	var did said
	did.add(done.Intents, "key of a write deleted", "keys of writes deleted")
	did.add(done.Files, "expired file deleted", "expired files deleted")
	did.add(done.Attempts, "failed sign-in deleted", "failed sign-ins deleted")
	did.add(done.Places, "network of long ago deleted", "networks of long ago deleted")
	did.add(done.Sessions, "desk that ended deleted", "desks that ended deleted")
	did.add(done.Ahead, "moment ahead of the clock brought back", "moments ahead of the clock brought back")
	if err != nil {
		return did.String(), err
	}
	runs, err := t.Store.forget(ctx)
	did.add(runs, "run of the schedule deleted", "runs of the schedule deleted")
	if err != nil {
		return did.String(), err
	}
	waiting, err := t.Seals.Forget(ctx)
	did.add(waiting, "note for a seal that nobody makes deleted", "notes for a seal that nobody makes deleted")
	return did.String(), err
}

// analyze renews the statistics of large tables, as their owner.
func analyze(ctx context.Context, t Turn) (string, error) {
	counted, err := desks.Analyze(ctx, t.Config)
	switch {
	case err != nil:
		return "", err
	case !counted:
		return "", Left(NeedsOwner)
	}
	return "renewed", nil
}

// analyzeChanged renews the statistics of what was written much of.
func analyzeChanged(ctx context.Context, t Turn) (string, error) {
	done, err := maintenance.AnalyzeChanged(ctx, t.Owner)
	return maintained(done, "table analyzed", "tables analyzed"), err
}

// deriveKeys sets right what triggers keep, where rows came without them.
func deriveKeys(ctx context.Context, t Turn) (string, error) {
	done, err := maintenance.Derive(ctx, t.Owner)
	var did said
	did.add(done.Names, "name of visitors added", "names of visitors added")
	did.add(done.Gone, "name without visits forgotten", "names without visits forgotten")
	did.add(done.Totals, "payment summed up anew", "payments summed up anew")
	did.add(done.Skipped, "thing in use and left to the next time", "things in use and left to the next time")
	return did.String(), err
}

func vacuum(ctx context.Context, t Turn) (string, error) {
	done, err := maintenance.Vacuum(ctx, t.Owner)
	return maintained(done, "table vacuumed and analyzed", "tables vacuumed and analyzed"), err
}

func reindex(ctx context.Context, t Turn) (string, error) {
	done, err := maintenance.Reindex(ctx, t.Owner)
	did := maintained(done, "index made anew", "indexes made anew")
	if done.Freed > 0 {
		did += ", " + value.Bytes(done.Freed) + " given back"
	}
	return did, err
}

// maintained says what was done, and what somebody had locked.
func maintained(done maintenance.Done, one, many string) string {
	var did said
	did.add(done.Things, one, many)
	if len(done.Skipped) > 0 {
		did = append(did, "locked and left to the next time: "+strings.Join(done.Skipped, ", "))
	}
	return did.String()
}

// measure notes the sizes of tables.
func measure(ctx context.Context, t Turn) (string, error) {
	whole, err := t.Maintenance.Measure(ctx)
	return value.Bytes(whole) + " in all", err
}

// slowStatements tells of statements that take too long; their plans are for the log.
func slowStatements(ctx context.Context, t Turn) (string, error) {
	slow, err := t.Maintenance.Slow(ctx)
	var did said
	for _, one := range slow {
		did = append(did, one.String())
		t.Log.WarnContext(ctx, "a slow statement", "times", one.Times, "mean", one.Mean, "most", one.Most, "sql", one.SQL, "plan", one.Plan)
	}
	return strings.Join(did, "; "), err
}

// said is what a job did, thing by thing.
type said []string

// add says how many there were of a thing, where there were any.
func (s *said) add(n int, one, many string) {
	switch {
	case n == 1:
		*s = append(*s, "1 "+one)
	case n > 1:
		*s = append(*s, fmt.Sprintf("%d %s", n, many))
	}
}

func (s *said) String() string { return strings.Join(*s, ", ") }
