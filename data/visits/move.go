package visits

import (
	"context"
	"maps"
	"time"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// move is a change of one visit's row under rules.
type move struct {
	action  action.Action
	may     role.Permission
	id      uuid.UUID
	payload any
	// rules are on the row v.
	rules register.Rules[Visit]
	// set is the list of assignments; empty where the row stays as it is.
	set     string
	args    pgx.NamedArgs
	notes   string
	details map[string]any
	// hold serialises what lets one phone or vehicle in.
	hold string
	// bad complains of what was typed, to whoever may make the change.
	bad error
	// approved says that the visit may be approved afterwards.
	approved bool
}

// moveVisit locks the visit, changes it if the rules hold, and audits the change.
func (s *Store) moveVisit(ctx context.Context, actor role.Actor, intent uuid.UUID, m move) (Visit, error) {
	allowed, err := actor.Permit(m.may)
	if err != nil {
		return Visit{}, err
	}
	if m.bad != nil {
		return Visit{}, m.bad
	}
	rules := append(register.Rules[Visit]{{Holds: homes.StillTheirs(allowed, `v.unit_id`), Of: func(v Visit) error {
		return fault.Refuse("You do not live in %s any more; what was there can be read, not changed.", v.Unit)
	}}}, m.rules...)
	args := pgx.NamedArgs{"id": m.id}
	maps.Copy(args, m.args)
	row := plainRow
	if m.approved {
		row = visitRow
	}
	return register.Run[Visit](ctx, s.reg, actor, register.Write{
		Intent: intent, Action: m.action, Resource: "visitor_logs", Hold: m.hold,
		Payload: []any{m.id, m.payload}, Notes: m.notes, Details: m.details, Args: args,
		Change: row.Move(`v.id = @id AND `+Scope(allowed), rules.Broken(), m.set),
		Refuse: rules.RefuseOf(func(ctx context.Context, d connect.DB) (Visit, error) {
			return changeable(visitByID(ctx, d, actor, allowed, m.id))
		}),
	})
}

// Approve records that a resident, or the desk, lets an awaited visitor in. A
// lapsed approval can be given again. Of who is barred a resident is told so (ErrBarred).
func (s *Store) Approve(ctx context.Context, actor role.Actor, intent, id uuid.UUID, a Approval) (Visit, error) {
	if actor.Role == role.Resident {
		a = Approval{Channel: ByResident, By: &actor.UserID}
	}
	bad := fault.Fields{}
	if !a.Channel.valid() || a.Channel == NoApproval {
		bad.Add("channel", "How did the approval come?")
	}
	args := s.typedArgs(Text{}, pgx.NamedArgs{"by": a.By})
	barred := s.notBarred(actor, Insist{}, barOfV(), args)
	// The desk passes a word on; who is barred is refused where they would come in, and an
	// admin may override that there.
	barred.Sure = actor.Role != role.Resident
	return s.moveVisit(ctx, actor, intent, move{
		action: action.VisitorApproved, may: role.ApproveVisits, id: id, approved: true, payload: a, details: a.Details(), bad: bad.Alone(),
		rules: register.Rules[Visit]{
			{Holds: `v.status = 'pending' OR ` + lapse() + ` <> ''`, Ask: alreadyMoved},
			a.wordIsTheirs(`v.unit_id`),
			barred,
		},
		set:  `status = 'approved', approved_at = now(), approved_by_user_id = @by`,
		args: args,
	})
}

// Deny turns an awaited or approved visitor away; the reason is audited.
func (s *Store) Deny(ctx context.Context, actor role.Actor, intent, id uuid.UUID, reason string) (Visit, error) {
	bad := fault.Fields{}
	if reason = value.Clean(reason); reason == "" {
		bad.Add("reason", "Why? The reason stays in the register.")
	}
	return s.moveVisit(ctx, actor, intent, move{
		action: action.VisitorDenied, may: role.ApproveVisits, id: id, payload: reason, notes: value.Limit(reason, 500), bad: bad.Alone(),
		rules: register.Rules[Visit]{{Holds: `v.status IN ('pending', 'approved')`, Ask: alreadyMoved}},
		set:   `status = 'denied'`,
	})
}

// Withdraw takes an announcement back before its visitor comes; the reason is audited
// and may be empty. Who stands at the gate is denied instead.
func (s *Store) Withdraw(ctx context.Context, actor role.Actor, intent, id uuid.UUID, reason string) (Visit, error) {
	reason = value.Limit(value.Clean(reason), 500)
	return s.moveVisit(ctx, actor, intent, move{
		action: action.VisitorWithdrawn, may: role.ApproveVisits, id: id, payload: reason, notes: reason,
		rules: register.Rules[Visit]{
			{Holds: `v.status = 'approved'`, Ask: alreadyMoved},
			{Holds: `v.security_guard_id IS NULL`, Of: func(v Visit) error {
				return fault.Refuse("%s stands at the gate; say no to them there.", v.Name)
			}},
		},
		set: `status = 'denied', withdrawn_at = now(), withdrawn_by = @actor::uuid`,
	})
}

// Entry is what a guard says of a visitor who is let in.
type Entry struct {
	Insist
	// Phone is noted for a visitor who was announced without one, which is no
	// correction of who was announced; otherwise it is left out of account.
	Phone string `json:"phone"`
	// OddPhone is that of Draft.
	OddPhone bool `json:"odd_phone"`
}

// CheckIn lets an approved visitor in at the actor's gate; visit is what the guard
// was shown. The approval is looked at again in the same statement. Refused: it
// lapsed (ErrLapsed), somebody corrected meanwhile who comes, to which unit or how
// many, who comes is barred (ErrBarred), or the guard has to insist: the phone or the
// vehicle is inside already (ErrDuplicateInside, ErrVehicleInside).
func (s *Store) CheckIn(ctx context.Context, actor role.Actor, intent uuid.UUID, visit Visit, how Entry) (Visit, error) {
	bad := fault.Fields{}
	how.Phone = value.Clean(how.Phone)
	checkPhone(how.Phone, how.OddPhone, s.settings.Region(), bad)
	checkOverride(&how.Insist, bad)
	args := s.typedArgs(Text{Phone: how.Phone}, pgx.NamedArgs{
		"phone": value.Tidy(how.Phone),
		"gate":  value.Tidy(value.Limit(actor.Origin.Gate, 50)), "version": visit.Version,
		"shown_name": visit.Name, "shown_phone": visit.Phone, "shown_unit": visit.UnitID, "shown_party": visit.PartySize,
	})
	return s.moveVisit(ctx, actor, intent, move{
		action: action.VisitorCheckedIn, may: role.LogVisits, id: visit.ID, payload: how, hold: holdEntry(), bad: bad.Err(),
		details: how.Insist.overridden(nil),
		rules: register.Rules[Visit]{
			{Holds: `v.status = 'approved'`, Ask: alreadyMoved},
			{Holds: lapse() + ` = ''`, Of: Visit.lapsed},
			{Holds: asShown, Of: func(v Visit) error {
				return fault.Refuse("%s was corrected meanwhile; look again, then check in.", v.Name)
			}},
			{Sure: how.Insist.Phone, Holds: `NOT EXISTS (` + inside(phoneOfEntry()) + `)`, Ask: phoneIsInside(phoneOfEntry(), args)},
			how.vehicleAsked(args),
			s.notBarred(actor, how.Insist, barOfEntry(), args),
		},
		set: `status = 'checked_in', check_in_time = now(), entry_gate = coalesce(@gate, v.entry_gate),
			security_guard_id = @actor, visitor_phone = coalesce(nullif(v.visitor_phone, ''), @phone::text)`,
		args: args,
	})
}

// vehicleAsked is the rule that the vehicle of a visit v that comes in is not inside
// already, unless the guard insists.
func (i Insist) vehicleAsked(args pgx.NamedArgs) register.Rule[Visit] {
	return register.Rule[Visit]{
		Sure:  i.Plate,
		Holds: `NOT EXISTS (` + inside(vehicleOfV()) + `)`,
		Ask: func(ctx context.Context, d connect.DB, now Visit) error {
			return vehicleIsInside(vehicleOfV(), now.Plate, args)(ctx, d, now)
		},
	}
}

// asShown is the condition that a visit v is as the person was shown it, or differs in
// nothing that says who comes, to which unit and how many: a yes is meant for what
// the question named. A caller that was shown nothing gives no version.
const asShown = `(@version = '' OR v.xmin::text = @version OR v.unit_id IS NOT DISTINCT FROM @shown_unit::uuid
	AND v.visitor_name = @shown_name AND coalesce(v.visitor_phone, '') = @shown_phone AND v.party_size <= @shown_party::int)`

// CheckOut records that a visitor left, at the actor's gate.
func (s *Store) CheckOut(ctx context.Context, actor role.Actor, intent, id uuid.UUID) (Visit, error) {
	return s.moveVisit(ctx, actor, intent, move{
		action: action.VisitorCheckedOut, may: role.LogVisits, id: id,
		rules: register.Rules[Visit]{{Holds: IsInside, Ask: alreadyMoved}},
		set:   `status = 'checked_out', check_out_time = now(), exit_gate = @gate`,
		args:  pgx.NamedArgs{"gate": value.Tidy(value.Limit(actor.Origin.Gate, 50))},
	})
}

// UndoCheckOut takes a wrong check-out back within ten minutes, unless the
// phone is inside again on a visit of its own. Where the vehicle is, the guard has to
// insist (ErrVehicleInside).
func (s *Store) UndoCheckOut(ctx context.Context, actor role.Actor, intent, id uuid.UUID, insist Insist) (Visit, error) {
	args := s.typedArgs(Text{}, pgx.NamedArgs{"window": undoWindow})
	return s.moveVisit(ctx, actor, intent, move{
		action: action.VisitorCheckOutUndone, may: role.LogVisits, id: id, payload: insist, hold: holdRow(),
		rules: register.Rules[Visit]{
			{Holds: `v.status = 'checked_out'`, Ask: alreadyMoved},
			{Holds: `v.check_out_time > now() - @window::interval`, Of: func(v Visit) error {
				return fault.Refuse("%s was checked out more than ten minutes ago; check in anew.", v.Name)
			}},
			{Holds: `NOT EXISTS (` + inside(phoneOfV()) + `)`, Of: func(v Visit) error {
				return fault.Refuse("%s was checked in anew meanwhile; there is nothing to take back.", v.Name)
			}},
			insist.vehicleAsked(args),
		},
		set:  `status = 'checked_in', check_out_time = NULL, exit_gate = NULL, presumed_left = false`,
		args: args,
	})
}

// PresumeLeft closes a forgotten visit of someone inside longer than the
// overstay setting; it is told apart from a real exit. Staff and admins only.
func (s *Store) PresumeLeft(ctx context.Context, actor role.Actor, intent, id uuid.UUID, note string) (Visit, error) {
	return s.moveVisit(ctx, actor, intent, move{
		action: action.VisitorPresumedLeft, may: role.PresumeLeft, id: id, payload: value.Clean(note), notes: value.Limit(value.Clean(note), 500),
		rules: register.Rules[Visit]{
			{Holds: IsInside, Ask: alreadyMoved},
			{Holds: VisitAt + ` < now() - ` + OverstaySQL, Of: func(v Visit) error {
				return fault.Refuse("%s has not overstayed yet; check out as usual.", v.Name)
			}},
		},
		set: `status = 'checked_out', check_out_time = now(), presumed_left = true`,
	})
}

// alreadyMoved says who moved a visit first, and when.
func alreadyMoved(ctx context.Context, d connect.DB, v Visit) error {
	last, err := visitRow.LastChange(ctx, d, v.ID, "status")
	if err != nil {
		return err
	}
	switch {
	case last.Who == "":
		return fault.Already(v.byAnother(), v.Name, v.lastMoved())
	case v.Status == Pending && v.AskedAt != nil:
		return fault.Refuse("%s was corrected by %s at %s and waits for a new approval.", v.Name, last.Who, last.At)
	}
	return fault.Already(v.bySomeone(), v.Name, last.Who, last.At)
}

// lastMoved is the time of the visit's own latest step.
func (v Visit) lastMoved() time.Time {
	if v.Withdrawn() {
		return *v.WithdrawnAt
	}
	for _, at := range []*time.Time{v.CheckOutTime, v.CheckInTime, v.ApprovedAt} {
		if at != nil {
			return *at
		}
	}
	return v.WaitsSince()
}

// WaitsSince is since when a pending visit waits for its approval: since it was
// logged, or since an approval was taken back.
func (v Visit) WaitsSince() time.Time {
	if v.AskedAt != nil {
		return *v.AskedAt
	}
	return v.CreatedAt
}

// bySomeone is the refusal's sentence: visitor, person, time.
func (v Visit) bySomeone() string {
	switch v.Status {
	case Pending:
		return "%s still waits for approval, logged by %s at %s."
	case Approved:
		return "%s was approved already by %s at %s."
	case CheckedIn:
		return "%s was checked in already by %s at %s."
	case CheckedOut:
		return "%s was checked out already by %s at %s."
	case Denied:
		if v.Withdrawn() {
			return "%s was withdrawn by %s at %s."
		}
		return "%s was denied entry by %s at %s."
	}
	return "%s was changed by %s at %s."
}

// byAnother is the sentence where no audit row names a person: visitor, time.
func (v Visit) byAnother() string {
	switch v.Status {
	case Pending:
		return "%s still waits for approval, since %s."
	case Approved:
		return "%s was approved already at %s."
	case CheckedIn:
		return "%s was checked in already at %s."
	case CheckedOut:
		return "%s was checked out already at %s."
	case Denied:
		if v.Withdrawn() {
			return "%s was withdrawn at %s."
		}
		return "%s was denied entry at %s."
	}
	return "%s was changed at %s."
}
