package trail

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

// Taken is what of the register left the desk: the rows of a command's list, a file
// that a screen wrote, a print.
type Taken struct {
	// Did is action.ListRead, action.FileWritten or action.FilePrinted.
	Did action.Action
	// Resource is the table that it is about; empty where it is of several.
	Resource string
	// Name is the list's or the file's, To the folder or the printer that it went to.
	Name, To string
	// Filter is what narrowed it, by the names of flags or fields.
	Filter map[string]string
	// Rows is how many things stand in it, and Whole whether it is all that was asked
	// for: a list that was cut says how far it came.
	Rows  int
	Whole bool
	// Contacts are the columns that give phones or e-mail addresses in full.
	Contacts []string
}

// Record writes into the trail that something of the register left the desk: by whom,
// and from where. It gives nobody anything; so whoever may keep files may.
func (s *Store) Record(ctx context.Context, actor role.Actor, intent uuid.UUID, t Taken) error {
	if _, err := actor.Permit(role.KeepFiles); err != nil {
		return err
	}
	switch t.Did {
	case action.ListRead, action.FileWritten, action.FilePrinted:
	default:
		return fault.Wrong("did", "A list is read, and a file written or printed.")
	}
	details := map[string]any{}
	for name, text := range map[string]string{"name": t.Name, "to": t.To} {
		if text = value.Limit(value.Clean(text), 255); text != "" {
			details[name] = text
		}
	}
	if len(t.Filter) > 0 {
		filter := make(map[string]string, len(t.Filter))
		for name, text := range t.Filter {
			filter[name] = value.Limit(value.Clean(text), 255)
		}
		details["filter"] = filter
	}
	if len(t.Contacts) > 0 {
		details["in_full"] = t.Contacts
	}
	_, err := register.Run[bool](ctx, s.reg, actor, register.Write{
		Intent: intent, Action: t.Did, Resource: t.Resource, Quiet: true, Payload: t,
		Change: `
			change AS (
				SELECT NULL::uuid AS id, NULL::jsonb AS before, jsonb_build_object('rows', @rows::int, 'whole', @whole::bool) AS after,
					to_jsonb(true) AS result FROM actor
			)`,
		Args:    pgx.NamedArgs{"rows": t.Rows, "whole": t.Whole},
		Details: details,
		Explain: func(context.Context, connect.DB) error { return role.MayNot() },
	})
	return err
}
