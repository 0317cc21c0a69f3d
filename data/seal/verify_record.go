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
