package seal

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"
)

// sweep looks through the whole trail for rows that came around the sealer. They are not
// sealed: an admin says first that they belong there (GoOn).
func (z *Sealer) sweep(ctx context.Context) (unseen int, err error) {
	st, err := z.status(ctx)
	if err != nil {
		return 0, err
	}
	p := z.plan(st)
	if p.stage != StageDone {
		return 0, nil
	}
	found, err := z.store.strays(ctx, p.horizon, st.Now)
	if err != nil {
		return 0, connect.ReadError(err)
	}
	if len(found) > 0 {
		f := Finding{Wrong: Inserted, ID: found[0].ID, At: stamp([]pgtype.Timestamptz{found[0].At}, 0), Archived: found[0].Archived}
		if err := z.store.noteBroken(ctx, fmt.Sprintf("%d rows came into the trail behind the seal: %s", len(found), f)); err != nil {
			return len(found), err
		}
	}
	_, err = z.store.reg.Exec(ctx, `UPDATE society360_seal_state SET looked_at = clock_timestamp()`)
	return len(found), connect.WriteError(err)
}

// strays are rows that no batch has, that wait for none, and that say that they are from
// before the horizon.
func (s *Store) strays(ctx context.Context, horizon, now time.Time) (strays []unsealed, err error) {
	all, err := s.unsealed(ctx, mostStrays)
	for _, u := range all {
		if !u.waits(horizon, now) {
			strays = append(strays, u)
		}
	}
	return strays, err
}

// mostStrays is up to how many are told apart.
const mostStrays = 100_000

// waits reports whether the sealer will meet the row by itself, at a moment. One in the
// archive that says it is from later than that was put in there: else it would wait until
// then, or for ever.
func (u unsealed) waits(horizon, now time.Time) bool {
	if u.Archived && (u.At.InfinityModifier == pgtype.Infinity || u.At.Time.After(now.Add(slack))) {
		return false
	}
	return !u.Copy && (u.Waits || u.At.Valid && u.At.InfinityModifier == pgtype.Finite && !u.At.Time.Before(horizon) || u.At.InfinityModifier == pgtype.Infinity)
}

// GoOn goes on with a seal that stands still: behind a restore, by giving up the heads that
// were signed of what is not there any more; and with rows that came around the sealer,
// which are sealed as such. What is given up, and why, stands in the trail and in the head.
// Admins only. Errors: Invalid; Refused, where the database's record of the seal is not what was signed.
func (s *Store) GoOn(ctx context.Context, actor role.Actor, f *Folder, intent uuid.UUID, reason string) (Head, error) {
	if err := actor.PermitAll(role.KeepBackups); err != nil {
		return Head{}, err
	}
	if reason = value.Limit(value.Clean(reason), 500); reason == "" {
		return Head{}, fault.Wrong("reason", "Say why the seal goes on.")
	}
	var head Head
	err := f.whole(func() error {
		z := s.Sealer(f, s.reg.Log)
		st, err := s.status(ctx)
		if err == nil {
			err = f.refresh(st.Edge)
		}
		if err == nil && f.signer == nil {
			err = f.keyless()
		}
		if err != nil {
			return err
		}
		was := f.last
		if st.size() < was.Size {
			if err := f.back(st, &head); err != nil {
				return err
			}
		} else if err := z.catchUp(ctx, st); err != nil {
			return err
		}
		if err := s.tell(ctx, actor, intent, action.SealContinued, reason, map[string]any{"abandoned": head.Abandons, "kept": f.last.Size}); err != nil {
			return err
		}
		return z.sealUnder(ctx, &head)
	})
	if err == nil {
		_, err = s.reg.Exec(ctx, `UPDATE society360_seal_state SET broken = NULL, broken_at = NULL`)
		err = connect.WriteError(err)
	}
	return head, err
}

// back goes back to a size that the folder had, of which the database is the beginning.
func (f *Folder) back(st status, head *Head) error {
	size := st.size()
	t := newTree()
	err := f.leaves(0, size, func(_ uint64, leaves []byte) error {
		for ; len(leaves) >= leafSize; leaves = leaves[leafSize:] {
			t.add(leaves[16:leafSize], nil)
		}
		return nil
	})
	if err != nil {
		return f.damaged(leavesFile, err)
	}
	last, signed := Head{Size: size, Root: t.root()}, []byte(nil)
	if st.Head != nil {
		signed = []byte(*st.Head)
		if last, err = f.keys.Open(signed); err != nil {
			return broken("The newest head in the database is signed by no key of this seal: the seal cannot go on from it.")
		}
	}
	if last.Size != size || !bytes.Equal(last.Root, t.root()) {
		return broken("What is sealed in the database is not the beginning of what was signed: the seal cannot go on from it. See society360 audit verify.")
	}
	if err := f.setAside(size); err != nil {
		return err
	}
	head.Abandons, head.Kept = f.last.Size, size
	f.last, f.signed, f.tree = last, signed, t
	return nil
}

// sealUnder seals all that waits, and what came around the sealer, under heads of which the
// last says more.
func (z *Sealer) sealUnder(ctx context.Context, head *Head) error {
	for {
		st, err := z.status(ctx)
		if err == nil {
			err = z.catchUp(ctx, st)
		}
		if err != nil {
			return err
		}
		p := z.plan(st)
		p.next = p.horizon
		rows, err := z.came(ctx, &p)
		if err != nil {
			return connect.ReadError(err)
		}
		say := *head
		if len(rows) < mostLeaves && p.stage == StageDone {
			strays, err := z.store.strays(ctx, p.horizon, st.Now)
			if err != nil {
				return connect.ReadError(err)
			}
			strays = slices.DeleteFunc(strays, func(u unsealed) bool { return u.Copy }) // of its ID a row is sealed
			more, err := z.store.rowsOf(ctx, strays[:min(len(strays), mostLeaves)])
			if err != nil {
				return connect.ReadError(err)
			}
			// A head says it of all its rows.
			if len(more) > 0 && len(rows) == 0 {
				rows, say.Unseen = more, true
			}
		}
		if len(rows) == 0 {
			return nil
		}
		if err := z.sealRows(ctx, p, rows, say); err != nil {
			return err
		}
		*head = z.folder.last
		head.Abandons, head.Kept, head.NextKey, head.Key, head.Anew, head.OldKey = 0, 0, "", "", 0, ""
		if say.NextKey != "" {
			return nil
		}
	}
}

// NewKey has the heads from now on signed with a new key, which the old one signs over.
// Admins only.
func (s *Store) NewKey(ctx context.Context, actor role.Actor, f *Folder, intent uuid.UUID, reason string) (public string, err error) {
	if err := actor.PermitAll(role.KeepBackups); err != nil {
		return "", err
	}
	err = f.whole(func() error {
		z := s.Sealer(f, s.reg.Log)
		st, err := s.status(ctx)
		if err == nil {
			err = f.refresh(st.Edge)
		}
		if err == nil && f.signer == nil {
			err = f.keyless()
		}
		if err == nil {
			err = z.catchUp(ctx, st)
		}
		if err != nil {
			return err
		}
		var private string
		if private, public, err = newKey(st.Society); err != nil {
			return unusable(f.dir, err)
		}
		if err := f.write(nextFile, private+"\n", 0o600); err != nil {
			return err
		}
		if err := s.tell(ctx, actor, intent, action.SealKeyChanged, value.Limit(value.Clean(reason), 500), map[string]any{"key": public}); err != nil {
			return err
		}
		if err := z.sealUnder(ctx, &Head{NextKey: public}); err != nil {
			return err
		}
		return f.takeNext()
	})
	return public, err
}

// tell writes the row of the trail of what was done with the seal.
func (s *Store) tell(ctx context.Context, actor role.Actor, intent uuid.UUID, did action.Action, reason string, after map[string]any) error {
	details := map[string]any{}
	if reason != "" {
		details["notes"] = reason
	}
	_, err := register.Run[bool](ctx, s.reg, actor, register.Write{
		Intent: intent, Action: did, Resource: "society360_society", Payload: after, Quiet: true,
		Change: `
			change AS (
				SELECT y.id, NULL::jsonb AS before, @after::jsonb AS after, 'true'::jsonb AS result FROM society360_society y, actor LIMIT 1
			)`,
		Args:    pgx.NamedArgs{"after": after},
		Details: details,
		Explain: func(context.Context, connect.DB) error { return register.AccountChanged() },
	})
	return err
}
