// Package schedule is what is done by the calendar: the list of jobs (list.go), when
// each is due, who of several servers does it, and what became of each run.
package schedule

import (
	"context"
	"log/slog"
	"time"

	"github.com/civoranexus/society360/data/archive"
	"github.com/civoranexus/society360/data/desks"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/maintenance"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/reports"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/seal"
	"github.com/civoranexus/society360/data/trail"

	"github.com/jackc/pgx/v5"
)

// Job is one thing that is done by the calendar. It is safe to repeat, and to be broken
// off: the next run completes it.
type Job struct {
	// Name is what commands and the table of runs call it; it never changes.
	Name string
	// Title is what the screen calls it, Does a sentence about what it does.
	Title, Does string
	When        When
	// Within is how long a run may take before it is broken off, so that a database that
	// went silent in the middle of one does not end the schedule.
	Within time.Duration
	// MakesUp says that a run which was missed, because nothing served at its time, is
	// made at the next start.
	MakesUp bool
	// Owner says that it works as the owner of the tables (Turn.Owner). What it did stands
	// in the trail.
	Owner bool
	// Slow jobs may take long: they are done beside the others, one after the other.
	Slow bool
	// Do does it and says what it did, in a sentence without its full stop; nothing where
	// there was nothing to do.
	Do func(ctx context.Context, t Turn) (did string, err error)
}

// Rooms are the stores that jobs work on.
type Rooms struct {
	Homes   *homes.Store
	Money   *money.Store
	Reports *reports.Store
	Archive *archive.Store
	Desks   *desks.Store
	Seals   *seal.Store
	Trail   *trail.Store

	Maintenance *maintenance.Store
}

// Work is where jobs are done.
type Work struct {
	Config connect.Config
	// Folder is the private database's data folder; empty elsewhere.
	Folder string
	// Backup makes a backup of everything, or of what has changed, where that is due, and
	// says what it made; nil where nobody set backups up.
	Backup func(ctx context.Context, full bool) (did string, err error)
	// Operator is who does it by a command, as rows of the trail have it (role.Origin);
	// empty where a server does.
	Operator string
	// Seal seals the trail and verifies it; nil where there is no folder for that.
	Seal func(ctx context.Context) (SealDone, error)
	// AskedOnly has Serve do what somebody asks for, and leave the calendar to others: a
	// desk on a terminal does so, for an admin there may be the only one to see to it.
	AskedOnly bool
	// Log takes what jobs do and why they fail.
	Log *slog.Logger
	// Progress, which may be nil, is told how far a job has come with so many things.
	Progress func(of string) func(done, total int)
}

// program is the program itself, in whose name jobs are done.
func (w Work) program() role.Actor {
	program := role.Program()
	program.Origin.Operator = w.Operator
	return program
}

// SealDone is what was done of the seal of the trail: how many rows were sealed, how many
// were found that came around the sealer, and what the verification says.
type SealDone struct {
	Rows, Unseen int
	Verdict      seal.Verdict
}

// progress is what a job of so many things tells.
func (w Work) progress(of string) func(done, total int) {
	if w.Progress == nil {
		return nil
	}
	return w.Progress(of)
}

// Turn is what one run of a job works with.
type Turn struct {
	Rooms
	Work
	// Store is the schedule's own.
	Store *Store
	// Owner is a connection of the tables' owner, for jobs that need one.
	Owner *pgx.Conn
}

// NeedsOwner is why a job was left that needs the owner's rights where the program has
// the desk's alone.
const NeedsOwner = "needs the owner: run society360 maintain with DATABASE_OWNER_URL"

// Left is the error of a job that cannot be done here, with the reason. It is no failure.
func Left(why string) error { return &left{why} }

type left struct{ why string }

func (l *left) Error() string { return l.why }

// unknownJob is the answer to a name that the list does not have.
func unknownJob(name string) *fault.Error {
	return &fault.Error{Kind: fault.NotFound, Format: "There is no job %s; society360 schedule list has them.", Args: []any{name}}
}
