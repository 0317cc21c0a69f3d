package data

import (
	"context"
	"time"

	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// VisitStatus is visitor_logs.status.
type VisitStatus string

// The statuses of a visit.
const (
	VisitPending    VisitStatus = "pending"
	VisitApproved   VisitStatus = "approved"
	VisitCheckedIn  VisitStatus = "checked_in"
	VisitCheckedOut VisitStatus = "checked_out"
	VisitDenied     VisitStatus = "denied"
)

// undoWindow is how long a check-out can be taken back.
const undoWindow = 10 * time.Minute

// CanBecome reports whether a visit may move from one status to another; the
// empty status is a visit not yet in the register. An undone check-out is bounded
// in time besides, and only a correction takes an approval back.
func (s VisitStatus) CanBecome(next VisitStatus) bool {
	switch s {
	case "":
		return next != VisitCheckedOut
	case VisitPending:
		return next == VisitApproved || next == VisitDenied
	case VisitApproved:
		return next == VisitCheckedIn || next == VisitDenied || next == VisitPending
	case VisitCheckedIn:
		return next == VisitCheckedOut
	case VisitCheckedOut:
		return next == VisitCheckedIn
	}
	return false
}

// Open reports whether a visit can still change: it may be corrected.
func (s VisitStatus) Open() bool {
	return s == VisitPending || s == VisitApproved || s == VisitCheckedIn
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
	EntryGate string      `json:"entry_gate"`
	ExitGate  string      `json:"exit_gate"`
	Status    VisitStatus `json:"status"`
	// At orders lists: the check-in, or when the visit was logged.
	At              time.Time  `json:"at"`
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
	GuardID      *uuid.UUID `json:"guard_id"`
	Guard        string     `json:"guard"`
	ApproverID   *uuid.UUID `json:"approver_id"`
	Approver     string     `json:"approver"`
	// Lapsed marks an approval that does not hold any more and has to be given
	// again; Lapse says why.
	Lapsed bool  `json:"lapsed"`
	Lapse  Lapse `json:"lapse"`
	// Overstay marks a visitor inside longer than security.overstay_hours.
	Overstay bool `json:"overstay"`
	// Version changes with every change of the row; a correction names the one
	// it was made from.
	Version string `json:"version"`
}

// visitRow is a visit as v visitor_logs has it, with its unit u, guard g and
// approver a.
var visitRow = describe(
	"visitor_logs", "v", `
	LEFT JOIN units u ON u.id = v.unit_id
	LEFT JOIN users g ON g.id = v.security_guard_id
	LEFT JOIN users a ON a.id = v.approved_by_user_id`,
	column{name: "id"},
	column{name: "unit_id", audited: true},
	column{field: "unit", read: `coalesce(u.label, '')`},
	column{name: "visitor_name", field: "name", audited: true},
	column{name: "visitor_phone", field: "phone", text: true, audited: true},
	column{name: "purpose", text: true, audited: true},
	column{name: "vehicle_number", field: "plate", text: true, audited: true},
	column{name: "entry_gate", text: true, audited: true},
	column{name: "exit_gate", text: true, audited: true},
	column{name: "status", or: `'checked_in'`, audited: true},
	column{field: "at", read: visitAt},
	column{name: "created_at"},
	column{name: "expected_arrival", audited: true},
	column{name: "approved_at", audited: true},
	column{name: "asked_at", audited: true},
	column{name: "check_in_time", audited: true},
	column{name: "check_out_time", audited: true},
	column{name: "party_size", audited: true},
	column{name: "presumed_left", audited: true},
	column{name: "security_guard_id", field: "guard_id"},
	column{field: "guard", read: `coalesce(g.full_name, '')`},
	column{name: "approved_by_user_id", field: "approver_id", audited: true},
	column{field: "approver", read: `coalesce(a.full_name, '')`},
	column{field: "lapse", read: lapse()},
	column{field: "lapsed", read: lapse() + ` <> ''`},
	column{field: "overstay", read: `(` + isInside + ` AND ` + visitAt + ` < now() - ` + overstaySQL + `)`},
	column{name: "xmin", field: "version", read: `v.xmin::text`},
)

// waitsFrom is since when the approval of an approved v waits for its visitor,
// or a pending v for its approval.
const waitsFrom = `greatest(coalesce(v.approved_at, v.asked_at, v.created_at), v.expected_arrival)`

// scopeVisits is the condition that keeps a resident to their own units.
func scopeVisits(s role.Scope) string {
	if s == role.OwnUnits {
		return `v.unit_id IN ` + ownUnitIDs
	}
	return `true`
}

// Visit returns one visit. A resident sees those of their own units only;
// others are NotFound.
func (s *Store) Visit(ctx context.Context, actor role.Actor, id uuid.UUID) (Visit, error) {
	allowed, err := actor.Permit(role.ReadVisits)
	if err != nil {
		return Visit{}, err
	}
	return visitByID(ctx, s.pool, actor, allowed, id)
}

func visitByID(ctx context.Context, d connect.DB, actor role.Actor, allowed role.Scope, id uuid.UUID) (Visit, error) {
	return one[Visit](ctx, d, visitRow.query()+
		` WHERE v.id = @id AND `+scopeVisits(allowed), pgx.NamedArgs{"id": id, "actor": value.NullID(actor.UserID)})
}
