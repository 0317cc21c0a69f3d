package seal

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/civoranexus/society360/data/internal/connect"
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
	// Dated is a row that came later than it says.
	Dated Wrong = "dated"
	// Forged is a head among those kept elsewhere that is by another key, or that goes on
	// from none of the others.
	Forged Wrong = "forged"
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
	// Copy says of an inserted row that another one has its ID, which is sealed.
	Copy bool `json:"copy,omitempty"`
	// SealedAt is when the head was signed that it stands under.
	SealedAt *time.Time `json:"sealed_at"`

	user *uuid.UUID
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
		if f.Copy {
			of += ", beside another of the same ID,"
		}
		return fmt.Sprintf("row %s%s was put in behind the seal", f.ID, of)
	case Record:
		return fmt.Sprintf("the database's own record of the seal was changed from %s%s on", row, of)
	case Dated:
		return fmt.Sprintf("%s%s came later than it says: it was sealed on %s", row, of, f.SealedAt.In(zone).Format("2 Jan 2006 15:04:05"))
	case Forged:
		return fmt.Sprintf("a head over %d rows, signed on %s, is not of this trail as the other heads that were kept have it: another key, or another history", f.Leaf, f.SealedAt.In(zone).Format("2 Jan 2006 15:04:05"))
	case Ended:
		return fmt.Sprintf("the trail ends with row %d, before the head that was signed on %s: restored, or cut off", f.Leaf, f.SealedAt.In(zone).Format("2 Jan 2006 15:04:05"))
	}
	return row
}
