package seal

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/role"
)

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
	// Dated is how many rows came later than they say, by programs that give them their own
	// times, and FirstDated the first of them.
	Dated      int      `json:"dated"`
	FirstDated *Finding `json:"first_dated"`
	// Keys are the changes of the key, in their order.
	Keys []KeyChange `json:"-"`
	// First is the first finding of each kind; Count is how many there are.
	First []Finding     `json:"first"`
	Count map[Wrong]int `json:"count"`
}

// KeyChange is a change of the key that heads are signed with.
type KeyChange struct {
	// At is when the first head behind it, or that hands over, was signed; Rows how many
	// rows stand under the keys of before.
	At   time.Time
	Rows uint64
	// Lost says that the key of before was lost, so that it does not vouch for the new one;
	// Old is that key, empty where nobody knows it any more.
	Lost bool
	Old  string
}

// keyChange is what a head says of its key.
func keyChange(h Head) (c KeyChange, is bool) {
	switch {
	case h.Anew > 0:
		return KeyChange{At: h.At, Rows: h.Anew, Lost: true, Old: h.OldKey}, true
	case h.NextKey != "":
		return KeyChange{At: h.At, Rows: h.Size}, true
	}
	return c, false
}

// Sound reports whether nothing was found.
func (v Verdict) Sound() bool { return len(v.Count) == 0 }

// Check is what a verification is asked to do.
type Check struct {
	// Folder has the heads that lie outside; nil where there are none here.
	Folder *Folder
	// Kept, where set, are heads that were kept elsewhere, in place of the folder's: by the
	// key that the first of them names, where Keys are not set.
	Kept []byte
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
	if w.v.FirstDated != nil {
		one := []Finding{*w.v.FirstDated}
		if err := s.name(ctx, one); err != nil {
			return Verdict{}, err
		}
		w.v.FirstDated = &one[0]
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
	for _, c := range v.Keys { // also where somebody took it out of the database
		if c.Lost {
			if _, err := s.reg.Exec(ctx, `UPDATE society360_seal_state SET anew_at = @at, anew_rows = @rows WHERE anew_at IS NULL`, pgx.NamedArgs{"at": c.At, "rows": int64(c.Rows)}); err != nil { //nolint:gosec // far below 2^63
				return connect.WriteError(err)
			}
		}
	}
	_, err := s.reg.Exec(ctx, `UPDATE society360_seal_state SET verified_at = clock_timestamp(), broken = NULL, broken_at = NULL`)
	return connect.WriteError(err)
}

// readHeads reads the heads that lie outside, each by the keys that may have signed it:
// those that were kept elsewhere, or else the folder's.
func (w *verifier) readHeads() (err error) {
	f := w.check.Folder
	switch {
	case w.check.Keys != nil:
	case w.check.Kept != nil:
		if w.check.Keys, err = KeysWithin(w.check.Kept); err != nil {
			return err
		}
	case f != nil:
		w.check.Keys, _ = KeysOf(f.Keys()...) // they were read before
	default:
		w.check.Keys, _ = KeysOf() // of none there is no wrong one
	}
	w.check.Keys = w.check.Keys.clone() // they are changed by what is opened
	if w.check.Kept != nil {
		return w.readFrom(bytes.NewReader(w.check.Kept), func(err error) error { return err })
	}
	if f == nil {
		return nil
	}
	from, err := os.Open(f.file(headsFile))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return unusable(f.dir, err)
	}
	defer func() { _ = from.Close() }() // only read
	return w.readFrom(from, func(err error) error { return f.damaged(headsFile, err) })
}

// readFrom reads heads one after the other. Of the folder's own all are by its keys; among
// those that were kept elsewhere one that is not is a sign of what was done.
func (w *verifier) readFrom(from io.Reader, damaged func(error) error) error {
	var last []byte
	for r := newHeads(from); ; {
		signed, err := r.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return damaged(err)
		}
		if bytes.Equal(signed, last) {
			continue // it was shipped twice
		}
		h, err := w.check.Keys.Open(signed)
		n, parsed := unsigned(string(signed))
		switch {
		case err != nil && parsed == nil && n.Anew > 0:
			return &fault.Error{Kind: fault.Refused, Cause: err, Format: "Behind row %d the key was lost, and begun anew on %s: its heads are signed with %s, which has to be trusted beside the one of before (--key).", Args: []any{strconv.FormatUint(n.Anew, 10), n.At.Format("2 Jan 2006"), n.Key}}
		case err != nil && parsed == nil && w.check.Kept != nil:
			w.found(Finding{Wrong: Forged, Leaf: n.Size, SealedAt: &n.At})
			continue
		case err != nil:
			return damaged(err)
		case h.Society != w.st.Society:
			return &fault.Error{Kind: fault.Refused, Format: "The heads are of another society's trail (%s).", Args: []any{h.Society}}
		case w.again(h):
			continue
		}
		last = signed
		w.take(h)
	}
	w.v.Outside = len(w.heads) > 0
	return nil
}

// again reports whether a head goes on from none of those before it: one that was shipped
// twice is known, and any other of a size that was passed is a second history.
func (w *verifier) again(h Head) bool {
	if len(w.heads) == 0 || h.Abandons > 0 || h.Size > w.heads[len(w.heads)-1].Size {
		return false
	}
	at, known := slices.BinarySearchFunc(w.heads, h.Size, func(o Head, size uint64) int { return cmp.Compare(o.Size, size) })
	if !known || !bytes.Equal(w.heads[at].Root, h.Root) {
		w.found(Finding{Wrong: Forged, Leaf: h.Size, SealedAt: &h.At})
	}
	return true
}

// take takes a head as the newest.
func (w *verifier) take(h Head) {
	if c, is := keyChange(h); is {
		w.v.Keys = append(w.v.Keys, c)
	}
	if h.Abandons > 0 {
		for len(w.heads) > 0 && w.heads[len(w.heads)-1].Size > h.Kept {
			w.heads = w.heads[:len(w.heads)-1]
		}
		w.v.Abandoned += h.Abandons - min(h.Abandons, h.Kept)
	}
	w.heads = append(w.heads, h)
}

// part is what is looked at in one go: leaves of one or several batches.
type part struct {
	batch
	sealedAt *time.Time
}
