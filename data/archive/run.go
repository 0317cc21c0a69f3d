package archive

import (
	"context"
	"time"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// How rows are moved: so many at a time as take about batchTime, of which they are locked
// for a small part, with as long a rest behind each, so that who works at a desk has half
// of the machine.
const (
	firstBatch = 200
	leastBatch = 20
	mostBatch  = 2000
	batchTime  = 50 * time.Millisecond
	// heldTime is for how long about they may be locked.
	heldTime  = 20 * time.Millisecond
	leastRest = 5 * time.Millisecond
	// busyRest is how long a run rests that found a table locked, and busyMost how often
	// it does before it gives up.
	busyRest = 500 * time.Millisecond
	busyMost = 20
)

// Moved is what a run moved of one kind.
type Moved struct {
	Kind Kind `json:"kind"`
	// KeptMonths is for how long the kind is kept, by its setting.
	KeptMonths int `json:"kept_months"`
	Rows       int `json:"rows"`
	// Held is the longest that rows were locked for, in one batch.
	Held time.Duration `json:"held"`
}

// ErrElsewhere is the cause where another process moves rows of the same kind.
const ErrElsewhere = fault.Sentence("the rows are being moved by another")

// Run moves to the archive what is due there by the settings, kind by kind, in short
// transactions, and gives way to whoever works. It can be broken off and run again. A kind
// of which rows went has an audit row, also where the run ended early; progress, where
// not nil, hears of each batch. Refused: another run is at it, here or on another server,
// or something of another program is in the way. Admins and the program only.
func (s *Store) Run(ctx context.Context, actor role.Actor, progress func(Moved)) ([]Moved, error) {
	if _, err := actor.Permit(role.ArchiveRecords); err != nil {
		return nil, err
	}
	if err := register.StillValid(ctx, s.reg, actor); err != nil {
		return nil, err
	}
	values, err := s.settings.Values(ctx)
	if err != nil {
		return nil, err
	}
	var all []Moved
	for _, k := range Kinds() {
		done := Moved{Kind: k, KeptMonths: k.kept().In(values)}
		if done.KeptMonths == 0 {
			continue
		}
		err := s.move(ctx, &done, progress)
		if done.Rows > 0 {
			// Also of a run that was broken off: the rows are moved.
			if told := s.tell(context.WithoutCancel(ctx), actor, done); err == nil {
				err = told
			}
		}
		all = append(all, done)
		if err != nil {
			return all, err
		}
	}
	return all, nil
}

// step is what society360_archive answers.
type step struct {
	Looked, Moved *int
	LastAt        *time.Time
	LastID        *uuid.UUID
	Lacks         *time.Time
	Held          *time.Duration
}

// move moves all that is due of a kind, from the oldest on.
func (s *Store) move(ctx context.Context, done *Moved, progress func(Moved)) error {
	var at step
	for size, busy := firstBatch, 0; ; {
		began := time.Now()
		next, err := register.Moves[step](ctx, s.reg, `SELECT looked, moved, last_at, last_id, lacks, held FROM society360_archive(@kind, @at, @id, @most)`,
			pgx.NamedArgs{"kind": string(done.Kind), "at": at.LastAt, "id": at.LastID, "most": size})
		took := time.Since(began)
		rest := max(took, leastRest)
		switch {
		case isBusy(err) && busy < busyMost:
			busy++
			rest = busyRest
		case err != nil:
			return hindered(err, connect.WriteError)
		case next.Looked == nil:
			e := fault.Refuse("Another process of this society is archiving now.")
			e.Cause = ErrElsewhere
			return e
		case *next.Looked == 0:
			return nil
		case next.Lacks != nil:
			if err := s.makeMonth(ctx, done.Kind, *next.Lacks); isBusy(err) && busy < busyMost {
				busy++
				rest = busyRest
			} else if err != nil {
				return hindered(err, connect.WriteError)
			}
		default:
			busy, at = 0, next
			done.Rows += *next.Moved
			var held time.Duration
			if next.Held != nil {
				held = *next.Held
			}
			done.Held = max(done.Held, held)
			size = fit(size, took, held)
			if progress != nil {
				progress(*done)
			}
		}
		if err := wait(ctx, rest); err != nil {
			return err
		}
	}
}

// makeMonth makes the partition of a month, in a transaction of its own.
func (s *Store) makeMonth(ctx context.Context, kind Kind, month time.Time) error {
	_, err := s.reg.Exec(ctx, `SELECT society360_archive_month(@kind, @month::date)`, pgx.NamedArgs{"kind": string(kind), "month": month})
	return err
}

// fit is how many rows the next batch should have, by how long one took and held its rows.
func fit(size int, took, held time.Duration) int {
	slow := max(float64(took)/float64(batchTime), float64(held)/float64(heldTime), 0.01)
	return min(max(min(int(float64(size)/slow), size*3/2), leastBatch), mostBatch)
}

// isBusy reports whether somebody held what a step needs.
func isBusy(err error) bool {
	state := connect.StateOf(err)
	return state == connect.LockNotAvailable || state == connect.DeadlockDetected
}

// wait rests, and is broken off with ctx.
func wait(ctx context.Context, rest time.Duration) error {
	timer := time.NewTimer(rest)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return &fault.Error{Kind: fault.Unavailable, Cause: context.Cause(ctx), Format: "Archiving was stopped. Run it again: it goes on where it stopped."}
	case <-timer.C:
		return nil
	}
}

// tell writes the audit row of what a run moved; desks read again what they show of it.
func (s *Store) tell(ctx context.Context, actor role.Actor, done Moved) error {
	_, err := register.Run[bool](ctx, s.reg, actor, register.Write{
		Intent: uuid.New(), Action: action.RecordsArchived, Resource: done.Kind.table(), Payload: done,
		Change: `
			change AS (
				SELECT NULL::uuid AS id, NULL::jsonb AS before,
					jsonb_build_object('archived', @rows::bigint, 'kept_months', @months::int) AS after, 'true'::jsonb AS result
				FROM actor LIMIT 1
			)`,
		Args:    pgx.NamedArgs{"rows": done.Rows, "months": done.KeptMonths},
		Explain: func(context.Context, connect.DB) error { return role.MayNot() },
	})
	return err
}
