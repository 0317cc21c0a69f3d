package screentest

import (
	"context"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/trail"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"
)

// AtGate returns who stands at the actor's gate, and who is held besides.
func (r Visits) AtGate(ctx context.Context, actor role.Actor, held uuid.UUID) ([]visits.Standing, error) {
	return read(ctx, r.s, actor, "Visits.AtGate", func() ([]visits.Standing, error) {
		if !actor.May(role.LogVisits) {
			return nil, forbidden()
		}
		found := []visits.Standing{}
		for _, v := range r.all(actor, visits.History) {
			if row, there := r.standing(v, actor.Origin.Gate); there || v.ID == held {
				found = append(found, row)
			}
		}
		visits.InStripOrder(found)
		return found, nil
	})
}

// standing is a visit as the strip of a gate has it, and whether it stands there.
func (r Visits) standing(v visits.Visit, gate string) (row visits.Standing, there bool) {
	row = visits.Standing{Visit: v}
	var no *trail.Row
	at := ""
	for _, did := range r.s.history(v.ID) {
		if did.Gate != "" {
			at = did.Gate
		}
		_, channel := fieldOf(did, "approval")
		switch {
		case did.Action == action.VisitorDenialTold:
			row.Told = true
		case v.Status == visits.Pending:
		case did.Action == action.VisitorApproved, did.Action == action.VisitorDenied, did.Action == action.VisitorCorrected && channel != "":
			row.WordBy, row.WordAt, row.Channel, row.Note = did.Who, &did.At, visits.Channel(channel), did.Notes
			if no = nil; did.Action == action.VisitorDenied {
				no = &did
			}
		}
	}
	if v.UnitID != nil && (v.Status == visits.Pending || v.Status == visits.Approved) {
		row.Ring, row.RingPhone = r.s.rung(*v.UnitID)
	}
	here := gate == "" || at == "" || at == gate
	if v.Status != visits.Denied {
		return row, here && v.Stands(r.s.Clock())
	}
	passed := no != nil && (no.Gate == "" || no.Role == string(role.Resident)) && (v.GuardID == nil || no.UserID == nil || *no.UserID != *v.GuardID)
	stood := v.WithdrawnAt == nil && (v.GuardID != nil || v.ApprovedAt == nil) && !v.Late
	return row, here && passed && stood && row.There(r.s.Clock())
}

// rung is whom one rings in a unit first, and their phone as it is shown.
func (s *Society) rung(unit uuid.UUID) (name, phone string) {
	all := s.residents(unit)
	if len(all) == 0 {
		return "", ""
	}
	return all[0].Name, all[0].Phone
}

// TellDenied records that who was refused was told so.
func (r Visits) TellDenied(ctx context.Context, actor role.Actor, key, id uuid.UUID) (visits.Visit, error) {
	return r.move(ctx, "Visits.TellDenied", actor, key, id, action.VisitorDenialTold, []visits.Status{visits.Denied}, func(v visits.Visit) error {
		if !actor.May(role.LogVisits) {
			return forbidden()
		}
		for _, did := range r.s.history(id) {
			if did.Action == action.VisitorDenialTold {
				return Refusal("%s was told so already by %s at %s.", v.Name, did.Who, did.At)
			}
		}
		return nil
	}, func(*visits.Visit) (string, change) { return "", nil })
}
