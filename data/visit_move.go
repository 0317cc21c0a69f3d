package data

import (
	"context"
	"maps"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// move is a change of one visit's row under a condition; what it refuses it
// explains by who moved the visit first.
type move struct {
	action  Action
	may     permission
	id      uuid.UUID
	payload any
	// allowed is the condition on the row v as it stands under its lock.
	allowed string
	// set is the list of assignments.
	set     string
	args    pgx.NamedArgs
	notes   string
	details map[string]any
	// phone serialises check-ins of one phone.
	lock string
	// refusal explains a visit that stands but may not be moved so; nil for
	// the usual sentence.
	refusal func(Visit) error
}

// moveVisit locks the visit, changes it if allowed, and audits the change.
func (s *Store) moveVisit(ctx context.Context, actor Actor, intent uuid.UUID, m move) (Visit, error) {
	allowed, err := actor.may(m.may)
	if err != nil {
		return Visit{}, err
	}
	args := pgx.NamedArgs{"id": m.id}
	maps.Copy(args, m.args)
	return run[Visit](ctx, s, actor, write{
		intent: intent, action: m.action, resource: "visitor_logs", lock: m.lock,
		payload: []any{m.id, m.payload}, notes: m.notes, details: m.details, args: args,
		change: `
			held AS (
				SELECT v.id, ` + visitSnapshot + ` AS before, (` + m.allowed + `) AS allowed
				FROM visitor_logs v WHERE v.id = @id AND ` + scopeVisits(allowed) + ` FOR UPDATE
			),
			updated AS (
				UPDATE visitor_logs v SET ` + m.set + ` FROM held
				WHERE v.id = held.id AND held.allowed AND EXISTS (SELECT FROM actor)
				RETURNING held.before, ` + visitReturning + `
			),
			change AS (
				SELECT v.id, v.before, ` + visitSnapshot + ` AS after,
					(SELECT to_jsonb(r) FROM (SELECT ` + visitColumns + `) r) AS result
				FROM updated v` + visitJoins + `
			)`,
		explain: func(ctx context.Context, d db) error {
			visit, err := visitByID(ctx, d, actor, allowed, m.id)
			if err != nil {
				return err
			}
			if m.refusal != nil {
				if err := m.refusal(visit); err != nil {
					return err
				}
			}
			return alreadyMoved(ctx, d, visit)
		},
	})
}

// Approve records that a resident, or the desk, lets an awaited visitor in. A
// lapsed approval can be given again.
func (s *Store) Approve(ctx context.Context, actor Actor, intent, id uuid.UUID, a Approval) (Visit, error) {
	if actor.Role == RoleResident {
		a = Approval{Channel: ByResident, By: &actor.UserID}
	}
	if !a.Channel.valid() || a.Channel == NoApproval {
		return Visit{}, invalid("channel", "How did the approval come?")
	}
	return s.moveVisit(ctx, actor, intent, move{
		action: VisitorApproved, may: approveVisits, id: id, payload: a, details: a.details(),
		allowed: `(v.status = 'pending' OR ` + lapse + ` <> '')
			AND (@by::uuid IS NULL OR ` + mayGiveWord + `)`,
		set:  `status = 'approved', approved_at = now(), approved_by_user_id = @by`,
		args: pgx.NamedArgs{"by": a.By},
		refusal: func(v Visit) error {
			if a.By != nil && (v.Status == VisitPending || v.Lapsed) {
				return notTheirWord()
			}
			return nil
		},
	})
}

// Deny turns an awaited or approved visitor away; the reason is audited.
func (s *Store) Deny(ctx context.Context, actor Actor, intent, id uuid.UUID, reason string) (Visit, error) {
	if reason = Clean(reason); reason == "" {
		return Visit{}, invalid("reason", "Why? The reason stays in the register.")
	}
	return s.moveVisit(ctx, actor, intent, move{
		action: VisitorDenied, may: approveVisits, id: id, payload: reason, notes: limit(reason, 500),
		allowed: `v.status IN ('pending', 'approved')`,
		set:     `status = 'denied'`,
	})
}

// CheckIn lets an approved visitor in at a gate, as visit shows them. The word that
// approved is looked at again in the same statement. Refused: the approval lapsed
// (ErrLapsed), another corrected meanwhile who it is, for which unit or how many, or
// the phone is inside already and second is not set (ErrDuplicateInside).
func (s *Store) CheckIn(ctx context.Context, actor Actor, intent uuid.UUID, visit Visit, second bool) (Visit, error) {
	m := move{
		action: VisitorCheckedIn, may: logVisits, id: visit.ID, payload: second,
		allowed: `v.status = 'approved' AND ` + lapse + ` = '' AND ` + asShown + ` AND (@second OR NOT EXISTS (
			` + openVisitOfSame() + `))`,
		set: `status = 'checked_in', check_in_time = now(), entry_gate = coalesce(@gate, v.entry_gate),
			security_guard_id = @actor`,
		args: phoneArgs(pgx.NamedArgs{
			"gate": tidy(limit(actor.Origin.Gate, 50)), "second": second, "version": visit.Version,
			"shown_name": visit.Name, "shown_phone": visit.Phone, "shown_unit": visit.UnitID, "shown_party": visit.PartySize,
		}, visit.Phone, s.region()),
		refusal: func(v Visit) error {
			switch {
			case v.Lapsed:
				return v.lapsed()
			case v.Status == VisitApproved && v.otherThan(visit):
				return refused("%s was corrected meanwhile; look again, then check in.", v.Name)
			case v.Status == VisitApproved:
				return duplicateInside()
			}
			return nil
		},
	}
	if number := PhoneNumber(visit.Phone, s.region()); number != "" {
		m.lock = "visit:" + number
	}
	return s.moveVisit(ctx, actor, intent, m)
}

// asShown is true of a visit v that is the one a person was shown, or differs from it
// in nothing that says who comes, to which unit and how many. Who says yes to a
// question says it of what the question named. A caller that was shown nothing gives
// no version.
const asShown = `(@version = '' OR v.xmin::text = @version OR v.unit_id IS NOT DISTINCT FROM @shown_unit::uuid
	AND v.visitor_name = @shown_name AND coalesce(v.visitor_phone, '') = @shown_phone AND v.party_size <= @shown_party::int)`

// otherThan is the opposite of asShown.
func (v Visit) otherThan(shown Visit) bool {
	if shown.Version == "" || v.Version == shown.Version {
		return false
	}
	unit := uuid.Nil
	if shown.UnitID != nil {
		unit = *shown.UnitID
	}
	return !sameID(v.UnitID, unit) || v.Name != shown.Name || v.Phone != shown.Phone || v.PartySize > shown.PartySize
}

// openVisitOfSame is an open visit o of the phone that a visit v has, however either
// is written; phoneArgs has its arguments.
func openVisitOfSame() string {
	return `SELECT FROM visitor_logs o WHERE ` + samePhones(`o.visitor_phone`, `v.visitor_phone`) + `
		AND coalesce(o.status, 'checked_in') = 'checked_in'`
}

// CheckOut records that a visitor left, at the actor's gate.
func (s *Store) CheckOut(ctx context.Context, actor Actor, intent, id uuid.UUID) (Visit, error) {
	return s.moveVisit(ctx, actor, intent, move{
		action: VisitorCheckedOut, may: logVisits, id: id,
		allowed: `coalesce(v.status, 'checked_in') = 'checked_in'`,
		set:     `status = 'checked_out', check_out_time = now(), exit_gate = @gate`,
		args:    pgx.NamedArgs{"gate": tidy(limit(actor.Origin.Gate, 50))},
	})
}

// UndoCheckOut takes a wrong check-out back within ten minutes, unless the
// phone is inside again on a visit of its own.
func (s *Store) UndoCheckOut(ctx context.Context, actor Actor, intent, id uuid.UUID) (Visit, error) {
	return s.moveVisit(ctx, actor, intent, move{
		action: VisitorCheckOutUndone, may: logVisits, id: id,
		allowed: `v.status = 'checked_out' AND v.check_out_time > now() - @window::interval
			AND NOT EXISTS (` + openVisitOfSame() + `)`,
		set:  `status = 'checked_in', check_out_time = NULL, exit_gate = NULL, presumed_left = false`,
		args: phoneArgs(pgx.NamedArgs{"window": undoWindow}, "", s.region()),
		refusal: func(v Visit) error {
			switch {
			case v.Status != VisitCheckedOut:
				return nil
			case v.CheckOutTime != nil && time.Since(*v.CheckOutTime) < undoWindow:
				return refused("%s was checked in anew meanwhile; there is nothing to take back.", v.Name)
			}
			return refused("%s was checked out more than ten minutes ago; check in anew.", v.Name)
		},
	})
}

// PresumeLeft closes a forgotten visit of someone inside longer than the
// overstay setting; it is told apart from a real exit. Staff and admins only.
func (s *Store) PresumeLeft(ctx context.Context, actor Actor, intent, id uuid.UUID, note string) (Visit, error) {
	return s.moveVisit(ctx, actor, intent, move{
		action: VisitorPresumedLeft, may: presumeLeft, id: id, payload: Clean(note), notes: limit(Clean(note), 500),
		allowed: `coalesce(v.status, 'checked_in') = 'checked_in'
			AND coalesce(v.check_in_time, v.created_at) < now() - ` + overstaySQL,
		set: `status = 'checked_out', check_out_time = now(), presumed_left = true`,
		refusal: func(v Visit) error {
			if v.Status == VisitCheckedIn {
				return refused("%s is not over the time yet; check out as usual.", v.Name)
			}
			return nil
		},
	})
}

// alreadyMoved says who moved a visit first, and when.
func alreadyMoved(ctx context.Context, d db, v Visit) error {
	last, err := list[struct {
		Who string
		At  time.Time
	}](ctx, d, `
		SELECT coalesce(l.details #>> '{actor,name}', u.full_name, '') AS who, l.created_at AS at
		FROM audit_logs l LEFT JOIN users u ON u.id = l.user_id
		WHERE l.resource_type = 'visitor_logs' AND l.resource_id = @id
		  AND l.details #>> '{after,status}' = @status
		ORDER BY l.created_at DESC, l.id DESC LIMIT 1`, pgx.NamedArgs{"id": v.ID, "status": string(v.Status)})
	if err != nil {
		return err
	}
	switch {
	case len(last) == 0 || last[0].Who == "":
		return refused(v.Status.byAnother(), v.Name, v.lastMoved())
	case v.Status == VisitPending && v.AskedAt != nil:
		return refused("%s was corrected by %s at %s and waits for a new approval.", v.Name, Clean(last[0].Who), last[0].At)
	}
	return refused(v.Status.bySomeone(), v.Name, Clean(last[0].Who), last[0].At)
}

// lastMoved is the time of the visit's own latest step.
func (v Visit) lastMoved() time.Time {
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
func (s VisitStatus) bySomeone() string {
	switch s {
	case VisitPending:
		return "%s still waits for approval, logged by %s at %s."
	case VisitApproved:
		return "%s was approved already by %s at %s."
	case VisitCheckedIn:
		return "%s was checked in already by %s at %s."
	case VisitCheckedOut:
		return "%s was checked out already by %s at %s."
	case VisitDenied:
		return "%s was denied entry by %s at %s."
	}
	return "%s was changed by %s at %s."
}

// byAnother is the sentence where no audit row names a person: visitor, time.
func (s VisitStatus) byAnother() string {
	switch s {
	case VisitPending:
		return "%s still waits for approval, since %s."
	case VisitApproved:
		return "%s was approved already at %s."
	case VisitCheckedIn:
		return "%s was checked in already at %s."
	case VisitCheckedOut:
		return "%s was checked out already at %s."
	case VisitDenied:
		return "%s was denied entry at %s."
	}
	return "%s was changed at %s."
}
