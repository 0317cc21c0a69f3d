// Package imports adds blocks, units and residents from a file of cells.
package imports

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/imports/intake"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/topic"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Report is what an import file would add to the register, or added.
type Report struct {
	// Lines counts the file's lines without its header.
	Lines int `json:"lines"`
	// Bad are the lines that cannot be taken, all of them, in the file's order.
	Bad []intake.BadLine `json:"-"`
	// Added is what the file adds, or added; Same what is there already and is
	// left as it is.
	Added intake.Counts `json:"added"`
	Same  intake.Counts `json:"same"`
	// NewBlocks are the names of the blocks that it adds: the mistyped name of one
	// that is there is among them. Empty where an import is repeated by its intent.
	NewBlocks []string `json:"-"`
	// FirstUnits and FirstResidents are the first that it adds, in the file's order, and
	// Unreached counts the new accounts without an e-mail address.
	FirstUnits     []string `json:"-"`
	FirstResidents []string `json:"-"`
	Unreached      int      `json:"-"`
}

// Check reads a file of blocks, units and residents (Columns) and
// says what its import would do; nothing is changed. A file that cannot be read
// at all is a Refused error. Admins only.
func (s *Store) Check(ctx context.Context, actor role.Actor, content []byte) (Report, error) {
	if _, err := actor.Permit(role.ManageUnits); err != nil {
		return Report{}, err
	}
	f, err := readImport(content, s.settings.Region(), s.settings.ThisDay())
	if err != nil {
		return Report{}, err
	}
	reg, err := intake.ReadRegister(ctx, s.reg, &f)
	if err != nil {
		return Report{}, err
	}
	return reportOf(intake.PlanOf(&f, reg), &f), nil
}

// Import adds what a file of blocks, units and residents has and the register
// lacks: all of it in one transaction, or nothing. What is there already is left
// as it is, so that a corrected file can be imported again. Each block, unit,
// account and residency has its audit row beside the import's own. New accounts
// have no password: nobody can sign in to them before an admin gives one.
// progress, where set, is told how many rows are written of how many. Invalid
// with the cause ErrBadLines where a line is bad; the report has them. Admins
// only.
func (s *Store) Import(ctx context.Context, actor role.Actor, intent uuid.UUID, content []byte, progress func(done, total int)) (Report, error) {
	if _, err := actor.Permit(role.ManageUnits); err != nil {
		return Report{}, err
	}
	if err := actor.NamedFor(action.UnitsImported); err != nil {
		return Report{}, err
	}
	if progress == nil {
		progress = func(int, int) {}
	}
	return register.Twice(ctx, s.reg, func() (Report, error) { return s.importOnce(ctx, actor, intent, content, progress) })
}

func (s *Store) importOnce(ctx context.Context, actor role.Actor, intent uuid.UUID, content []byte, progress func(done, total int)) (report Report, err error) {
	f, err := readImport(content, s.settings.Region(), s.settings.ThisDay())
	if err != nil {
		return Report{}, err
	}
	sum := sha256.Sum256(content)
	w := register.Write{
		Intent: intent, Action: action.UnitsImported, Resource: "units", Payload: sum[:],
		Change: ` change AS (SELECT NULL::uuid AS id, NULL::jsonb AS before, @counts::jsonb AS after, @counts::jsonb AS result FROM actor)`,
	}
	err = s.reg.Whole(ctx, func(conn *pgxpool.Conn) error {
		var before error // of the commit
		err := pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
			report, before = s.importInto(ctx, tx, actor, w, &f, progress)
			return before
		})
		if err != nil {
			return intake.WriteError(err, before != nil)
		}
		return nil
	})
	if err != nil {
		return report, err
	}
	s.reg.Changed()
	s.reg.Notify(topic.Units)
	return report, nil
}

// importInto does the work of an import, or finds that its intent did it before.
func (s *Store) importInto(ctx context.Context, tx pgx.Tx, actor role.Actor, w register.Write, f *intake.File, progress func(done, total int)) (Report, error) {
	if err := intake.LockRegister(ctx, tx); err != nil {
		return Report{}, err
	}
	first, err := register.Replay[Report](ctx, tx, actor, w)
	var e *fault.Error
	if !errors.As(err, &e) || e.Kind != fault.NotFound {
		return first, err
	}
	reg, err := intake.ReadRegister(ctx, tx, f)
	if err != nil {
		return Report{}, err
	}
	plan := intake.PlanOf(f, reg)
	report := reportOf(plan, f)
	switch n := report.BadLines(); n {
	case 0:
	case 1:
		return report, &fault.Error{Kind: fault.Invalid, Cause: intake.ErrBadLines, Format: "1 line is bad; nothing was imported."}
	default:
		return report, &fault.Error{Kind: fault.Invalid, Cause: intake.ErrBadLines, Format: "%d lines are bad; nothing was imported.", Args: []any{n}}
	}
	if err := plan.CopyInto(ctx, tx, actor, w.Intent, reg.Residents, progress); err != nil {
		return report, err
	}
	return report, recordImport(ctx, tx, actor, w, report)
}

// BadLines counts the bad lines; one may have several faults.
func (r Report) BadLines() int { return len(intake.BadLines(r.Bad)) }

// recordImport writes the import's own audit row and its intent.
func recordImport(ctx context.Context, tx pgx.Tx, actor role.Actor, w register.Write, report Report) error {
	w.Args = pgx.NamedArgs{"counts": value.MustJSON(json.Marshal(report))}
	sql, args := w.Statement(actor)
	var raw []byte
	err := tx.QueryRow(ctx, sql, args).Scan(&raw)
	if errors.Is(err, pgx.ErrNoRows) { // the actor may not any more
		err = role.MayNot()
	}
	return err
}

// reportOf tells what the plan of a file adds, and the file's bad lines.
func reportOf(p intake.Plan, f *intake.File) Report {
	r := Report{Lines: f.Count, Bad: f.Bad, Added: p.Added, Same: p.Same, FirstUnits: p.FirstUnits, FirstResidents: p.FirstResidents, Unreached: p.Unreached}
	for _, b := range p.Blocks {
		r.NewBlocks = append(r.NewBlocks, b.Name)
	}
	return r
}
