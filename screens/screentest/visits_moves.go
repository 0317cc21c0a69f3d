package screentest

import (
	"context"
	"slices"
	"time"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data"
)

// LogVisit puts a new visit into the register.
func (r Visits) LogVisit(ctx context.Context, actor role.Actor, key uuid.UUID, as data.VisitStatus, n data.NewVisit) (data.Visit, error) {
	return write(ctx, r.s, actor, "Visits.LogVisit", key, func() (data.Visit, error) {
		typed, now := n, r.s.Clock()
		if as != data.VisitApproved && !actor.May(role.LogVisits) {
			return data.Visit{}, forbidden()
		}
		if as == data.VisitApproved && actor.Role == role.Resident {
			n.Approval = data.Approval{Channel: data.ByResident, By: &actor.UserID}
		}
		if err := r.check(&n); err != nil {
			return data.Visit{}, err
		}
		unit := r.s.Units.by(n.UnitID)
		switch {
		case as == data.VisitApproved && n.Approval.Channel == data.NoApproval:
			return data.Visit{}, Complaint("approval", "How did the approval come?")
		case unit == nil || !r.s.may(actor, &n.UnitID):
			return data.Visit{}, noSuchUnit()
		case n.Approval.By != nil && !r.mayGive(*n.Approval.By, n.UnitID):
			return data.Visit{}, notTheirWord()
		case as == data.VisitCheckedIn && n.Approval.Channel == data.NoApproval && r.required():
			return data.Visit{}, approvalNeeded()
		case as == data.VisitCheckedIn && !n.SecondVisit && r.inside(n.Phone, uuid.Nil):
			return data.Visit{}, duplicate()
		}
		v := data.Visit{
			UnitID: &n.UnitID, Unit: unit.Label, Name: n.Name, Phone: n.Phone, Purpose: n.Purpose, Plate: n.Plate, Status: as,
			CreatedAt: now, ExpectedArrival: n.ExpectedArrival, PartySize: n.PartySize,
			ApproverID: n.Approval.By, Approver: r.s.nameOf(n.Approval.By),
		}
		if actor.Role != role.Resident {
			v.GuardID, v.Guard = &actor.UserID, actor.Name
		}
		did := action.VisitorAnnounced
		switch as {
		case data.VisitCheckedIn:
			did, v.CheckInTime, v.EntryGate = action.VisitorCheckedIn, &now, n.Gate
		case data.VisitApproved:
			did = action.VisitorPreApproved
		case data.VisitDenied:
			did = action.VisitorDenied
		}
		if n.Approval.Channel != data.NoApproval {
			v.ApprovedAt = &now
		}
		row := r.s.Visits.put(v)
		r.s.sent(typed)
		r.s.told(actor, did, "visitor_logs", row.ID, row.Name, n.Note, change{"status": {"", string(as)}, "approval": {"", string(n.Approval.Channel)}})
		return r.as(*row), nil
	})
}

// check is what the register says of what was typed, which it tidies.
func (r Visits) check(n *data.NewVisit) error {
	bad := map[string]error{}
	n.Name, n.Phone, n.Plate = value.Clean(n.Name), value.Clean(n.Phone), value.Clean(n.Plate)
	n.Purpose, n.Note, n.PartySize = value.Clean(n.Purpose), value.Clean(n.Note), max(1, n.PartySize)
	if n.Name == "" {
		bad["name"] = invalid("Who is it? A visit needs a name.")
	}
	if _, ok := value.E164(n.Phone, r.s.country()); n.Phone != "" && !ok {
		bad["phone"] = invalid("This is not a phone number; leave it empty if there is none.")
	}
	if n.UnitID == uuid.Nil {
		bad["unit"] = invalid("Which unit? Type its number, such as A-101.")
	}
	return complaints(bad)
}

func noSuchUnit() error { return Complaint("unit", "There is no such unit any more.") }

func notTheirWord() error {
	return Complaint("by", "Nobody of that name may approve for this unit now; name somebody else, or nobody.")
}

func approvalNeeded() error {
	return Complaint("approval", "A resident has to approve first: by phone, intercom or in person.")
}

func duplicate() error {
	no := Refusal("Someone with this phone is inside already.")
	no.Cause = data.ErrDuplicateInside
	return no
}

func (r Visits) required() bool { return data.RequireApproval().In(r.s.settings()) }

// mayGive reports whether somebody can be named as whose word it was.
func (r Visits) mayGive(who, unit uuid.UUID) bool {
	a := r.s.Accounts.by(who)
	return a != nil && a.Status == accounts.Active && r.s.livesIn(who, unit)
}

// inside reports whether a phone has an open visit beside that one.
func (r Visits) inside(phone string, but uuid.UUID) bool {
	return slices.ContainsFunc(r.s.Visits.rows, func(v *data.Visit) bool {
		return v.Status == data.VisitCheckedIn && v.ID != but && value.SamePhone(v.Phone, phone, r.s.country())
	})
}

// move changes one visit, or refuses: first by what may says of it, then by who
// moved it before.
func (r Visits) move(ctx context.Context, call string, actor role.Actor, key, id uuid.UUID, did action.Action, from []data.VisitStatus, may func(data.Visit) error, edit func(*data.Visit) (string, change)) (data.Visit, error) {
	return write(ctx, r.s, actor, call, key, func() (data.Visit, error) {
		row := r.s.Visits.by(id)
		if row == nil || !r.s.may(actor, row.UnitID) {
			return data.Visit{}, gone()
		}
		v := r.as(*row)
		if may != nil {
			if err := may(v); err != nil {
				return data.Visit{}, err
			}
		}
		if !slices.Contains(from, v.Status) {
			return data.Visit{}, r.moved(v)
		}
		note, changed := edit(row)
		if changed == nil {
			changed = change{}
		}
		changed["status"] = [2]string{string(v.Status), string(row.Status)}
		r.s.Visits.changed(row)
		r.s.told(actor, did, "visitor_logs", id, row.Name, note, changed)
		return r.as(*row), nil
	})
}

// moved says who moved a visit first, and when.
func (r Visits) moved(v data.Visit) error {
	for _, last := range slices.Backward(r.s.history(v.ID)) {
		if _, status := fieldOf(last, "status"); status != string(v.Status) && last.Action != "" {
			continue
		}
		if v.Status == data.VisitPending && v.AskedAt != nil {
			return Refusal("%s was corrected by %s at %s and waits for a new approval.", v.Name, last.Who, last.At)
		}
		return Refusal(map[data.VisitStatus]string{
			data.VisitPending:    "%s still waits for approval, logged by %s at %s.",
			data.VisitApproved:   "%s was approved already by %s at %s.",
			data.VisitCheckedIn:  "%s was checked in already by %s at %s.",
			data.VisitCheckedOut: "%s was checked out already by %s at %s.",
			data.VisitDenied:     "%s was denied entry by %s at %s.",
		}[v.Status], v.Name, last.Who, last.At)
	}
	panic("nobody moved " + v.Name)
}

// Approve records that a resident, or the desk, lets an awaited visitor in.
func (r Visits) Approve(ctx context.Context, actor role.Actor, key, id uuid.UUID, a data.Approval) (data.Visit, error) {
	typed := a
	if actor.Role == role.Resident {
		a = data.Approval{Channel: data.ByResident, By: &actor.UserID}
	}
	return r.move(ctx, "Visits.Approve", actor, key, id, action.VisitorApproved, []data.VisitStatus{data.VisitPending, data.VisitApproved}, func(v data.Visit) error {
		switch {
		case v.Status == data.VisitApproved && !v.Lapsed:
			return r.moved(v)
		case v.Status.Open() && a.By != nil && !r.mayGive(*a.By, *v.UnitID):
			return notTheirWord()
		}
		return nil
	}, func(v *data.Visit) (string, change) {
		r.s.sent(typed)
		v.Status, v.ApprovedAt, v.ApproverID, v.Approver = data.VisitApproved, at(r.s.Clock()), a.By, r.s.nameOf(a.By)
		return "", change{"approval": {"", string(a.Channel)}}
	})
}

// Deny turns an awaited or approved visitor away.
func (r Visits) Deny(ctx context.Context, actor role.Actor, key, id uuid.UUID, reason string) (data.Visit, error) {
	return r.move(ctx, "Visits.Deny", actor, key, id, action.VisitorDenied, []data.VisitStatus{data.VisitPending, data.VisitApproved}, func(data.Visit) error {
		if value.Clean(reason) == "" {
			return Complaint("reason", "Why? The reason stays in the register.")
		}
		return nil
	}, func(v *data.Visit) (string, change) {
		v.Status = data.VisitDenied
		return reason, nil
	})
}

// CheckIn lets an approved visitor in, as visit shows them.
func (r Visits) CheckIn(ctx context.Context, actor role.Actor, key uuid.UUID, shown data.Visit, second bool) (data.Visit, error) {
	return r.move(ctx, "Visits.CheckIn", actor, key, shown.ID, action.VisitorCheckedIn, []data.VisitStatus{data.VisitApproved}, func(v data.Visit) error {
		switch same := v.Version == shown.Version || shown.Version == "" ||
			*v.UnitID == *shown.UnitID && v.Name == shown.Name && v.Phone == shown.Phone && v.PartySize <= shown.PartySize; {
		case v.Status != data.VisitApproved:
			return nil
		case v.Lapsed:
			format, args := v.WhyLapsed()
			no := Refusal(format, args...)
			no.Cause = data.ErrLapsed
			return no
		case !same:
			return Refusal("%s was corrected meanwhile; look again, then check in.", v.Name)
		case !second && r.inside(v.Phone, v.ID):
			return duplicate()
		}
		return nil
	}, func(v *data.Visit) (string, change) {
		v.Status, v.CheckInTime, v.GuardID, v.Guard = data.VisitCheckedIn, at(r.s.Clock()), &actor.UserID, actor.Name
		if actor.Origin.Gate != "" {
			v.EntryGate = actor.Origin.Gate
		}
		return "", nil
	})
}

// CheckOut records that a visitor left.
func (r Visits) CheckOut(ctx context.Context, actor role.Actor, key, id uuid.UUID) (data.Visit, error) {
	return r.move(ctx, "Visits.CheckOut", actor, key, id, action.VisitorCheckedOut, []data.VisitStatus{data.VisitCheckedIn}, nil, func(v *data.Visit) (string, change) {
		v.Status, v.CheckOutTime, v.ExitGate = data.VisitCheckedOut, at(r.s.Clock()), actor.Origin.Gate
		return "", nil
	})
}

// UndoCheckOut takes a wrong check-out back within ten minutes.
func (r Visits) UndoCheckOut(ctx context.Context, actor role.Actor, key, id uuid.UUID) (data.Visit, error) {
	return r.move(ctx, "Visits.UndoCheckOut", actor, key, id, action.VisitorCheckOutUndone, []data.VisitStatus{data.VisitCheckedOut}, func(v data.Visit) error {
		switch {
		case v.Status != data.VisitCheckedOut:
			return nil
		case !v.CheckOutTime.After(r.s.Clock().Add(-10 * time.Minute)):
			return Refusal("%s was checked out more than ten minutes ago; check in anew.", v.Name)
		case r.inside(v.Phone, v.ID):
			return Refusal("%s was checked in anew meanwhile; there is nothing to take back.", v.Name)
		}
		return nil
	}, func(v *data.Visit) (string, change) {
		v.Status, v.CheckOutTime, v.ExitGate, v.PresumedLeft = data.VisitCheckedIn, nil, "", false
		return "", nil
	})
}

// PresumeLeft closes a forgotten visit.
func (r Visits) PresumeLeft(ctx context.Context, actor role.Actor, key, id uuid.UUID, note string) (data.Visit, error) {
	return r.move(ctx, "Visits.PresumeLeft", actor, key, id, action.VisitorPresumedLeft, []data.VisitStatus{data.VisitCheckedIn}, func(v data.Visit) error {
		if v.Status == data.VisitCheckedIn && !v.Overstay {
			return Refusal("%s is not over the time yet; check out as usual.", v.Name)
		}
		return nil
	}, func(v *data.Visit) (string, change) {
		v.Status, v.CheckOutTime, v.PresumedLeft = data.VisitCheckedOut, at(r.s.Clock()), true
		return note, nil
	})
}

// Correct changes what was mistyped on a visit that is still open.
func (r Visits) Correct(ctx context.Context, actor role.Actor, key uuid.UUID, c data.Correction) (data.Visit, error) {
	typed := data.NewVisit{VisitText: c.VisitText, Note: c.Note}
	open := []data.VisitStatus{data.VisitPending, data.VisitApproved, data.VisitCheckedIn}
	taken, given := c.TakesWordBack(r.s.country()), c.Approval.Channel != data.NoApproval
	return r.move(ctx, "Visits.Correct", actor, key, c.Seen.ID, action.VisitorCorrected, open, func(v data.Visit) error {
		if err := r.check(&typed); err != nil {
			return err
		}
		switch {
		case !v.Status.Open():
			return nil
		case v.Version != c.Seen.Version:
			return overtaken(v, c.Seen)
		case given && !c.MayApprove(r.s.country()):
			return Complaint("approval", "There is nothing to approve here; the unit is asked by itself.")
		case c.Approval.By != nil && !r.mayGive(*c.Approval.By, c.UnitID):
			return notTheirWord()
		case taken && !given && v.Status == data.VisitCheckedIn && r.required():
			return approvalNeeded()
		case r.s.Units.by(c.UnitID) == nil:
			return noSuchUnit()
		}
		return nil
	}, func(v *data.Visit) (string, change) {
		changed := change{"approval": {"", string(c.Approval.Channel)}}
		if taken {
			changed["word"] = [2]string{"taken", ""}
			v.ApproverID, v.Approver, v.ApprovedAt = nil, "", nil
		}
		switch {
		case taken && given:
			r.s.sent(c.Approval)
			changed["word"] = [2]string{}
			v.ApproverID, v.Approver, v.ApprovedAt = c.Approval.By, r.s.nameOf(c.Approval.By), at(r.s.Clock())
		case taken && v.Status == data.VisitApproved:
			v.Status, v.AskedAt = data.VisitPending, at(r.s.Clock())
		}
		v.Name, v.Phone, v.Purpose, v.Plate, v.PartySize = typed.Name, typed.Phone, typed.Purpose, typed.Plate, typed.PartySize
		v.UnitID, v.Unit = &typed.UnitID, r.s.Units.by(typed.UnitID).Label
		return typed.Note, changed
	})
}

// overtaken says what became of a visit while it was being corrected.
func overtaken(v, seen data.Visit) error {
	if v.Status != seen.Status {
		switch v.Status {
		case data.VisitPending:
			return Refusal("%s waits for approval meanwhile; look again, then save.", v.Name)
		case data.VisitApproved:
			return Refusal("%s was approved meanwhile; look again, then save.", v.Name)
		case data.VisitCheckedIn:
			return Refusal("%s was checked in meanwhile; look again, then save.", v.Name)
		}
	}
	return Refusal("%s was corrected meanwhile; look again, then save.", v.Name)
}
