package seal

import (
	"bytes"
	"context"
	"runtime"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/civoranexus/society360/data/internal/connect"
)

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

// recordWalk is a walk along the database's record of the seal.
type recordWalk struct {
	*verifier

	parts chan<- part
	tree  tree
	heads []Head
	// open are rows that are to be held against their hashes, next is the next leaf.
	open part
	next uint64
	// wrong is set where the record is not what was signed: behind that no head fits.
	wrong bool
}

// record walks the database's record of the seal.
func (w *verifier) record(ctx context.Context, parts chan<- part) error {
	walk := &recordWalk{verifier: w, parts: parts, tree: newTree(), heads: w.heads}
	for {
		some, err := w.s.batches(ctx, walk.next, 64)
		if err != nil {
			return err
		}
		if len(some) == 0 {
			break
		}
		for _, b := range some {
			if err := walk.gap(ctx, b.First); err != nil {
				return err
			}
			if err := walk.walk(ctx, b); err != nil {
				return err
			}
		}
	}
	if err := walk.send(ctx); err != nil {
		return err
	}
	w.v.Sealed = walk.tree.End()
	if n := len(w.heads); n > 0 && w.heads[n-1].Size > walk.tree.End() {
		last := w.heads[n-1]
		w.found(Finding{Wrong: Ended, Leaf: walk.tree.End(), SealedAt: &last.At})
		w.v.Head = last
	}
	return nil
}

// send has the open rows held against their hashes.
func (w *recordWalk) send(ctx context.Context) error {
	if len(w.open.IDs) == 0 {
		return nil
	}
	select {
	case w.parts <- w.open:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	w.open = part{}
	return nil
}

// gap takes what the record lacks up to a leaf from the folder, where that has it.
func (w *recordWalk) gap(ctx context.Context, to uint64) error {
	if to == w.next {
		return nil
	}
	w.found(Finding{Wrong: Record, Leaf: w.next})
	w.wrong = true
	for w.next < to {
		lost := w.lost(w.next, to)
		if lost.IDs == nil {
			break
		}
		if err := w.walk(ctx, lost); err != nil {
			return err
		}
	}
	return nil
}

// walk holds a batch against its head, and opens its rows.
func (w *recordWalk) walk(ctx context.Context, b batch) error {
	own, wrong := w.outside(b)
	size, first := b.First+uint64(len(b.IDs)), w.tree.End()
	added := w.within(own, first, size)
	w.tree.add(own.Hashes[added*32:], nil)
	signed, ours := w.head(b, size, &w.heads)
	w.judge(b, first, wrong, signed, ours)
	if signed != nil {
		w.dated(b, *signed)
		w.v.Head = *signed
		w.tally(*signed, uint64(len(b.IDs)))
	}
	w.next = size
	if size <= w.check.Since {
		return nil
	}
	if own.First != w.open.First+uint64(len(w.open.IDs)) {
		if err := w.send(ctx); err != nil {
			return err
		}
	}
	if w.open.IDs == nil {
		w.open.First = own.First
		if signed != nil {
			w.open.sealedAt = &signed.At
		}
	}
	w.open.IDs, w.open.Times = append(w.open.IDs, own.IDs...), append(w.open.Times, own.Times...)
	w.open.Users, w.open.Hashes = append(w.open.Users, own.Users...), append(w.open.Hashes, own.Hashes...)
	if len(w.open.IDs) < groupLeaves {
		return nil
	}
	return w.send(ctx)
}

// within holds the leaves of a batch against heads outside that end inside of it, as where
// somebody made other batches of what was signed. added is how many of them are in the
// tree then.
func (w *recordWalk) within(b batch, first, size uint64) (added uint64) {
	for len(w.heads) > 0 && w.heads[0].Size < size {
		h := w.heads[0]
		w.heads = w.heads[1:]
		if h.Size <= first {
			continue
		}
		n := h.Size - first
		w.tree.add(b.Hashes[added*32:n*32], nil)
		if added = n; !w.wrong && !bytes.Equal(w.tree.root(), h.Root) {
			w.found(Finding{Wrong: Record, Leaf: first, At: stamp(b.Times, 0), SealedAt: &h.At})
			w.wrong = true
		}
	}
	return added
}

// judge says where a batch of the record is not what was signed.
func (w *recordWalk) judge(b batch, first uint64, wrong *Finding, signed *Head, ours bool) {
	switch {
	case w.wrong:
	case wrong != nil:
		w.found(*wrong)
	case signed != nil && !bytes.Equal(w.tree.root(), signed.Root):
		// Which of them the database's record no longer tells.
		w.found(Finding{Wrong: Record, Leaf: first, At: stamp(b.Times, 0), SealedAt: &signed.At})
		w.wrong = true
	case signed == nil && !ours:
		w.found(Finding{Wrong: Record, Leaf: first, At: stamp(b.Times, 0)})
		w.wrong = true
	}
}

func stamp(times []pgtype.Timestamptz, i int) *time.Time {
	if i < len(times) && times[i].Valid && times[i].InfinityModifier == pgtype.Finite {
		return &times[i].Time
	}
	return nil
}

// longBefore is how long before the last head a row may say it was done that came behind
// it: clocks differ, and what is done takes time.
const longBefore = 10 * time.Minute

// dated finds rows that came later than they say. Programs other than the desk give them
// their times, so that is no proof of anything; who did it, and when they came, is told.
func (w *recordWalk) dated(b batch, h Head) {
	was := w.v.Head.At
	if h.First || h.Unseen || was.IsZero() {
		return
	}
	for i, at := range b.Times {
		if !at.Valid || at.InfinityModifier == pgtype.Finite && at.Time.Before(was.Add(-longBefore)) {
			w.mu.Lock()
			if w.v.Dated++; w.v.FirstDated == nil {
				w.v.FirstDated = &Finding{Wrong: Dated, Leaf: b.First + uint64(i), ID: b.IDs[i], At: stamp(b.Times, i), SealedAt: &h.At, user: b.Users[i]}
			}
			w.mu.Unlock()
		}
	}
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
func (w *verifier) outside(b batch) (own batch, wrong *Finding) {
	f := w.check.Folder
	if f == nil || !w.v.Outside || b.First+uint64(len(b.IDs)) > w.heads[len(w.heads)-1].Size {
		return b, nil
	}
	own = batch{First: b.First, IDs: make([]uuid.UUID, 0, len(b.IDs)), Times: b.Times, Users: b.Users, Hashes: make([]byte, 0, len(b.Hashes)), Head: b.Head}
	err := f.leaves(b.First, b.First+uint64(len(b.IDs)), func(_ uint64, leaves []byte) error {
		for ; len(leaves) >= leafSize; leaves = leaves[leafSize:] {
			own.IDs = append(own.IDs, uuid.UUID(leaves[:16]))
			own.Hashes = append(own.Hashes, leaves[16:leafSize]...)
		}
		return nil
	})
	if err != nil {
		return b, nil // without the file the heads alone are held against it
	}
	for i, id := range own.IDs {
		if id != b.IDs[i] || !bytes.Equal(own.Hashes[i*32:i*32+32], b.Hashes[i*32:i*32+32]) {
			w.know(own.IDs)
			return own, &Finding{Wrong: Record, Leaf: b.First + uint64(i), ID: id, At: stamp(b.Times, i)}
		}
	}
	return own, nil
}
