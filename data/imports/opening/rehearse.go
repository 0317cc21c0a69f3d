package opening

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"unicode/utf8"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/imports/intake"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/topic"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// mayOpen asks for what an opening needs: it makes units, people and bills.
func mayOpen(actor role.Actor) error {
	return errors.Join(actor.PermitAll(role.ManageUnits), actor.PermitAll(role.ManageBills))
}

// knownPlaces reads the blocks and units that are there.
func knownPlaces(ctx context.Context, d connect.DB) (knownFlats, error) {
	known := knownFlats{numbers: map[string]string{}}
	var units []struct{ Block, Number string }
	batch := &pgx.Batch{}
	intake.QueueRows(batch, &known.blocks, `SELECT b.id, b.name FROM blocks b ORDER BY b.created_at, b.id`, nil)
	intake.QueueRows(batch, &units, `SELECT coalesce(b.name, '') AS block, u.unit_number AS number FROM units u LEFT JOIN blocks b ON b.id = u.block_id`, nil)
	if err := d.SendBatch(ctx, batch).Close(); err != nil {
		return known, connect.ReadError(err)
	}
	for _, u := range units {
		known.numbers[flat{value.Clean(u.Block), value.Clean(u.Number)}.key()] = value.Clean(u.Number)
	}
	return known, nil
}

// readOpening reads the sheets and plans what they add.
func (s *Store) readOpening(ctx context.Context, d connect.DB, all []File, options Options) (*opening, *openPlan, error) {
	o := &opening{
		options: options, mapping: options.Mapping, known: meanings(), met: map[string]bool{}, region: s.settings.Region(), today: s.settings.ThisDay(), byKey: map[string]*openFlat{},
	}
	if o.options.AsOn.IsZero() {
		o.options.AsOn = o.today
	}
	if wrong := o.inRegister(o.options.AsOn); wrong != nil {
		return nil, nil, fault.Wrong("as_on", wrong.Format, wrong.Args...)
	}
	known, err := knownPlaces(ctx, d)
	if err != nil {
		return nil, nil, err
	}
	if err := o.read(all, known); err != nil {
		return nil, nil, err
	}
	plan, err := o.plan(ctx, d)
	return o, plan, err
}

// checksum is what a rehearsal and what is taken in have in common: the files' contents
// in their order, and what was said of them.
func checksum(all []File, options Options) []byte {
	h := sha256.New()
	for _, file := range all {
		sum := sha256.Sum256(file.Content)
		h.Write(sum[:])
	}
	h.Write(value.MustJSON(json.Marshal(options)))
	return h.Sum(nil)
}

func fileNames(all []File) []byte {
	names := make([]string, len(all))
	for i, file := range all {
		names[i] = value.Limit(value.Clean(file.Name), 200)
	}
	return value.MustJSON(json.Marshal(names))
}

// Rehearse reads the sheets of an opening and says what they would add; nothing of the
// register is changed. Where no line is bad it is kept, with the sums that the treasurer
// signs, and may be taken in (Open). Files that cannot be read at all are a Refused
// error. Admins only.
func (s *Store) Rehearse(ctx context.Context, actor role.Actor, intent uuid.UUID, all []File, options Options) (Report, error) {
	if err := mayOpen(actor); err != nil {
		return Report{}, err
	}
	if err := actor.NamedFor(action.OpeningRehearsed); err != nil {
		return Report{}, err
	}
	o, plan, err := s.readOpening(ctx, s.reg, all, options)
	if err != nil {
		return Report{}, err
	}
	report := o.report(plan)
	if len(report.Bad) > 0 {
		return report, nil
	}
	_, err = register.Run[uuid.UUID](ctx, s.reg, actor, register.Write{
		Intent: intent, Action: action.OpeningRehearsed, Resource: "society360_imports", Quiet: true, Payload: checksum(all, options),
		Change: `
			inserted AS (
				INSERT INTO society360_imports AS i (id, checksum, files, report, rehearsed_at, rehearsed_by)
				SELECT @id, @checksum, @files, @report, now(), actor.id FROM actor
				ON CONFLICT (checksum) WHERE committed_at IS NULL DO UPDATE
					SET files = excluded.files, report = excluded.report, rehearsed_at = excluded.rehearsed_at, rehearsed_by = excluded.rehearsed_by
				RETURNING i.id, i.files, i.report
			),
			change AS (
				SELECT i.id, NULL::jsonb AS before, jsonb_build_object('files', i.files, 'added', i.report -> 'added', 'whole', i.report -> 'whole') AS after,
					to_jsonb(i.id) AS result FROM inserted i
			)`,
		Args: pgx.NamedArgs{
			"id": value.NewID(), "checksum": checksum(all, options), "files": json.RawMessage(fileNames(all)),
			"report": json.RawMessage(value.MustJSON(json.Marshal(report))),
		},
	})
	return report, err
}

// Open takes in the sheets of an opening that were rehearsed, all in one transaction or
// nothing, and gives the import its number. What is there already is left as it is.
// signedBy names who signed its sums. Each row has its audit row beside the import's own.
// Invalid with the cause ErrBadLines where a line is bad by now; the report has them.
// Refused: these sheets were not rehearsed, or would add something else by now. progress
// is told as in Import. Admins only.
func (s *Store) Open(ctx context.Context, actor role.Actor, intent uuid.UUID, all []File, options Options, signedBy string, progress func(done, total int)) (Report, error) {
	if err := mayOpen(actor); err != nil {
		return Report{}, err
	}
	if err := actor.NamedFor(action.OpeningImported); err != nil {
		return Report{}, err
	}
	signedBy = value.Clean(signedBy)
	if signedBy == "" || utf8.RuneCountInString(signedBy) > 100 {
		return Report{}, fault.Wrong("signed_by", "Who signed the sums? A name; 100 characters fit.")
	}
	if progress == nil {
		progress = func(int, int) {}
	}
	return register.Twice(ctx, s.reg, func() (Report, error) {
		return s.openOnce(ctx, actor, intent, all, options, signedBy, progress)
	})
}

func (s *Store) openOnce(ctx context.Context, actor role.Actor, intent uuid.UUID, all []File, options Options, signedBy string, progress func(done, total int)) (report Report, err error) {
	w := register.Write{
		Intent: intent, Action: action.OpeningImported, Resource: "society360_imports", Payload: checksum(all, options), Notes: "Signed by " + signedBy,
		Change: `
			updated AS (
				UPDATE society360_imports i SET number = @number, signed_by = @signed_by, committed_at = now(), committed_by = actor.id, report = @report
				FROM actor WHERE i.id = @id RETURNING i.id, i.number, i.files
			),
			change AS (
				SELECT i.id, NULL::jsonb AS before, jsonb_build_object('number', i.number, 'files', i.files, 'added', @report::jsonb -> 'added', 'whole', @report::jsonb -> 'whole') AS after,
					@report::jsonb AS result FROM updated i
			)`,
	}
	err = s.wholly(ctx, func(ctx context.Context, tx pgx.Tx) error {
		first, err := register.Replay[Report](ctx, tx, actor, w)
		var e *fault.Error
		if !errors.As(err, &e) || e.Kind != fault.NotFound {
			report = first
			return err
		}
		report, err = s.openInto(ctx, tx, actor, w, all, options, signedBy, progress)
		return err
	})
	if err == nil {
		s.tellOpening()
	}
	return report, err
}

// wholly runs work in one transaction, under the lock of blocks, units and residents.
func (s *Store) wholly(ctx context.Context, work func(ctx context.Context, tx pgx.Tx) error) error {
	return s.reg.Whole(ctx, func(conn *pgxpool.Conn) error {
		var before error // of the commit
		err := pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
			if before = intake.LockRegister(ctx, tx); before == nil {
				before = work(ctx, tx)
			}
			return before
		})
		if err != nil {
			return intake.WriteError(err, before != nil)
		}
		return nil
	})
}

func (s *Store) tellOpening() {
	s.reg.Changed()
	s.reg.Notify(topic.Units)
	s.reg.Notify(topic.Bills)
	s.reg.Notify(topic.Tickets)
}

// openInto does the work of Open.
func (s *Store) openInto(ctx context.Context, tx pgx.Tx, actor role.Actor, w register.Write, all []File, options Options, signedBy string, progress func(done, total int)) (Report, error) {
	rehearsed, err := register.List[struct {
		ID     uuid.UUID
		Report Report
	}](ctx, tx, `SELECT i.id, i.report FROM society360_imports i WHERE i.checksum = @checksum AND i.committed_at IS NULL FOR UPDATE`, pgx.NamedArgs{"checksum": checksum(all, options)})
	switch {
	case err != nil:
		return Report{}, err
	case len(rehearsed) == 0:
		return Report{}, notRehearsed(ctx, tx, checksum(all, options))
	}
	o, plan, err := s.readOpening(ctx, tx, all, options)
	if err != nil {
		return Report{}, err
	}
	report := o.report(plan)
	if n := report.BadLines(); n > 0 {
		return report, &fault.Error{Kind: fault.Invalid, Cause: intake.ErrBadLines, Format: "%d lines are bad by now; nothing was imported.", Args: []any{n}}
	}
	if was := rehearsed[0].Report; !sameSums(report, was) {
		return report, fault.Refuse("Since it was rehearsed something else came to stand there, and it would add something else: rehearse it again, and have the sums signed.")
	}
	number, err := register.One[struct{ Number int }](ctx, tx, `SELECT coalesce(max(i.number), 0) + 1 AS number FROM society360_imports i`, nil)
	if err != nil {
		return report, err
	}
	report.Number = number.Number
	w.Args = pgx.NamedArgs{
		"id": rehearsed[0].ID, "number": report.Number, "signed_by": signedBy, "report": json.RawMessage(value.MustJSON(json.Marshal(report))),
	}
	if err := s.record(ctx, tx, actor, w); err != nil {
		return report, err
	}
	c := intake.NewCopier(tx, actor, rehearsed[0].ID, progress)
	if err := plan.copyAll(ctx, c, s.settings.Last().Zone(), o.today); err != nil {
		return report, err
	}
	return report, note(ctx, c)
}

// notRehearsed says why sheets are not taken in: they were already, or were not rehearsed.
func notRehearsed(ctx context.Context, d connect.DB, sum []byte) error {
	there, err := register.List[struct{ Number int }](ctx, d, `SELECT i.number FROM society360_imports i
		WHERE i.checksum = @checksum AND i.committed_at IS NOT NULL AND i.taken_back_at IS NULL LIMIT 1`, pgx.NamedArgs{"checksum": sum})
	switch {
	case err != nil:
		return err
	case len(there) > 0:
		return fault.Already("These sheets were taken in already, as import %d.", there[0].Number)
	}
	return fault.Refuse("These sheets were not rehearsed as they are now: rehearse them, and have the sums signed.")
}

// record writes an import's own row, its audit row and its intent.
func (s *Store) record(ctx context.Context, tx pgx.Tx, actor role.Actor, w register.Write) error {
	sql, args := w.Statement(actor)
	var raw []byte
	err := tx.QueryRow(ctx, sql, args).Scan(&raw)
	if errors.Is(err, pgx.ErrNoRows) { // the actor may not any more
		err = role.MayNot()
	}
	return err
}

// sameSums reports whether what is taken in is what was rehearsed and signed.
func sameSums(a, b Report) bool {
	what := func(r Report) string {
		return string(value.MustJSON(json.Marshal([]any{r.Added, r.Same, r.NewBlocks, sumsOf(r.Blocks), r.Whole.Dues, r.Whole.Credits, r.Whole.Paid})))
	}
	return what(a) == what(b)
}

// sumsOf leaves the ages out: what was signed yesterday is a day older today.
func sumsOf(blocks []Sum) []any {
	all := []any{}
	for _, b := range blocks {
		all = append(all, []any{b.Block, b.Units, b.Dues, b.Credits, b.Paid})
	}
	return all
}
