package data

import (
	"encoding/json"
	"maps"
	"unicode/utf8"

	"github.com/google/uuid"
)

// auditDetails is the part of audit_logs.details that is known before the
// change is made: who acted as they were then, notes, and what the action itself
// has to say. before and after are added by the database.
func auditDetails(actor Actor, notes string, more map[string]any) []byte {
	details := map[string]any{}
	maps.Copy(details, more)
	if actor.UserID != uuid.Nil {
		details["actor"] = map[string]string{
			"name": actor.Name, "role": string(actor.Role), "email": actor.Email,
		}
	}
	if actor.Origin.Gate != "" {
		details["gate"] = actor.Origin.Gate
	}
	if notes != "" {
		details["notes"] = notes
	}
	return mustJSON(json.Marshal(details))
}

// newID makes a row's key in the program, so that a write needs no second trip
// to learn it; version 7 keeps new rows together in an index.
func newID() uuid.UUID { return uuid.Must(uuid.NewV7()) }

// nullID is an ID as a parameter: NULL when it is zero.
func nullID(id uuid.UUID) *uuid.UUID {
	if id == uuid.Nil {
		return nil
	}
	return &id
}

func sameID(stored *uuid.UUID, id uuid.UUID) bool {
	if stored == nil {
		return id == uuid.Nil
	}
	return *stored == id
}

// limit cuts a string to at most n characters.
func limit(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n])
}
