package seal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
)

// mostLeaves is how many rows are sealed at once.
const mostLeaves = 4096

// slack is how long before the horizon rows are looked for, against clocks that are set
// and what is done between a row's time and its transaction's number.
const slack = time.Minute

// ErrBroken is the cause where the database, or its record of the seal, is not what was
// signed.
const ErrBroken = fault.Sentence("the seal is broken")

// errKeyless is the cause where the key is not in the folder.
const errKeyless = fault.Sentence("the key of the seal is not here")

// Sealer seals the rows of a society's trail as they come, with the key of a folder. Of
// several processes each may have one; a row is sealed once. Its methods are for one
// goroutine at a time.
type Sealer struct {
	store  *Store
	folder *Folder
	log    *slog.Logger
	// looks are when the database was looked at, and a number above those of all
	// transactions that wrote by then.
	looks []look
	walks bool
	// said is what failed last of each work, as the log has it.
	said map[string]string
	// untold is why heads cannot be shipped.
	untold failures
}

type look struct {
	at   time.Time
	next int64
}

// Sealer makes the sealer of a folder.
func (s *Store) Sealer(folder *Folder, log *slog.Logger) *Sealer {
	return &Sealer{store: s, folder: folder, log: log, said: map[string]string{}}
}

// Sealed is what a pass did.
type Sealed struct {
	// Rows is how many it sealed, Size how many are sealed in all.
	Rows int
	Size uint64
	// More says that there is more to seal at once; Stage which of the rows from before
	// sealing began are being sealed, StageDone when all are.
	More  bool
	Stage string
}

// The stages of sealing what was there before.
const (
	stageLive    = "live"
	stageArchive = "archive"
	stageRest    = "rest"
	// StageDone is behind them all.
	StageDone = "done"
)

// status is what the database says of its seal.
type status struct {
	Society            uuid.UUID
	Size               *int64
	Head               *string
	Begun, Horizon     *time.Time
	Stage              *string
	WalkedAt           pgtype.Timestamptz
	WalkedID           *uuid.UUID
	Edge               []byte
	Now                time.Time
	Done, Next         int64
	Broken, Stuck      *string
	LookedAt, SealedAt *time.Time
}

func (s *Store) status(ctx context.Context) (st status, err error) {
	err = s.reg.QueryRow(ctx, `SELECT y.id, (l.first + l.leaves)::bigint, l.head, t.begun_at, t.horizon, t.stage, t.walked_at, t.walked_id, t.edge, t.broken, t.stuck, t.looked_at, l.sealed_at,
			clock_timestamp()
		FROM society360_society y LEFT JOIN society360_seal_state t ON true
			LEFT JOIN LATERAL (SELECT b.first, b.leaves, b.head, b.sealed_at FROM society360_seals b ORDER BY b.first DESC LIMIT 1) l ON true
		LIMIT 1`).Scan(&st.Society, &st.Size, &st.Head, &st.Begun, &st.Horizon, &st.Stage, &st.WalkedAt, &st.WalkedID, &st.Edge, &st.Broken, &st.Stuck, &st.LookedAt, &st.SealedAt,
		&st.Now)
	return st, connect.ReadError(err)
}

// status is that of the database, with the number below which every transaction has
// ended, and one above that of every transaction that had begun to write by then. A
// snapshot's own end is no such number: it is the one behind the last that ended, and
// those that go on may bear it, or a later one.
func (z *Sealer) status(ctx context.Context) (status, error) {
	st, err := z.store.status(ctx)
	if err != nil {
		return st, err
	}
	err = z.store.reg.QueryRow(ctx, `SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint, pg_current_xact_id()::text::bigint`).Scan(&st.Done, &st.Next)
	return st, connect.ReadError(err)
}

func (st status) size() uint64 {
	if st.Size == nil {
		return 0
	}
	return uint64(*st.Size) //nolint:gosec // not below 0
}

// Pass seals what waits, once. Errors: Refused with ErrBroken, where what stands in the
// database is not what was signed; Unavailable.
func (z *Sealer) Pass(ctx context.Context) (done Sealed, err error) {
	held, err := z.folder.hold(func() (err error) {
		done, err = z.pass(ctx)
		return err
	})
	if err == nil && !held {
		return Sealed{}, nil // another process of this machine is at it
	}
	return done, z.judged(ctx, err)
}

// judged keeps in the database what an error says of a seal that is not what was signed.
func (z *Sealer) judged(ctx context.Context, err error) error {
	var known *fault.Error
	if errors.As(err, &known) && errors.Is(err, ErrBroken) {
		err = errors.Join(err, z.store.noteBroken(ctx, fmt.Sprintf(known.Format, known.Args...)))
	}
	return err
}

// broken is the error of a seal that is not what was signed.
func broken(format string, args ...any) error {
	return &fault.Error{Kind: fault.Refused, Cause: ErrBroken, Format: format, Args: args}
}

func (z *Sealer) pass(ctx context.Context) (done Sealed, err error) {
	st, err := z.status(ctx)
	if err != nil {
		return done, err
	}
	if err := z.folder.refresh(st.Edge); err != nil {
		return done, err
	}
	if z.folder.signer == nil {
		if err := z.folder.loadKeys(); err != nil {
			return done, err
		}
	}
	if z.folder.signer == nil {
		if st.Size != nil {
			return done, z.folder.keyless()
		}
		if err := z.folder.makeKey(st.Society); err != nil {
			return done, err
		}
	}
	if err := z.catchUp(ctx, st); err != nil {
		return done, err
	}
	if done, err = z.sealNext(ctx, st); err == nil && st.Stuck != nil {
		err = z.store.noteStuck(ctx, nil)
	}
	return done, err
}

// keyless is the error of a folder without its key.
func (f *Folder) keyless() error {
	return &fault.Error{Kind: fault.Refused, Cause: errKeyless, Format: "The key of the seal is not in %s: put the folder of the seal back there. If it is lost for good, an admin begins anew with society360 audit key --new --lost.", Args: []any{f.dir}}
}

// catchUp takes into the folder what other servers have sealed, and holds what the database
// says against it.
func (z *Sealer) catchUp(ctx context.Context, st status) error {
	f := z.folder
	if f.begins != nil && f.begins.Old == "" {
		return z.adopt(ctx, st)
	}
	switch size := st.size(); {
	case size < f.last.Size:
		return broken("The trail in the database ends before head %d, which was signed at %s: it has %d sealed rows. If it was restored, an admin goes on with society360 audit go-on.",
			f.last.Size, f.last.At.Format(time.RFC3339), size)
	case size == f.last.Size:
		if size > 0 && (st.Head == nil || *st.Head != string(f.signed)) {
			return broken("The newest head in the database is not the one of %d rows that was signed at %s.", f.last.Size, f.last.At.Format(time.RFC3339))
		}
		return nil
	}
	for f.last.Size < st.size() {
		some, err := z.store.batches(ctx, f.last.Size, 20)
		if err != nil {
			return connect.ReadError(err)
		}
		if len(some) == 0 {
			return broken("The database's record of the seal has a gap behind row %d.", f.last.Size)
		}
		for _, b := range some {
			head, err := f.keys.Open([]byte(b.Head))
			if err != nil || b.First != f.last.Size || head.Size != b.First+uint64(len(b.IDs)) {
				return broken("The database's record of the seal has rows from %d on that no key of this seal has signed.", b.First)
			}
			t := f.tree.clone()
			t.add(b.Hashes, nil)
			if !bytes.Equal(t.root(), head.Root) {
				return broken("The database's record of the seal was changed between rows %d and %d.", b.First, head.Size)
			}
			if err := f.append(b, head, []byte(b.Head)); err != nil {
				return err
			}
			f.tree = t
		}
	}
	return nil
}

// sealNext seals the next batch.
func (z *Sealer) sealNext(ctx context.Context, st status) (done Sealed, err error) {
	plan := z.plan(st)
	rows, err := z.choose(ctx, &plan)
	if err != nil {
		return done, connect.ReadError(err)
	}
	done = Sealed{Rows: len(rows), Size: z.folder.last.Size + uint64(len(rows)), More: len(rows) == mostLeaves || plan.stage != StageDone, Stage: plan.stage}
	if len(rows) == 0 {
		if st.Stage != nil && *st.Stage == plan.stage && plan.stage == StageDone {
			return done, nil
		}
		return done, z.store.keepPlan(ctx, plan)
	}
	return done, z.sealRows(ctx, plan, rows, Head{First: plan.first, Unseen: plan.unseen})
}

// sealRows seals rows as the next leaves, under a head with more to say.
func (z *Sealer) sealRows(ctx context.Context, plan plan, rows []Row, head Head) error {
	f := z.folder
	b := batchOf(f.last.Size, rows)
	grown := f.tree.clone()
	grown.add(b.Hashes, nil)
	if f.begins != nil {
		head.Anew, head.OldKey = f.last.Size, f.begins.Old
	}
	if f.last.Size == 0 || head.Anew > 0 {
		head.Key = f.public()
	}
	head.To, head.All = plan.next.UTC().Truncate(time.Microsecond), plan.stage == StageDone
	head.Society, head.Size, head.Root, head.At = plan.society, grown.End(), grown.root(), time.Now().UTC().Truncate(time.Microsecond)
	signed, err := head.sign(f.signer)
	if err != nil {
		return unusable(f.dir, err)
	}
	if head.NextKey == "" && !f.keys.signs(signed) {
		return &fault.Error{Kind: fault.Refused, Format: "The key in %s may sign no more: it was changed on another server. Copy the files key and keys from there.", Args: []any{f.dir}}
	}
	b.Head = string(signed)
	made, err := z.store.insert(ctx, b, plan, grown.edge(), head)
	if err != nil || !made {
		return err // another server was first
	}
	if err := f.append(b, head, signed); err != nil {
		return err // the next pass takes it from the database
	}
	f.tree = grown
	return nil
}

// insert keeps a batch in the database; false where another process kept one first.
func (s *Store) insert(ctx context.Context, b batch, p plan, edge []byte, head Head) (made bool, err error) {
	args := p.args()
	maps.Copy(args, map[string]any{
		"first": int64(b.First), "leaves": len(b.IDs), "ids": b.IDs, "times": b.Times, "users": b.Users, "hashes": b.Hashes, "head": b.Head, "until": b.until(), "edge": edge, "anew": int64(head.Anew), //nolint:gosec // far below 2^63
	})
	err = s.reg.QueryRow(ctx, `WITH made AS (
			INSERT INTO society360_seals (first, leaves, ids, times, users, hashes, head, until)
			SELECT @first, @leaves, @ids::uuid[], @times::timestamptz[], @users::uuid[], @hashes, @head, @until::timestamptz
			WHERE coalesce((SELECT max(b.first + b.leaves) FROM society360_seals b), 0) = @first ON CONFLICT DO NOTHING RETURNING 1
		), gone AS (
			DELETE FROM society360_seal_waiting w WHERE w.id = ANY (@ids::uuid[]) AND EXISTS (SELECT FROM made)
		), kept AS (
			INSERT INTO society360_seal_state AS s (begun_at, horizon, stage, walked_at, walked_id, edge, anew_rows, anew_at)
			SELECT @begun::timestamptz, @horizon::timestamptz, @stage, @walked_at::timestamptz, @walked_id::uuid, @edge::bytea, nullif(@anew::bigint, 0), CASE WHEN @anew::bigint > 0 THEN clock_timestamp() END FROM made
			ON CONFLICT (one) DO UPDATE SET horizon = EXCLUDED.horizon, stage = EXCLUDED.stage, walked_at = EXCLUDED.walked_at, walked_id = EXCLUDED.walked_id, edge = EXCLUDED.edge,
				anew_rows = coalesce(EXCLUDED.anew_rows, s.anew_rows), anew_at = coalesce(EXCLUDED.anew_at, s.anew_at), stuck = NULL, stuck_at = NULL
		)
		SELECT EXISTS (SELECT FROM made)`, args).Scan(&made)
	return made, connect.WriteError(err)
}

// keepPlan keeps how far sealing has come where no row was sealed.
func (s *Store) keepPlan(ctx context.Context, p plan) error {
	_, err := s.reg.Exec(ctx, `INSERT INTO society360_seal_state AS s (begun_at, horizon, stage, walked_at, walked_id)
		SELECT @begun::timestamptz, @horizon::timestamptz, @stage, @walked_at::timestamptz, @walked_id::uuid
		ON CONFLICT (one) DO UPDATE SET horizon = EXCLUDED.horizon, stage = EXCLUDED.stage, walked_at = EXCLUDED.walked_at, walked_id = EXCLUDED.walked_id`, p.args())
	return connect.WriteError(err)
}

// noteBroken keeps what was found, for the Audit screen and doctor.
func (s *Store) noteBroken(ctx context.Context, what string) error {
	_, err := s.reg.Exec(ctx, `INSERT INTO society360_seal_state AS s (begun_at, horizon, stage, broken_at, broken) SELECT n.now, n.now AS horizon, @stage, n.now AS broken_at, @what::text FROM (SELECT clock_timestamp() AS now) n
		ON CONFLICT (one) DO UPDATE SET broken_at = coalesce(s.broken_at, EXCLUDED.broken_at), broken = coalesce(s.broken, EXCLUDED.broken)`,
		pgx.NamedArgs{"what": what, "stage": stageLive})
	return connect.WriteError(err)
}

// noteStuck keeps why rows cannot be sealed, for the Audit screen and doctor; nil where
// they can.
func (s *Store) noteStuck(ctx context.Context, why error) error {
	if why == nil {
		_, err := s.reg.Exec(ctx, `UPDATE society360_seal_state SET stuck = NULL, stuck_at = NULL`)
		return connect.WriteError(err)
	}
	_, err := s.reg.Exec(ctx, `UPDATE society360_seal_state SET stuck = left(@why, 500), stuck_at = coalesce(stuck_at, clock_timestamp())`, pgx.NamedArgs{"why": strings.TrimSuffix(why.Error(), ".")})
	return connect.WriteError(err)
}
