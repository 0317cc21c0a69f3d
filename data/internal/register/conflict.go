package register

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"time"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// LastChange is who made a row what it is, when and how, as the audit trail has it.
// Who is empty where no audit row tells.
type LastChange struct {
	Who    string
	At     time.Time
	Action action.Action
	Note   string
}

// LastChange finds out who gave a row's fields, called as audit rows call them, what
// they hold: the latest audit row about one of them. Where it does not say what stands,
// another program wrote later and left no name, so that nobody is named.
func (a Aggregate) LastChange(ctx context.Context, d connect.DB, id uuid.UUID, fields ...string) (LastChange, error) {
	if len(fields) == 0 {
		return LastChange{}, nil
	}
	last, err := List[LastChange](ctx, d, `
		SELECT last.who, last.at, last.action, last.note FROM (
			SELECT `+Who(`told`, `teller`)+` AS who, told.created_at AS at,
				told.action, coalesce(told.details ->> 'notes', '') AS note,
				told.details -> 'after' AS after, `+a.Snapshot+` AS stands
			FROM `+a.table+` `+a.row+a.Joins+`
			JOIN audit_logs told ON told.resource_type = '`+a.table+`' AND told.resource_id = `+a.row+`.id
			LEFT JOIN users teller ON teller.id = told.user_id
			WHERE `+a.row+`.id = @id AND told.details -> 'after' ?| @fields::text[]
			ORDER BY told.created_at DESC, told.id DESC LIMIT 1) last
		WHERE NOT EXISTS (SELECT FROM jsonb_each(last.after) f
			WHERE f.key = ANY (@fields::text[]) AND last.stands -> f.key IS DISTINCT FROM f.value)`,
		pgx.NamedArgs{"id": id, "fields": fields})
	if err != nil || len(last) == 0 {
		return LastChange{}, err
	}
	return last[0], nil
}

// Differing are the audited fields, as audit rows name them, in which two states of a
// row differ.
func (a Aggregate) Differing(seen, now any) []string {
	was, is := fieldsOf(seen), fieldsOf(now)
	var fields []string
	for _, c := range a.described {
		field := cmp.Or(c.Field, c.Name)
		if c.Audited && !bytes.Equal(was[field], is[field]) {
			fields = append(fields, cmp.Or(c.AuditName, c.Name))
		}
	}
	return fields
}

// fieldsOf are a row's fields by the names that they are read by.
func fieldsOf(row any) map[string]json.RawMessage {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(value.MustJSON(json.Marshal(row)), &fields); err != nil {
		panic(err) // a row is a struct
	}
	return fields
}

// Overtaken refuses a change of a thing that somebody else changed since it was seen,
// with a *fault.Conflict[T] as its cause. called is what a sentence calls the thing;
// empty where it has no name.
func Overtaken[T any](ctx context.Context, d connect.DB, a Aggregate, id uuid.UUID, seen any, now T, called string) error {
	last, err := a.LastChange(ctx, d, id, a.Differing(seen, now)...)
	if err != nil {
		return err
	}
	e := last.refusal(called)
	e.Cause = &fault.Conflict[T]{Now: now, Who: last.Who, At: last.At}
	return e
}

// refusal is the sentence of Overtaken.
func (l LastChange) refusal(called string) *fault.Error {
	switch {
	case called == "" && l.Who == "":
		return fault.Refuse("This was changed meanwhile; look before you save.")
	case called == "":
		return fault.Refuse("%s changed this at %s; look before you save.", l.Who, l.At)
	case l.Who == "":
		return fault.Refuse("%s was changed meanwhile; look before you save.", called)
	}
	return fault.Refuse("%s was changed by %s at %s; look before you save.", called, l.Who, l.At)
}
