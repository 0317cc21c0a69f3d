package seal

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"strings"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"
)

// beginning is what a folder knows of a key that was begun anew, until a head says it.
type beginning struct {
	// Old is the key that was lost; empty where nobody knows it.
	Old string `json:"old"`
}

// loadBeginning reads whether the key was begun anew.
func (f *Folder) loadBeginning() error {
	f.begins = nil
	content, err := os.ReadFile(f.file(anewFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return unusable(f.dir, err)
	}
	f.begins = new(beginning)
	if err := json.Unmarshal(content, f.begins); err != nil {
		return f.damaged(anewFile, err)
	}
	return nil
}

// begun notes that a head says of the key that it was begun anew.
func (f *Folder) begun() error {
	f.begins = nil
	if err := os.Remove(f.file(anewFile)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return unusable(f.dir, err)
	}
	return nil
}

// LoseKey begins the key of the seal anew where the one before is lost for good. What that
// one signed stays signed by it; nothing of it vouches for the new one, which the next
// head, the trail, and every verification and proof from then on say. old are the public
// keys of before, where the folder lacks them; with neither, the rows sealed so far are
// taken from the database's record by its word. Admins only. Errors: Invalid; Refused,
// where the key is there, nothing is sealed, or the record is not what was signed.
func (s *Store) LoseKey(ctx context.Context, actor role.Actor, f *Folder, intent uuid.UUID, reason string, old *Keys) (public string, err error) {
	if err := actor.PermitAll(role.KeepBackups); err != nil {
		return "", err
	}
	if reason = value.Limit(value.Clean(reason), 500); reason == "" {
		return "", fault.Wrong("reason", "Say how the key was lost.")
	}
	err = f.whole(func() error {
		z := s.Sealer(f, s.reg.Log)
		head, err := z.loses(ctx, old)
		if err != nil {
			return err
		}
		st, err := s.status(ctx)
		if err != nil {
			return err
		}
		lost := f.lastKey()
		private, made, err := newKey(st.Society)
		if err != nil {
			return unusable(f.dir, err)
		}
		public = made
		if err := s.tell(ctx, actor, intent, action.SealKeyLost, reason, map[string]any{"key": public, "lost": lost, "rows": f.last.Size, "abandoned": head.Abandons}); err != nil {
			return err
		}
		if err := f.beginAnew(lost, private, public); err != nil {
			return err
		}
		return z.sealUnder(ctx, &head)
	})
	return public, err
}

// loses has the folder stand where the database's record does, before its key is begun
// anew.
func (z *Sealer) loses(ctx context.Context, old *Keys) (head Head, err error) {
	f := z.folder
	st, err := z.store.status(ctx)
	if err == nil {
		err = f.loadKeys()
	}
	if err != nil {
		return head, err
	}
	_, noHeads := os.Stat(f.file(headsFile))
	switch {
	case f.signer != nil && f.begins == nil:
		return head, fault.Refuse("The key of the seal is in %s: it signs over a new one with society360 audit key --new.", f.dir)
	case st.Size == nil:
		return head, fault.Refuse("Nothing of this trail is sealed yet: society360 serve does it, with a key of its own.")
	case old != nil:
		for _, key := range old.texts {
			if err := f.keys.add(key); err != nil {
				return head, err
			}
		}
		if err := f.write(keysFile, strings.Join(f.keys.texts, "\n")+"\n", 0o644); err != nil {
			return head, err
		}
	case len(f.keys.known) == 0 && noHeads == nil:
		return head, fault.Refuse("There are heads in %s, but not the public key that they are signed with: give it with --key, or move the folder away.", f.dir)
	}
	f.read = 0
	if err := f.refresh(st.Edge); err != nil {
		return head, err
	}
	switch {
	case len(f.keys.known) == 0 || f.begins != nil && f.begins.Old == "":
		return head, z.adopt(ctx, st)
	case st.size() < f.last.Size:
		err := f.back(st, &head)
		return head, err
	}
	return head, z.catchUp(ctx, st)
}

// lastKey is the newest public key of the folder; empty where there is none.
func (f *Folder) lastKey() string {
	if f.begins != nil {
		return f.begins.Old
	}
	if n := len(f.keys.texts); n > 0 {
		return f.keys.texts[n-1]
	}
	return ""
}

// beginAnew keeps a new key; first that no head says so yet, for a key without that would
// sign as if it always had.
func (f *Folder) beginAnew(lost, private, public string) error {
	said, err := json.Marshal(beginning{lost})
	if err != nil {
		return unusable(f.dir, err)
	}
	if err := f.write(anewFile, string(said), 0o600); err != nil {
		return err
	}
	if err := f.keepKey(private, public); err != nil {
		return err
	}
	was := f.keys
	if err := f.loadKeys(); err != nil {
		return err
	}
	for _, key := range f.keys.texts {
		if size, known := was.until[key]; known {
			f.keys.until[key] = size
		}
		if first, used := was.used[key]; used {
			f.keys.used[key] = first
		}
	}
	return nil
}

// adopt takes the leaves of the database's record by its word, where nobody knows the key
// that its heads were signed with.
func (z *Sealer) adopt(ctx context.Context, st status) error {
	f := z.folder
	if f.read > 0 {
		return f.damaged(anewFile, fault.Sentence("there are heads already"))
	}
	if f.last.Size > 0 && f.last.Size == st.size() {
		return nil
	}
	t := newTree()
	for t.End() < st.size() {
		some, err := z.store.batches(ctx, t.End(), 20)
		if err != nil {
			return connect.ReadError(err)
		}
		for _, b := range some {
			if b.First != t.End() {
				some = nil
				break
			}
			t.add(b.Hashes, nil)
			if err := f.appendLeaves(b, t.End()); err != nil {
				return err
			}
		}
		if len(some) == 0 {
			return broken("The database's record of the seal has a gap behind row %d.", t.End())
		}
	}
	f.last, f.signed, f.tree = Head{Society: st.Society, Size: t.End(), Root: t.root()}, nil, t
	return nil
}
