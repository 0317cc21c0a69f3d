package seal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/role"
)

// Wrong is a way in which the trail is not what was signed.
type Wrong string

// The ways.
const (
	Changed  Wrong = "changed"
	Removed  Wrong = "removed"
	Inserted Wrong = "inserted"
	// Record is where the database's own record of the seal is not what was signed.
	Record Wrong = "record"
	// Ended is where the database has fewer sealed rows than were signed.
	Ended Wrong = "ended"
)

// Finding is one row that is not what was signed.
type Finding struct {
	Wrong Wrong `json:"wrong"`
	// Leaf is its number in the tree, from 0; of an inserted row there is none.
	Leaf uint64 `json:"leaf"`
	// ID is the row's, At its time, as it was sealed or, inserted, as it says.
	ID uuid.UUID  `json:"id"`
	At *time.Time `json:"at"`
	// Who did it and Action are as the row stands; of one that was removed the first is
	// who did it, and there is no other.
	Who      string `json:"who"`
	Action   string `json:"action"`
	Archived bool   `json:"archived"`
	// SealedAt is when the head was signed that it stands under.
	SealedAt *time.Time `json:"sealed_at"`

	user *uuid.UUID
}

// Verdict is what a verification found.
type Verdict struct {
	// Head is the newest signed head, and Outside whether heads from outside of the
	// database were held against it: else who may change the database may have changed
	// them too, but for their signatures.
	Head    Head `json:"-"`
	Outside bool `json:"outside"`
	// Rows is how many were held against their hashes, of Sealed in all.
	Rows   uint64 `json:"rows"`
	Sealed uint64 `json:"sealed"`
	// Waiting is how many rows are not sealed yet, Before how many were there before
	// sealing began, and Stage how far their sealing has come.
	Waiting int    `json:"waiting"`
	Before  uint64 `json:"before"`
	Stage   string `json:"-"`
	// Unseen is how many rows were sealed that had come around the triggers, Abandoned
	// how many that were signed once were given up, as by a restore.
	Unseen    uint64 `json:"unseen"`
	Abandoned uint64 `json:"abandoned"`
	// First is the first finding of each kind; Count is how many there are.
	First []Finding     `json:"first"`
	Count map[Wrong]int `json:"count"`
}

// Sound reports whether nothing was found.
func (v Verdict) Sound() bool { return len(v.Count) == 0 }

// Check is what a verification is asked to do.
type Check struct {
	// Folder has the heads that lie outside; nil where there are none here.
	Folder *Folder
	// Keys, where set, are trusted in place of the folder's.
	Keys *Keys
	// Since is the size of a head: rows below it are not read.
	Since uint64
	// Progress, which may be nil, is told how many rows of how many were read.
	Progress func(done, total uint64)
}

// verifier is a verification under way.
type verifier struct {
	s     *Store
	check Check
	mu    sync.Mutex
	v     Verdict
	st    status
	// heads are those outside, by size.
	heads []Head
	// known are sealed rows that the database's record lacks.
	known map[uuid.UUID]bool
}

// groupLeaves is how many leaves are read at once.
const groupLeaves = 4096

// Verify holds the trail, live and archived, against the heads that were signed. Admins
// and the program only. Errors: Refused, where nothing is sealed; Unavailable.
func (s *Store) Verify(ctx context.Context, actor role.Actor, check Check) (Verdict, error) {
	if _, err := actor.Permit(role.ReadAudit); err != nil {
		return Verdict{}, err
	}
	st, err := s.status(ctx)
	if err != nil {
		return Verdict{}, err
	}
	w := &verifier{s: s, check: check, st: st, v: Verdict{Count: map[Wrong]int{}, Stage: StageDone}}
	if st.Stage != nil {
		w.v.Stage = *st.Stage
	}
	if err := w.readHeads(); err != nil {
		return Verdict{}, err
	}
	if len(w.heads) == 0 && st.Size == nil {
		return Verdict{}, fault.Refuse("Nothing of this trail is sealed yet: society360 serve does it.")
	}
	if err := w.run(ctx); err != nil {
		return Verdict{}, err
	}
	if err := w.extra(ctx); err != nil {
		return Verdict{}, err
	}
	return w.v, s.name(ctx, w.v.First)
}

// Keep keeps what a verification found, for the Audit screen and doctor: what was found
// before is gone only where the whole trail is as it was sealed.
func (s *Store) Keep(ctx context.Context, v Verdict) error {
	switch {
	case !v.Sound():
		return s.noteBroken(ctx, v.First[0].String())
	case v.Rows < v.Sealed || !v.Outside:
		return nil
	}
	_, err := s.reg.Exec(ctx, `UPDATE society360_seal_state SET verified_at = clock_timestamp(), broken = NULL, broken_at = NULL`)
	return connect.WriteError(err)
}

// readHeads reads the heads that lie outside, each by the keys that may have signed it.
func (w *verifier) readHeads() error {
	f := w.check.Folder
	if f == nil {
		if w.check.Keys == nil {
			w.check.Keys, _ = KeysOf() // of none there is no wrong one
		}
		return nil
	}
	if w.check.Keys == nil {
		w.check.Keys, _ = KeysOf(f.Keys()...) // they were read before
	}
	from, err := os.Open(f.file(headsFile))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return unusable(f.dir, err)
	}
	defer func() { _ = from.Close() }() // only read
	for r := newHeads(from); ; {
		signed, err := r.next()
		if errors.Is(err, io.EOF) {
			break
		}
		var h Head
		if err == nil {
			h, err = w.check.Keys.Open(signed)
		}
		if err != nil {
			return f.damaged(headsFile, err)
		}
		if h.Society != w.st.Society {
			return &fault.Error{Kind: fault.Refused, Format: "The heads in %s are of another society's trail.", Args: []any{f.dir}}
		}
		if h.Abandons > 0 {
			for len(w.heads) > 0 && w.heads[len(w.heads)-1].Size > h.Kept {
				w.heads = w.heads[:len(w.heads)-1]
			}
			w.v.Abandoned += h.Abandons - min(h.Abandons, h.Kept)
		}
		w.heads = append(w.heads, h)
	}
	w.v.Outside = len(w.heads) > 0
	return nil
}

// part is what is looked at in one go: leaves of one or several batches.
type part struct {
	batch
	sealedAt *time.Time
}

// run reads the database's record of the seal in order, holds it against the heads, and
// has the rows of each part held against their hashes.
func (w *verifier) run(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	parts := make(chan part)
	var workers sync.WaitGroup
	for range max(2, min(4, runtime.GOMAXPROCS(0))) {
		workers.Go(func() {
			for p := range parts {
				if err := w.rowsOf(ctx, p); err != nil {
					cancel(err)
					return
				}
			}
		})
	}
	err := w.record(ctx, parts)
	close(parts)
	workers.Wait()
	if cause := context.Cause(ctx); err == nil || cause != nil {
		err = cause
	}
	return connect.ReadError(err)
}

// record walks the database's record of the seal.
func (w *verifier) record(ctx context.Context, parts chan<- part) error {
	t, heads, open := newTree(), w.heads, part{}
	send := func() error {
		if len(open.IDs) == 0 {
			return nil
		}
		select {
		case parts <- open:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
		open = part{}
		return nil
	}
	recordWrong := false
	for next := uint64(0); ; {
		some, err := w.s.batches(ctx, next, 64)
		if err != nil {
			return err
		}
		if len(some) == 0 {
			break
		}
		for i := 0; i < len(some); i++ {
			b := some[i]
			if b.First != next {
				w.found(Finding{Wrong: Record, Leaf: next})
				recordWrong = true
				if lost := w.lost(next, b.First); lost.IDs != nil {
					b, i = lost, i-1
				}
			}
			own, wrong, err := w.outside(b)
			if err != nil {
				return err
			}
			size := b.First + uint64(len(b.IDs))
			before := t.clone()
			t.add(own.Hashes, nil)
			signed, ours := w.head(b, size, &heads)
			switch {
			case recordWrong:
			case wrong != nil:
				w.found(*wrong)
			case signed != nil && !bytes.Equal(t.root(), signed.Root):
				// Which of them the database's record no longer tells.
				w.found(Finding{Wrong: Record, Leaf: before.End(), At: stamp(b.Times, 0), SealedAt: &signed.At})
				recordWrong = true
			case signed == nil && !ours:
				w.found(Finding{Wrong: Record, Leaf: before.End(), At: stamp(b.Times, 0)})
				recordWrong = true
			}
			if signed != nil {
				w.v.Head = *signed
				w.tally(*signed, uint64(len(b.IDs)))
			}
			next = size
			if size <= w.check.Since {
				continue
			}
			if own.First != open.First+uint64(len(open.IDs)) {
				if err := send(); err != nil {
					return err
				}
			}
			if open.IDs == nil {
				open.First = own.First
				if signed != nil {
					open.sealedAt = &signed.At
				}
			}
			open.IDs, open.Times = append(open.IDs, own.IDs...), append(open.Times, own.Times...)
			open.Users, open.Hashes = append(open.Users, own.Users...), append(open.Hashes, own.Hashes...)
			if len(open.IDs) >= groupLeaves {
				if err := send(); err != nil {
					return err
				}
			}
		}
	}
	w.v.Sealed = t.End()
	if err := send(); err != nil {
		return err
	}
	if n := len(w.heads); n > 0 && w.heads[n-1].Size > t.End() {
		last := w.heads[n-1]
		w.found(Finding{Wrong: Ended, Leaf: t.End(), SealedAt: &last.At})
		w.v.Head = last
	}
	return nil
}

func stamp(times []pgtype.Timestamptz, i int) *time.Time {
	if i < len(times) && times[i].Valid && times[i].InfinityModifier == pgtype.Finite {
		return &times[i].Time
	}
	return nil
}

// tally counts what a head says of its rows.
func (w *verifier) tally(h Head, rows uint64) {
	if h.First {
		w.v.Before += rows
	}
	if h.Unseen {
		w.v.Unseen += rows
	}
}

// head is the signed head at a size: that outside, or else the database's own. ours says
// that what has none need not have one: a head outside lies further on.
func (w *verifier) head(b batch, size uint64, heads *[]Head) (signed *Head, ours bool) {
	for len(*heads) > 0 && (*heads)[0].Size < size {
		*heads = (*heads)[1:]
	}
	if len(*heads) > 0 {
		if (*heads)[0].Size == size {
			return &(*heads)[0], true
		}
		return nil, true
	}
	h, err := w.check.Keys.Open([]byte(b.Head))
	if err != nil || h.Size != size || h.Society != w.st.Society {
		if len(w.check.Keys.texts) == 0 { // nobody's word for it but the database's
			if n, parsed := unsigned(b.Head); parsed == nil && n.Size == size {
				return &n, true
			}
		}
		return nil, false
	}
	return &h, true
}

// lost is what the folder has of leaves that the database's record lacks, so many at most.
func (w *verifier) lost(from, to uint64) (b batch) {
	if w.check.Folder == nil || !w.v.Outside {
		return b
	}
	to = min(to, from+groupLeaves)
	err := w.check.Folder.leaves(from, to, func(first uint64, leaves []byte) error {
		b.First = from
		for ; len(leaves) >= leafSize; leaves = leaves[leafSize:] {
			b.IDs = append(b.IDs, uuid.UUID(leaves[:16]))
			b.Hashes = append(b.Hashes, leaves[16:leafSize]...)
		}
		return nil
	})
	if err != nil {
		return batch{}
	}
	b.Times, b.Users = make([]pgtype.Timestamptz, len(b.IDs)), make([]*uuid.UUID, len(b.IDs))
	w.know(b.IDs)
	return b
}

// know keeps that rows are sealed which the database's record lacks.
func (w *verifier) know(ids []uuid.UUID) {
	if w.known == nil {
		w.known = map[uuid.UUID]bool{}
	}
	for _, id := range ids {
		w.known[id] = true
	}
}

// outside is a batch as the folder has its leaves, where it does: the database's record of
// it may have been changed with the rows. wrong is the first leaf that differs.
func (w *verifier) outside(b batch) (own batch, wrong *Finding, err error) {
	f := w.check.Folder
	if f == nil || !w.v.Outside || b.First+uint64(len(b.IDs)) > w.heads[len(w.heads)-1].Size {
		return b, nil, nil
	}
	own = batch{First: b.First, IDs: make([]uuid.UUID, 0, len(b.IDs)), Times: b.Times, Users: b.Users, Hashes: make([]byte, 0, len(b.Hashes)), Head: b.Head}
	err = f.leaves(b.First, b.First+uint64(len(b.IDs)), func(_ uint64, leaves []byte) error {
		for ; len(leaves) >= leafSize; leaves = leaves[leafSize:] {
			own.IDs = append(own.IDs, uuid.UUID(leaves[:16]))
			own.Hashes = append(own.Hashes, leaves[16:leafSize]...)
		}
		return nil
	})
	if err != nil {
		return b, nil, nil //nolint:nilerr // without the file the heads alone are held against it
	}
	for i, id := range own.IDs {
		if id != b.IDs[i] || !bytes.Equal(own.Hashes[i*32:i*32+32], b.Hashes[i*32:i*32+32]) {
			w.know(own.IDs)
			return own, &Finding{Wrong: Record, Leaf: b.First + uint64(i), ID: id, At: stamp(b.Times, i)}, nil //nolint:gosec // not below 0
		}
	}
	return own, nil, nil
}

// rowsOf holds the rows of a part against their hashes.
func (w *verifier) rowsOf(ctx context.Context, p part) error {
	from, to := p.span()
	found, err := w.s.byID(ctx, p.IDs, from, to)
	if err != nil {
		return err
	}
	var wrong []Finding
	var nobody []uuid.UUID
	skipped := uint64(0)
	for i, id := range p.IDs {
		n := p.First + uint64(i) //nolint:gosec // not below 0
		if n < w.check.Since {
			skipped++
			continue
		}
		r, ok := found[id]
		f := Finding{Leaf: n, ID: id, At: stamp(p.Times, i), SealedAt: p.sealedAt, Archived: r.archived, user: p.Users[i]}
		if !ok {
			f.Wrong = Removed
			wrong = append(wrong, f)
			continue
		}
		if r.UserID == nil && p.Users[i] != nil { // the account is gone, or the row was changed
			r.UserID = p.Users[i]
			nobody = append(nobody, *p.Users[i])
		}
		if !bytes.Equal(leaf(r.Record()), p.Hashes[i*32:i*32+32]) {
			f.Wrong, f.user = Changed, r.UserID
			wrong = append(wrong, f)
		}
	}
	if len(nobody) > 0 {
		there, err := w.s.there(ctx, nobody)
		if err != nil {
			return err
		}
		for i, id := range p.IDs {
			if r := found[id]; p.Users[i] != nil && r.ID == id && r.UserID == nil && there[*p.Users[i]] {
				wrong = append(wrong, Finding{Wrong: Changed, Leaf: p.First + uint64(i), ID: id, At: stamp(p.Times, i), SealedAt: p.sealedAt, Archived: r.archived, user: p.Users[i]}) //nolint:gosec // not below 0
			}
		}
	}
	for _, f := range wrong {
		w.found(f)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.v.Rows += uint64(len(p.IDs)) - skipped
	if w.check.Progress != nil {
		w.check.Progress(w.v.Rows, uint64(max(0, int64(w.st.size())-int64(w.check.Since)))) //nolint:gosec // far below 2^63
	}
	return nil
}

// there are those accounts that are there.
func (s *Store) there(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]bool, error) {
	found, err := s.reg.Query(ctx, `SELECT id FROM users WHERE id = ANY (@ids)`, pgx.NamedArgs{"ids": ids})
	if err != nil {
		return nil, err
	}
	all, err := pgx.CollectRows(found, pgx.RowTo[uuid.UUID])
	there := make(map[uuid.UUID]bool, len(all))
	for _, id := range all {
		there[id] = true
	}
	return there, err
}

// found keeps a finding: the first of its kind is named.
func (w *verifier) found(f Finding) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.v.Count[f.Wrong]++
	for i, other := range w.v.First {
		if other.Wrong == f.Wrong {
			if earlier(f, other) {
				w.v.First[i] = f
			}
			return
		}
	}
	w.v.First = append(w.v.First, f)
}

func earlier(a, b Finding) bool {
	if a.Leaf != b.Leaf || a.At == nil || b.At == nil {
		return a.Leaf < b.Leaf
	}
	return a.At.Before(*b.At)
}

// extra finds rows that were put in behind the seal: nobody has sealed them, though they
// say that they were there when later ones were.
func (w *verifier) extra(ctx context.Context) error {
	all, err := w.s.unsealed(ctx, mostStrays)
	if err != nil {
		return connect.ReadError(err)
	}
	for _, u := range all {
		if w.known[u.ID] {
			continue
		}
		if w.v.Count[Ended] > 0 || w.v.Stage != StageDone || w.st.Horizon == nil || u.waits(*w.st.Horizon) {
			w.v.Waiting++
			continue
		}
		f := Finding{Wrong: Inserted, ID: u.ID, Archived: u.Archived}
		if u.At.Valid && u.At.InfinityModifier == pgtype.Finite {
			f.At = &u.At.Time
		}
		w.found(f)
	}
	return nil
}

// name says who did what was found and what that was, where a row or an account tells.
func (s *Store) name(ctx context.Context, all []Finding) error {
	for i := range all {
		f := &all[i]
		err := s.reg.QueryRow(ctx, `SELECT coalesce(nullif(l.details #>> '{actor,name}', ''), u.full_name, ''), coalesce(l.action, '')
			FROM (SELECT @id::uuid AS id, @user::uuid AS by) f
				LEFT JOIN LATERAL (SELECT a.action::text, a.user_id, a.details::jsonb FROM audit_logs a WHERE a.id = f.id
					UNION ALL SELECT a.action, a.user_id, a.details FROM archived_audit_logs a WHERE a.id = f.id LIMIT 1) l ON true
				LEFT JOIN users u ON u.id = coalesce(f.by, l.user_id)`, pgx.NamedArgs{"id": f.ID, "user": f.user}).Scan(&f.Who, &f.Action)
		if err != nil {
			return connect.ReadError(err)
		}
	}
	return nil
}

// String is a finding as a sentence without its full stop, its times in UTC.
func (f Finding) String() string { return f.In(time.UTC) }

// In is String with times in a zone.
func (f Finding) In(zone *time.Location) string {
	row := fmt.Sprintf("row %d", f.Leaf+1)
	if f.ID != uuid.Nil {
		row += " (" + f.ID.String() + ")"
	}
	of := ""
	if f.At != nil {
		of += " of " + f.At.In(zone).Format("2 Jan 2006 15:04:05")
	}
	if f.Action != "" {
		of += ", " + f.Action
	}
	if f.Who != "" {
		of += ", by " + f.Who
	}
	if f.Archived {
		of += ", in the archive"
	}
	switch f.Wrong {
	case Changed, Removed:
		return fmt.Sprintf("%s%s was %s since it was sealed", row, of, f.Wrong)
	case Inserted:
		return fmt.Sprintf("row %s%s was put in behind the seal", f.ID, of)
	case Record:
		return fmt.Sprintf("the database's own record of the seal was changed from %s%s on", row, of)
	case Ended:
		return fmt.Sprintf("the trail ends with row %d, before the head that was signed on %s: restored, or cut off", f.Leaf, f.SealedAt.In(zone).Format("2 Jan 2006 15:04:05"))
	}
	return row
}
