package seal

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/role"
)

const (
	// MostHeads is how many bytes of heads are kept of another society at once: those of
	// some ten thousand batches.
	MostHeads = 4 << 20
	// headsARow is how many of them stand in one row of the trail.
	headsARow = 50
)

// ofHeads is how intents of heads are made, so that heads that come again, after an answer
// that was lost, are kept once.
var ofHeads = uuid.MustParse("0193a7c2-8f10-7d21-b1f5-6a2d1c7e9b04") //nolint:gochecknoglobals // it never changes

// Witness keeps signed heads of another society's trail in this one, where nobody changes
// them unseen: whoever rewrites that society's database, with its heads and its key, has
// not rewritten these. Whose signature they bear is looked at when they are held against
// that trail. Accounts with a box of files. Errors: Invalid, where it is no list of heads of one trail.
func (s *Store) Witness(ctx context.Context, actor role.Actor, content []byte) (kept int, err error) {
	if _, err := actor.Permit(role.KeepFiles); err != nil || actor.IsProgram() {
		return 0, cmp.Or(err, error(role.MayNot()))
	}
	all, heads, err := headsIn(content)
	if err != nil {
		return 0, err
	}
	for len(all) > 0 {
		n := min(len(all), headsARow)
		signed := make([]string, n)
		for i := range n {
			signed[i] = string(all[i])
		}
		of, last := heads[0].Society, heads[n-1]
		intent := uuid.NewSHA1(ofHeads, append(append(actor.UserID[:], of[:]...), bytes.Join(all[:n], nil)...))
		if err := s.tell(ctx, actor, intent, action.SealHeadsKept, "", map[string]any{"society": of, "heads": n, "rows": last.Size, "signed_at": last.At.Format(time.RFC3339), "signed": signed}); err != nil {
			return kept, err
		}
		all, heads, kept = all[n:], heads[n:], kept+n
	}
	return kept, nil
}

// headsIn reads heads as they were signed, of one trail. Errors: Invalid.
func headsIn(content []byte) (all [][]byte, heads []Head, err error) {
	r := newHeads(bytes.NewReader(content))
	for {
		signed, err := r.next()
		if errors.Is(err, io.EOF) {
			break
		}
		var h Head
		if err == nil {
			h, err = unsigned(string(signed))
		}
		if err == nil && len(heads) > 0 && h.Society != heads[0].Society {
			err = noHead()
		}
		if err != nil {
			return nil, nil, err
		}
		all, heads = append(all, signed), append(heads, h)
	}
	if len(all) == 0 || r.at < int64(len(content)) {
		return nil, nil, noHead()
	}
	return all, heads, nil
}

// keptPage is how many rows with heads are read at once.
const keptPage = 200

// Kept are the heads of another society's trail that were kept here, as they were signed,
// in the order in which they came. Admins and the program only. Errors: NotFound.
func (s *Store) Kept(ctx context.Context, actor role.Actor, of uuid.UUID, to io.Writer) error {
	if _, err := actor.Permit(role.ReadAudit); err != nil {
		return err
	}
	type row struct {
		at     time.Time
		id     uuid.UUID
		signed []string
	}
	last, some := row{}, false
	for {
		found, err := s.reg.Query(ctx, `SELECT l.created_at, l.id, ARRAY(SELECT jsonb_array_elements_text(l.details #> '{after,signed}')) FROM (
				(SELECT a.created_at, a.id, a.details::jsonb FROM audit_logs a WHERE a.action = @did AND a.details::jsonb #>> '{after,society}' = @of AND (a.created_at, a.id) > (@at, @id) ORDER BY a.created_at, a.id LIMIT @most)
				UNION ALL (SELECT a.created_at, a.id, a.details::jsonb FROM archived_audit_logs a WHERE a.action = @did AND a.details::jsonb #>> '{after,society}' = @of AND (a.created_at, a.id) > (@at, @id) ORDER BY a.created_at, a.id LIMIT @most)) l
			ORDER BY l.created_at, l.id LIMIT @most`, pgx.NamedArgs{"did": string(action.SealHeadsKept), "of": of.String(), "at": last.at, "id": last.id, "most": keptPage})
		if err != nil {
			return connect.ReadError(err)
		}
		rows, err := pgx.CollectRows(found, func(r pgx.CollectableRow) (k row, err error) {
			err = r.Scan(&k.at, &k.id, &k.signed)
			return k, err
		})
		if err != nil {
			return connect.ReadError(err)
		}
		for _, k := range rows {
			for _, signed := range k.signed {
				if _, err := io.WriteString(to, signed+"\n"); err != nil {
					return err
				}
			}
			last, some = k, true
		}
		if len(rows) < keptPage {
			break
		}
	}
	if !some {
		return &fault.Error{Kind: fault.NotFound, Format: "No heads of the society %s were kept here.", Args: []any{of}}
	}
	return nil
}

// KeysWithin are the keys that heads name themselves: the first one says its own. Who kept
// them from the beginning needs no other word for it. Errors: Invalid.
func KeysWithin(content []byte) (*Keys, error) {
	_, heads, err := headsIn(content)
	if err != nil {
		return nil, err
	}
	if heads[0].Key == "" {
		return nil, &fault.Error{Kind: fault.Invalid, Format: "The heads do not begin with the first one, which names its key: say which key is trusted (--key)."}
	}
	var own []string
	for _, h := range heads {
		if h.Key != "" && (len(own) == 0 || h.Anew > 0) {
			own = append(own, h.Key)
		}
	}
	return KeysOf(own...)
}
