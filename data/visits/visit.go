// Package visits is the gate's register: who is expected, came, was let in and left.
package visits

import (
	"context"
	"time"

	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Status is visitor_logs.status.
type Status string

// The statuses of a visit.
const (
	Pending    Status = "pending"
	Approved   Status = "approved"
	CheckedIn  Status = "checked_in"
	CheckedOut Status = "checked_out"
	Denied     Status = "denied"
)

// undoWindow is how long a check-out can be taken back.
const undoWindow = 10 * time.Minute

// CanBecome reports whether a visit may go from one status to another; the empty
// status is a visit not yet in the register. A check-out can be undone only for a
// while (undoWindow), and only a correction takes an approval back.
func (s Status) CanBecome(next Status) bool {
	switch s {
	case "":
		return next != CheckedOut
	case Pending:
		return next == Approved || next == Denied
	case Approved:
		return next == CheckedIn || next == Denied || next == Pending
	case CheckedIn:
		return next == CheckedOut
	case CheckedOut:
		return next == CheckedIn
	}
	return false
}

// Open reports whether a visit can still change: it may be corrected.
func (s Status) Open() bool {
	return s == Pending || s == Approved || s == CheckedIn
}

// Channel is how an approval came; it stands in the audit details.
type Channel string

// The channels of an approval. NoApproval is a walk-in that needed none.
const (
	NoApproval  Channel = ""
	ByPhone     Channel = "phone"
	ByIntercom  Channel = "intercom"
	InPerson    Channel = "in_person"
	ByResident  Channel = "resident"
	PreApproved Channel = "pre_approved"
)

func (c Channel) valid() bool {
	switch c {
	case NoApproval, ByPhone, ByIntercom, InPerson, ByResident, PreApproved:
		return true
	}
	return false
}

// Visit is a row of visitor_logs with the names it refers to. Strings are
// cleaned, times UTC.
type Visit struct {
	ID     uuid.UUID  `json:"id"`
	UnitID *uuid.UUID `json:"unit_id"`
	// Unit is the unit's label such as "A-101", empty when the unit is gone.
	Unit  string `json:"unit"`
	Name  string `json:"name"`
	Phone string `json:"phone"`
	// Purpose is Guest, Delivery, Service, Cab or free text.
	Purpose string `json:"purpose"`
	Plate   string `json:"plate"`
	// EntryGate and ExitGate name the gates used.
	EntryGate string `json:"entry_gate"`
	ExitGate  string `json:"exit_gate"`
	Status    Status `json:"status"`
	// At orders lists: the check-in, or when the visit was logged.
	At time.Time `json:"at"`
	// Due is when a visitor who has not come is expected: at the time that was said,
	// else since the approval was given or asked for. Late is longer ago than they are
	// waited for.
	Due             time.Time  `json:"due"`
	Late            bool       `json:"late"`
	CreatedAt       time.Time  `json:"created_at"`
	ExpectedArrival *time.Time `json:"expected_arrival"`
	ApprovedAt      *time.Time `json:"approved_at"`
	// AskedAt is since when a visit whose approval was taken back waits for a new
	// one; nil where that never happened. See WaitsSince.
	AskedAt      *time.Time `json:"asked_at"`
	CheckInTime  *time.Time `json:"check_in_time"`
	CheckOutTime *time.Time `json:"check_out_time"`
	PartySize    int        `json:"party_size"`
	PresumedLeft bool       `json:"presumed_left"`
	// WithdrawnAt is when the announcement was withdrawn, WithdrawnBy by whom; see
	// Withdrawn.
	WithdrawnAt *time.Time `json:"withdrawn_at"`
	WithdrawnBy string     `json:"withdrawn_by"`
	GuardID     *uuid.UUID `json:"guard_id"`
	Guard       string     `json:"guard"`
	ApproverID  *uuid.UUID `json:"approver_id"`
	Approver    string     `json:"approver"`
	// Lapse says why an approval is no longer valid and has to be given again.
	Lapse Lapse `json:"lapse"`
	// Overstay marks a visitor inside longer than security.overstay_hours.
	Overstay bool `json:"overstay"`
	// Version changes with every change of the row; a correction names the one
	// it was made from.
	Version string `json:"version"`
	// Archived says that the visit was moved to the archive: it can be read, and not
	// changed.
	Archived bool `db:"-" json:"archived"`
	// Barred says, in the gate's list of those inside, that somebody barred the visitor,
	// who came in before or all the same.
	Barred bool `db:"-" json:"barred"`
}

// visitRow is a visit as v visitor_logs has it, with its unit u, guard g,
// approver a, and w who withdrew it; plainRow is one that cannot be approved, so that
// nobody asks whether its approval lapsed; unnamedRow is one that is new besides, and
// let in by nobody's word: neither approver nor who withdrew it is looked for.
var (
	visitRow   = describe(lapse(), `v.xmin::text`, true)
	plainRow   = describe(`''`, `v.xmin::text`, true)
	unnamedRow = describe(`''`, `v.xmin::text`, false)
)

// archivedRows are visits as the archive has them: no approval there is waited for, and
// nothing is changed by its version.
var archivedRows = register.RowsWith(register.Visits, `v`, describe(`''`, `''`, true).Columns, visitRow.Joins,
	Visit.place, func(v *Visit) { v.Archived = true })

func describe(lapse, version string, named bool) register.Aggregate {
	joins := `
	LEFT JOIN units u ON u.id = v.unit_id
	LEFT JOIN users g ON g.id = v.security_guard_id`
	approver, withdrawer := `''`, `''`
	if named {
		joins += `
	LEFT JOIN users a ON a.id = v.approved_by_user_id
	LEFT JOIN users w ON w.id = v.withdrawn_by`
		approver, withdrawer = `coalesce(a.full_name, '')`, `coalesce(w.full_name, '')`
	}
	return register.Describe(
		"visitor_logs", "v", joins,
		register.Column{Name: "id"},
		register.Column{Name: "unit_id", Audited: true},
		register.Column{Field: "unit", Read: `coalesce(u.label, '')`},
		register.Column{Name: "visitor_name", Field: "name", Audited: true},
		register.Column{Name: "visitor_phone", Field: "phone", Text: true, Audited: true},
		register.Column{Name: "purpose", Text: true, Audited: true},
		register.Column{Name: "vehicle_number", Field: "plate", Text: true, Audited: true},
		register.Column{Name: "entry_gate", Text: true, Audited: true},
		register.Column{Name: "exit_gate", Text: true, Audited: true},
		register.Column{Name: "status", Or: `'checked_in'`, Audited: true},
		register.Column{Field: "at", Read: VisitAt},
		register.Column{Field: "due", Read: WaitsFrom},
		register.Column{Field: "late", Read: isLate},
		register.Column{Name: "created_at"},
		register.Column{Name: "expected_arrival", Read: arrival, Audited: true, AuditAs: arrival},
		register.Column{Name: "approved_at", Audited: true},
		register.Column{Name: "asked_at", Audited: true},
		register.Column{Name: "check_in_time", Audited: true},
		register.Column{Name: "check_out_time", Audited: true},
		register.Column{Name: "party_size", Audited: true},
		register.Column{Name: "presumed_left", Audited: true},
		register.Column{Name: "withdrawn_at", Audited: true},
		register.Column{Name: "withdrawn_by", Field: register.NotRead, Audited: true},
		register.Column{Field: "withdrawn_by", Read: withdrawer},
		register.Column{Name: "security_guard_id", Field: "guard_id"},
		register.Column{Field: "guard", Read: `coalesce(g.full_name, '')`},
		register.Column{Name: "approved_by_user_id", Field: "approver_id", Audited: true},
		register.Column{Field: "approver", Read: approver},
		register.Column{Field: "lapse", Read: lapse},
		register.Column{Field: "overstay", Read: `(` + isOverstay + `)`},
		register.Column{Name: "xmin", Field: "version", Read: version},
	)
}

// WaitsFrom is since when the approval of an approved v waits for its visitor,
// or a pending v for its approval.
const WaitsFrom = `greatest(coalesce(v.approved_at, v.asked_at, v.created_at), ` + arrival + `)`

// arrival is when the visitor of v is expected: the column may be another program's,
// and of another type.
const arrival = `society360_arrival(v.expected_arrival)`

// isLate is true of a v whose visitor is overdue so long that others come first.
const isLate = `(` + WaitsFrom + ` < now() - interval '2 hours')`

// Comes is when a visitor came, or is due.
func (v Visit) Comes() time.Time {
	if v.Status == Pending || v.Status == Approved {
		return v.Due
	}
	return v.At
}

// Announced reports whether the visitor is expected by what somebody said beforehand,
// and was not put down at the gate when they stood there: only then is there an
// announcement to withdraw.
func (v Visit) Announced() bool { return v.Status == Approved && v.GuardID == nil }

// Withdrawn is how lists call a visit that was Withdrawn. No row has it as its status.
const Withdrawn Status = "withdrawn"

// ListedAs is the visit's status as lists show and choose it: somebody who was turned
// away is Denied, an announcement that was taken back Withdrawn.
func (v Visit) ListedAs() Status {
	if v.Withdrawn() {
		return Withdrawn
	}
	return v.Status
}

// Withdrawn reports whether the visit was announced, and withdrawn before anybody
// came. Nobody was turned away.
func (v Visit) Withdrawn() bool { return v.Status == Denied && v.WithdrawnAt != nil }

// Scope is the condition on a visit v that keeps a resident to those of their own time
// in their own units.
func Scope(s role.Scope) string {
	if s == role.OwnUnits {
		return homes.LivedThen(`v.unit_id`, homes.DayOf(VisitAt))
	}
	return `true`
}

// Get returns one visit. A resident sees those of their own time in their own units
// only; others are NotFound.
func (s *Store) Get(ctx context.Context, actor role.Actor, id uuid.UUID) (Visit, error) {
	allowed, err := actor.Permit(role.ReadVisits)
	if err != nil {
		return Visit{}, err
	}
	return visitByID(ctx, s.reg, actor, allowed, id)
}

func visitByID(ctx context.Context, d connect.DB, actor role.Actor, allowed role.Scope, id uuid.UUID) (Visit, error) {
	which := ` WHERE v.id = @id AND ` + Scope(allowed)
	return register.OneOfBoth(ctx, d, archivedRows, visitRow.Query()+which, `SELECT v.id, `+VisitAt+` AS at FROM `+register.Visits.Listed+` v`+which,
		pgx.NamedArgs{"id": id, "actor": value.NullID(actor.UserID)})
}

// changeable is a visit whose change did not happen, as it stands; Refused where it is in
// the archive.
func changeable(v Visit, err error) (Visit, error) {
	if err == nil && v.Archived {
		return v, register.IsArchived()
	}
	return v, err
}
