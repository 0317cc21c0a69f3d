package accounts

import (
	"context"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// UpgradeNote is what an upgrade changed in a society that stood before it, told
// once to each of its admins.
type UpgradeNote struct {
	// Name is the note's, for ReadUpgradeNote.
	Name string
	// Text is its line in the banner, More what is said when the line was read; both
	// are English sentences.
	Text, More string
}

// upgradeNotes are the notes that migrations leave, the newest last.
func upgradeNotes() []UpgradeNote {
	return []UpgradeNote{{
		Name: "late_fees",
		Text: "Late fees now wait for an admin: Bills, O",
		More: "The calendar charges none. Settings, Billing: who charges, and from which day.",
	}}
}

// UpgradeNotes returns the notes that the actor has not read. Admins only; an admin
// whose account was made after the upgrade has none.
func (s *Store) UpgradeNotes(ctx context.Context, actor role.Actor) ([]UpgradeNote, error) {
	if _, err := actor.Permit(role.ManageSettings); err != nil {
		return nil, err
	}
	unread, err := register.List[struct{ Note string }](ctx, s.reg,
		`SELECT note FROM society360_upgrade_notes WHERE user_id = @actor AND read_at IS NULL`,
		pgx.NamedArgs{"actor": value.NullID(actor.UserID)})
	var notes []UpgradeNote
	for _, note := range upgradeNotes() {
		for _, u := range unread {
			if u.Note == note.Name {
				notes = append(notes, note)
			}
		}
	}
	return notes, err
}

// ReadUpgradeNote records that the actor has read a note; a second time is
// refused and changes nothing. Admins only.
func (s *Store) ReadUpgradeNote(ctx context.Context, actor role.Actor, intent uuid.UUID, name string) error {
	if _, err := actor.Permit(role.ManageSettings); err != nil {
		return err
	}
	_, err := register.Run[string](ctx, s.reg, actor, register.Write{
		Intent: intent, Action: action.UpgradeNoteRead, Resource: "users", Payload: name, Quiet: true,
		Details: map[string]any{"note": value.Limit(value.Clean(name), 100)},
		Change: `
			marked AS (
				UPDATE society360_upgrade_notes n SET read_at = now() FROM actor a
				WHERE n.user_id = a.id AND n.note = @note AND n.read_at IS NULL
				RETURNING n.user_id, n.note, n.read_at
			),
			change AS (
				SELECT m.user_id AS id, NULL::jsonb AS before, jsonb_build_object('read_at', m.read_at) AS after,
					to_jsonb(m.note) AS result
				FROM marked m
			)`,
		Args:    pgx.NamedArgs{"note": name},
		Explain: func(context.Context, connect.DB) error { return fault.Already("This was read already.") },
	})
	return err
}
