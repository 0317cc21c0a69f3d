package seal

import (
	"bytes"
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/civoranexus/society360/data/internal/connect"
)

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
		n := p.First + uint64(i)
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
		for r.twin != nil && !r.isOf(p, i) { // the other one is found as put in
			r = *r.twin
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
				wrong = append(wrong, Finding{Wrong: Changed, Leaf: p.First + uint64(i), ID: id, At: stamp(p.Times, i), SealedAt: p.sealedAt, Archived: r.archived, user: p.Users[i]})
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

// isOf reports whether a row is the one that was sealed as a leaf of a part.
func (r Row) isOf(p part, i int) bool {
	if r.UserID == nil {
		r.UserID = p.Users[i]
	}
	return bytes.Equal(leaf(r.Record()), p.Hashes[i*32:i*32+32])
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

// extra finds rows that were put in behind the seal: nobody has sealed them, though they
// say that they were there when later ones were.
func (w *verifier) extra(ctx context.Context) error {
	all, err := w.s.unsealed(ctx, mostStrays)
	if err != nil {
		return connect.ReadError(err)
	}
	horizon, signed := time.Time{}, w.v.Head
	if w.st.Horizon != nil {
		horizon = *w.st.Horizon
	}
	if signed.To.After(horizon) { // whatever the database says
		horizon = signed.To
	}
	if signed.All {
		w.v.Stage = StageDone
	}
	for _, u := range all {
		if w.known[u.ID] && !u.Copy {
			continue
		}
		if !u.Copy && (w.v.Count[Ended] > 0 || w.v.Stage != StageDone || horizon.IsZero() || u.waits(horizon, w.st.Now)) {
			w.v.Waiting++
			continue
		}
		f := Finding{Wrong: Inserted, ID: u.ID, Archived: u.Archived, Copy: u.Copy}
		if u.At.Valid && u.At.InfinityModifier == pgtype.Finite {
			f.At = &u.At.Time
		}
		w.found(f)
	}
	return nil
}
