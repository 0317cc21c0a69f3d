package seal

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"slices"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/transparency-dev/merkle/compact"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/role"
)

// Prove makes the proof of a row of the trail, live or archived, under the newest head in
// the folder. It reads all leaves, which takes seconds for millions. Admins and the program
// only. Errors: NotFound; Refused, where the row is not sealed yet or is not what was.
func (s *Store) Prove(ctx context.Context, actor role.Actor, f *Folder, id uuid.UUID) (Proof, error) {
	if _, err := actor.Permit(role.ReadAudit); err != nil {
		return Proof{}, err
	}
	found, err := s.byID(ctx, []uuid.UUID{id}, nil, nil)
	if err != nil {
		return Proof{}, connect.ReadError(err)
	}
	row, ok := found[id]
	if !ok {
		return Proof{}, &fault.Error{Kind: fault.NotFound, Format: "The trail has no row %s.", Args: []any{id}}
	}
	keys, err := KeysOf(f.Keys()...)
	if err != nil {
		return Proof{}, err
	}
	all, err := f.signedHeads(keys)
	if err != nil {
		return Proof{}, err
	}
	head := all.newest.head
	at, user, err := s.leafOf(ctx, id, head.Size)
	if err != nil {
		return Proof{}, err
	}
	if row.UserID == nil {
		row.UserID = user
	}
	under, paths, err := all.over(at)
	if err != nil {
		return Proof{}, err
	}
	t, own := newTree(), []byte(nil)
	err = f.leaves(0, head.Size, func(first uint64, leaves []byte) error {
		if n := uint64(len(leaves) / leafSize); first <= at && at < first+n {
			own = bytes.Clone(leaves[(at-first)*leafSize:][:leafSize])
		}
		for ; len(leaves) >= leafSize; leaves = leaves[leafSize:] {
			t.add(leaves[16:leafSize], func(id compact.NodeID, hash []byte) {
				for _, p := range paths {
					p.see(id, hash)
				}
			})
		}
		return ctx.Err()
	})
	if err != nil || !bytes.Equal(t.root(), head.Root) {
		return Proof{}, f.damaged(leavesFile, errors.Join(err, fault.Sentence("the leaves are not those of the newest head")))
	}
	record := row.Record()
	if !bytes.Equal(own[:16], id[:]) || !bytes.Equal(own[16:], leaf(record)) {
		return Proof{}, &fault.Error{Kind: fault.Refused, Cause: ErrBroken, Format: "The row is not as it was sealed: it was changed, so nothing can be proved of it."}
	}
	p := Proof{Form: proofForm, Leaf: at, Record: string(record), Handovers: all.handovers}
	for i, u := range under {
		hashes, err := paths[i].hashes()
		if err != nil {
			return Proof{}, connect.ReadError(err)
		}
		if i == 0 {
			p.Head, p.Hashes = string(u.signed), hashes
			continue
		}
		p.Lost = append(p.Lost, Under{string(u.signed), hashes})
	}
	return p, nil
}

// over are the heads that a leaf stands under, the newest first, and its way to each.
func (all proving) over(at uint64) (under []signedHead, paths []*path, err error) {
	under = []signedHead{all.newest}
	for _, l := range slices.Backward(all.lost) {
		if at < l.head.Size {
			under = append(under, l)
		}
	}
	paths = make([]*path, len(under))
	for i, u := range under {
		if paths[i], err = newPath(at, u.head.Size); err != nil {
			return nil, nil, connect.ReadError(err)
		}
	}
	return under, paths, nil
}

// leafOf is the number of a row's leaf, and who did it.
func (s *Store) leafOf(ctx context.Context, id uuid.UUID, size uint64) (at uint64, user *uuid.UUID, err error) {
	var first, nth *int64
	err = s.reg.QueryRow(ctx, `SELECT b.first, array_position(b.ids, @id::uuid)::bigint, b.users[array_position(b.ids, @id::uuid)]
		FROM (SELECT 1) one LEFT JOIN society360_seals b ON @id::uuid = ANY (b.ids) ORDER BY b.first LIMIT 1`, pgx.NamedArgs{"id": id}).Scan(&first, &nth, &user)
	if err != nil {
		return 0, nil, connect.ReadError(err)
	}
	if first == nil || uint64(*first+*nth) > size { //nolint:gosec // not below 0
		return 0, nil, fault.Refuse("The row is not sealed yet, or not in the heads of this folder: try again in a minute.")
	}
	return uint64(*first + *nth - 1), user, nil //nolint:gosec // not below 0
}

// signedHead is a head as it was signed.
type signedHead struct {
	signed []byte
	head   Head
}

// proving is what of a folder's heads a proof needs: the newest, those by which a key was
// handed over or begun anew, and the last of each key that was lost.
type proving struct {
	newest    signedHead
	handovers []string
	lost      []signedHead
}

func (f *Folder) signedHeads(keys *Keys) (all proving, err error) {
	from, err := os.Open(f.file(headsFile))
	if err != nil {
		return all, fault.Refuse("There are no heads in %s yet: the trail is sealed by society360 serve.", f.dir)
	}
	defer func() { _ = from.Close() }() // only read
	for r := newHeads(from); ; {
		signed, err := r.next()
		if errors.Is(err, io.EOF) {
			break
		}
		var h Head
		if err == nil {
			h, err = keys.Open(signed)
		}
		if err != nil {
			return all, f.damaged(headsFile, err)
		}
		if h.Abandons > 0 {
			all.lost = slices.DeleteFunc(all.lost, func(l signedHead) bool { return l.head.Size > h.Kept })
		}
		if h.Anew > 0 && all.newest.signed != nil && all.newest.head.Size <= h.Anew {
			all.lost = append(all.lost, all.newest)
		}
		if h.NextKey != "" || h.Anew > 0 {
			all.handovers = append(all.handovers, string(signed))
		}
		all.newest = signedHead{signed, h}
	}
	if all.newest.signed == nil {
		return all, fault.Refuse("There are no heads in %s yet: the trail is sealed by society360 serve.", f.dir)
	}
	return all, nil
}
