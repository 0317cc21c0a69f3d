package register

import (
	"encoding/json"
	"maps"

	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
)

// AuditDetails is the part of audit_logs.details that is known before the
// change is made: who acted as they were then, notes, and what the action itself
// has to say. before and after are added by the database.
func AuditDetails(actor role.Actor, notes string, more map[string]any) []byte {
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
	if actor.Origin.Operator != "" {
		details["operator"] = value.Limit(value.Clean(actor.Origin.Operator), 200)
	}
	if actor.Origin.Identity != "" {
		details["identity"] = value.Limit(value.Clean(actor.Origin.Identity), 200)
	}
	if notes != "" {
		details["notes"] = notes
	}
	return value.MustJSON(json.Marshal(details))
}
