package screentest

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"
)

// Log puts a new visit into the register.
func (r Visits) Log(ctx context.Context, actor role.Actor, key uuid.UUID, as visits.Status, n visits.Draft) (visits.Visit, error) {
	return write(ctx, r.s, actor, "Visits.Log", key, func() (visits.Visit, error) {
		typed, now := n, r.s.Clock()
		if as != visits.Approved && !actor.May(role.LogVisits) {
			return visits.Visit{}, forbidden()
		}
		if as == visits.Approved && actor.Role == role.Resident {
			n.Approval = visits.Approval{Channel: visits.ByResident, By: &actor.UserID}
		}
		if err := r.check(&n); err != nil {
			return visits.Visit{}, err
		}
		unit := r.s.Units.by(n.UnitID)
		switch {
		case as == visits.Approved && n.Approval.Channel == visits.NoApproval:
			return visits.Visit{}, Complaint("approval", "How did the approval come?")
		case unit == nil || !r.s.may(actor, &n.UnitID):
			return visits.Visit{}, noSuchUnit()
		case n.Approval.By != nil && !r.mayGive(*n.Approval.By, n.UnitID):
			return visits.Visit{}, notTheirWord()
		case as == visits.CheckedIn && n.Approval.Channel == visits.NoApproval && r.required():
			return visits.Visit{}, approvalNeeded()
		}
		if err := r.asksOfNew(actor, as, n); err != nil {
			return visits.Visit{}, err
		}
		if as != visits.Denied {
			if err := r.barred(actor, n.Text, n.Insist.Override); err != nil {
				return visits.Visit{}, err
			}
		}
		v := visits.Visit{
			UnitID: &n.UnitID, Unit: unit.Label, Name: n.Name, Phone: n.Phone, Purpose: n.Purpose, Plate: n.Plate, Status: as,
			CreatedAt: now, ExpectedArrival: n.ExpectedArrival, PartySize: n.PartySize,
			ApproverID: n.Approval.By, Approver: r.s.nameOf(n.Approval.By),
		}
		if actor.Role != role.Resident {
			v.GuardID, v.Guard = &actor.UserID, actor.Name
		}
		did := action.VisitorAnnounced
		switch as {
		case visits.CheckedIn:
			did, v.CheckInTime, v.EntryGate = action.VisitorCheckedIn, &now, n.Gate
		case visits.Approved:
			did = action.VisitorPreApproved
		case visits.Denied:
			did = action.VisitorDenied
		}
		if n.Approval.Channel != visits.NoApproval {
			v.ApprovedAt = &now
		}
		row := r.s.Visits.put(v)
		r.s.sent(typed)
		r.s.told(actor, did, "visitor_logs", row.ID, row.Name, n.Note, change{"status": {"", string(as)}, "approval": {"", string(n.Approval.Channel)}})
		return r.as(*row), nil
	})
}

// check is what the register says of what was typed, which it tidies.
func (r Visits) check(n *visits.Draft) error {
	bad := map[string]error{}
	n.Name, n.Phone, n.Plate = value.Clean(n.Name), value.Clean(n.Phone), value.Clean(n.Plate)
	n.Purpose, n.Note, n.PartySize = value.Clean(n.Purpose), value.Clean(n.Note), max(1, n.PartySize)
	if n.Name == "" {
		bad["name"] = invalid("Who is it? A visit needs a name.")
	}
	if odd := r.oddPhone(n.Phone, n.OddPhone); odd != nil {
		bad["phone"] = odd
	}
	if n.UnitID == uuid.Nil {
		bad["unit"] = invalid("Which unit? Type its number, such as A-101.")
	}
	return complaints(bad)
}

// oddPhone is what is odd about a phone that a person was not asked about yet.
func (r Visits) oddPhone(phone string, asked bool) error {
	if odd := value.OddPhone(phone, r.s.country()); odd != nil && (!asked || value.OnlyDigits(phone) == "") {
		return odd
	}
	return nil
}

func noSuchUnit() error { return Complaint("unit", "There is no such unit any more.") }

func notTheirWord() error {
	return Complaint("by", "Nobody of that name may approve for this unit now; name somebody else, or nobody.")
}

func approvalNeeded() error {
	return Complaint("approval", "A resident has to approve first: by phone, intercom or in person.")
}

func (r Visits) required() bool { return visits.RequireApproval().In(r.s.settings()) }

// mayGive reports whether somebody can be named as whose word it was.
func (r Visits) mayGive(who, unit uuid.UUID) bool {
	a := r.s.Accounts.by(who)
	return a != nil && a.Status == accounts.Active && r.s.livesIn(who, unit)
}

// move changes one visit, or refuses: first by what may says of it, then by who
// moved it before.
func (r Visits) move(ctx context.Context, call string, actor role.Actor, key, id uuid.UUID, did action.Action, from []visits.Status, may func(visits.Visit) error, edit func(*visits.Visit) (string, change)) (visits.Visit, error) {
	return write(ctx, r.s, actor, call, key, func() (visits.Visit, error) {
		row := r.s.Visits.by(id)
		if row == nil || !r.sees(actor, r.as(*row)) {
			return visits.Visit{}, gone()
		}
		v := r.as(*row)
		if err := r.s.goneFrom(actor, v.UnitID, v.Unit); err != nil {
			return v, err
		}
		if may != nil {
			if err := may(v); err != nil {
				return visits.Visit{}, err
			}
		}
		if !slices.Contains(from, v.Status) {
			return visits.Visit{}, r.moved(v)
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
func (r Visits) moved(v visits.Visit) error {
	for _, last := range slices.Backward(r.s.history(v.ID)) {
		if _, status := fieldOf(last, "status"); status != string(v.Status) && last.Action != "" {
			continue
		}
		if v.Status == visits.Pending && v.AskedAt != nil {
			return Refusal("%s was corrected by %s at %s and waits for a new approval.", v.Name, last.Who, last.At)
		}
		if v.Withdrawn() {
			return Refusal("%s was withdrawn by %s at %s.", v.Name, last.Who, last.At)
		}
		return Refusal(map[visits.Status]string{
			visits.Pending:    "%s still waits for approval, logged by %s at %s.",
			visits.Approved:   "%s was approved already by %s at %s.",
			visits.CheckedIn:  "%s was checked in already by %s at %s.",
			visits.CheckedOut: "%s was checked out already by %s at %s.",
			visits.Denied:     "%s was denied entry by %s at %s.",
		}[v.Status], v.Name, last.Who, last.At)
	}
	panic("nobody moved " + v.Name)
}

// Approve records that a resident, or the desk, lets an awaited visitor in.
func (r Visits) Approve(ctx context.Context, actor role.Actor, key, id uuid.UUID, a visits.Approval) (visits.Visit, error) {
	typed := a
	if actor.Role == role.Resident {
		a = visits.Approval{Channel: visits.ByResident, By: &actor.UserID}
	}
	return r.move(ctx, "Visits.Approve", actor, key, id, action.VisitorApproved, []visits.Status{visits.Pending, visits.Approved}, func(v visits.Visit) error {
		switch {
		case v.Status == visits.Approved && !v.Lapsed():
			return r.moved(v)
		case v.Status.Open() && a.By != nil && !r.mayGive(*a.By, *v.UnitID):
			return notTheirWord()
		case actor.Role == role.Resident && v.Status.Open():
			return r.barred(actor, v.Text(), "")
		}
		return nil
	}, func(v *visits.Visit) (string, change) {
		r.s.sent(typed)
		v.Status, v.ApprovedAt, v.ApproverID, v.Approver = visits.Approved, at(r.s.Clock()), a.By, r.s.nameOf(a.By)
		return "", change{"approval": {"", string(a.Channel)}}
	})
}

// Deny turns an awaited or approved visitor away.
func (r Visits) Deny(ctx context.Context, actor role.Actor, key, id uuid.UUID, reason string) (visits.Visit, error) {
	return r.move(ctx, "Visits.Deny", actor, key, id, action.VisitorDenied, []visits.Status{visits.Pending, visits.Approved}, func(visits.Visit) error {
		if value.Clean(reason) == "" {
			return Complaint("reason", "Why? The reason stays in the register.")
		}
		return nil
	}, func(v *visits.Visit) (string, change) {
		v.Status = visits.Denied
		return reason, nil
	})
}

// Withdraw takes an announcement back.
func (r Visits) Withdraw(ctx context.Context, actor role.Actor, key, id uuid.UUID, reason string) (visits.Visit, error) {
	return r.move(ctx, "Visits.Withdraw", actor, key, id, action.VisitorWithdrawn, []visits.Status{visits.Approved}, func(v visits.Visit) error {
		if v.Status == visits.Approved && v.GuardID != nil {
			return Refusal("%s stands at the gate; say no to them there.", v.Name)
		}
		return nil
	}, func(v *visits.Visit) (string, change) {
		v.Status, v.WithdrawnAt, v.WithdrawnBy = visits.Denied, at(r.s.Clock()), actor.Name
		return value.Clean(reason), nil
	})
}

// CheckIn lets an approved visitor in, as visit shows them.
func (r Visits) CheckIn(ctx context.Context, actor role.Actor, key uuid.UUID, shown visits.Visit, how visits.Entry) (visits.Visit, error) {
	how.Phone = value.Clean(how.Phone)
	return r.move(ctx, "Visits.CheckIn", actor, key, shown.ID, action.VisitorCheckedIn, []visits.Status{visits.Approved}, func(v visits.Visit) error {
		if odd := r.oddPhone(how.Phone, how.OddPhone); odd != nil {
			return complaints(map[string]error{"phone": odd})
		}
		switch same := v.Version == shown.Version || shown.Version == "" ||
			*v.UnitID == *shown.UnitID && v.Name == shown.Name && v.Phone == shown.Phone && v.PartySize <= shown.PartySize; {
		case v.Status != visits.Approved:
			return nil
		case v.Lapsed():
			format, args := v.WhyLapsed()
			no := Refusal(format, args...)
			no.Cause = v.Lapse
			return no
		case !same:
			return Refusal("%s was corrected meanwhile; look again, then check in.", v.Name)
		}
		if err := r.asksOfInside(how.Insist, cmp.Or(v.Phone, how.Phone), v.Plate, v.ID); err != nil {
			return err
		}
		comes := v.Text()
		comes.Phone = cmp.Or(v.Phone, how.Phone)
		return r.barred(actor, comes, how.Insist.Override)
	}, func(v *visits.Visit) (string, change) {
		v.Phone = cmp.Or(v.Phone, how.Phone)
		v.Status, v.CheckInTime, v.GuardID, v.Guard = visits.CheckedIn, at(r.s.Clock()), &actor.UserID, actor.Name
		if actor.Origin.Gate != "" {
			v.EntryGate = actor.Origin.Gate
		}
		return "", nil
	})
}

// CheckOut records that a visitor left.
func (r Visits) CheckOut(ctx context.Context, actor role.Actor, key, id uuid.UUID) (visits.Visit, error) {
	return r.move(ctx, "Visits.CheckOut", actor, key, id, action.VisitorCheckedOut, []visits.Status{visits.CheckedIn}, nil, func(v *visits.Visit) (string, change) {
		v.Status, v.CheckOutTime, v.ExitGate = visits.CheckedOut, at(r.s.Clock()), actor.Origin.Gate
		return "", nil
	})
}

// UndoCheckOut takes a wrong check-out back within ten minutes.
func (r Visits) UndoCheckOut(ctx context.Context, actor role.Actor, key, id uuid.UUID, insist visits.Insist) (visits.Visit, error) {
	return r.move(ctx, "Visits.UndoCheckOut", actor, key, id, action.VisitorCheckOutUndone, []visits.Status{visits.CheckedOut}, func(v visits.Visit) error {
		switch {
		case v.Status != visits.CheckedOut:
			return nil
		case !v.CheckOutTime.After(r.s.Clock().Add(-10 * time.Minute)):
			return Refusal("%s was checked out more than ten minutes ago; check in anew.", v.Name)
		case r.inside(v.Phone, v.ID) != nil:
			return Refusal("%s was checked in anew meanwhile; there is nothing to take back.", v.Name)
		}
		return r.asksOfInside(insist, "", v.Plate, v.ID)
	}, func(v *visits.Visit) (string, change) {
		v.Status, v.CheckOutTime, v.ExitGate, v.PresumedLeft = visits.CheckedIn, nil, "", false
		return "", nil
	})
}

// PresumeLeft closes a forgotten visit.
func (r Visits) PresumeLeft(ctx context.Context, actor role.Actor, key, id uuid.UUID, note string) (visits.Visit, error) {
	return r.move(ctx, "Visits.PresumeLeft", actor, key, id, action.VisitorPresumedLeft, []visits.Status{visits.CheckedIn}, func(v visits.Visit) error {
		if v.Status == visits.CheckedIn && !v.Overstay {
			return Refusal("%s has not overstayed yet; check out as usual.", v.Name)
		}
		return nil
	}, func(v *visits.Visit) (string, change) {
		v.Status, v.CheckOutTime, v.PresumedLeft = visits.CheckedOut, at(r.s.Clock()), true
		return note, nil
	})
}

// Correct changes what was mistyped on a visit that is still open.
func (r Visits) Correct(ctx context.Context, actor role.Actor, key uuid.UUID, c visits.Correction) (visits.Visit, error) {
	typed := visits.Draft{Text: c.Text, Note: c.Note, OddPhone: c.OddPhone || value.Clean(c.Phone) == c.Seen.Phone}
	open := []visits.Status{visits.Pending, visits.Approved, visits.CheckedIn}
	taken, given := c.TakesWordBack(r.s.country()), c.Approval.Channel != visits.NoApproval
	return r.move(ctx, "Visits.Correct", actor, key, c.Seen.ID, action.VisitorCorrected, open, func(v visits.Visit) error {
		if err := r.check(&typed); err != nil {
			return err
		}
		switch {
		case !v.Status.Open():
			return nil
		case v.Version != c.Seen.Version:
			return r.overtaken(v, c.Seen)
		case given && !c.MayApprove(r.s.country()):
			return Complaint("approval", "This correction takes no approval: where one is needed, the unit is asked.")
		case c.Approval.By != nil && !r.mayGive(*c.Approval.By, c.UnitID):
			return notTheirWord()
		case taken && !given && v.Status == visits.CheckedIn && r.required():
			return approvalNeeded()
		case r.s.Units.by(c.UnitID) == nil:
			return noSuchUnit()
		case v.Status == visits.CheckedIn:
			if err := r.asksOfCorrected(v, c); err != nil {
				return err
			}
		}
		was := r.barsOf(v.Text(), visits.BarKinds())
		if now := r.barsOf(c.Text, visits.BarKinds()); slices.ContainsFunc(now, func(b visits.Bar) bool {
			return !slices.ContainsFunc(was, func(w visits.Bar) bool { return w.ID == b.ID })
		}) {
			return r.barred(actor, c.Text, c.Insist.Override)
		}
		return nil
	}, func(v *visits.Visit) (string, change) {
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
		case taken && v.Status == visits.Approved:
			v.Status, v.AskedAt = visits.Pending, at(r.s.Clock())
		}
		v.Name, v.Phone, v.Purpose, v.Plate, v.PartySize = typed.Name, typed.Phone, typed.Purpose, typed.Plate, typed.PartySize
		v.UnitID, v.Unit = &typed.UnitID, r.s.Units.by(typed.UnitID).Label
		return typed.Note, changed
	})
}

// overtaken says what became of a visit while it was being corrected, and who did it.
func (r Visits) overtaken(v, seen visits.Visit) error {
	last := r.s.lastTold(v.ID)
	no := became(v, seen)
	no.Cause = &fault.Conflict[visits.Visit]{Now: v, Who: last.Who, At: last.At}
	return no
}

// became is the sentence of overtaken.
func became(v, seen visits.Visit) *fault.Error {
	if v.Status != seen.Status {
		switch v.Status {
		case visits.Pending:
			return Refusal("%s waits for approval meanwhile; look again, then save.", v.Name)
		case visits.Approved:
			return Refusal("%s was approved meanwhile; look again, then save.", v.Name)
		case visits.CheckedIn:
			return Refusal("%s was checked in meanwhile; look again, then save.", v.Name)
		}
	}
	return Refusal("%s was corrected meanwhile; look again, then save.", v.Name)
}
