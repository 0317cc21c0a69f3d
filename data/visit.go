package data

import (
	"context"
	"strings"
	"time"

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

// visitColumns reads a Visit from v visitor_logs, u units, g and a users.
const visitColumns = `
	v.id, v.unit_id, coalesce(u.label, '') AS unit, v.visitor_name AS name,
	coalesce(v.visitor_phone, '') AS phone, coalesce(v.purpose, '') AS purpose,
	coalesce(v.vehicle_number, '') AS plate,
	coalesce(v.entry_gate, '') AS entry_gate, coalesce(v.exit_gate, '') AS exit_gate,
	coalesce(v.status, 'checked_in') AS status,
	coalesce(v.check_in_time, v.created_at) AS at, v.created_at, v.expected_arrival,
	v.approved_at, v.check_in_time, v.check_out_time, v.party_size, v.presumed_left,
	v.security_guard_id AS guard_id, coalesce(g.full_name, '') AS guard,
	v.approved_by_user_id AS approver_id, coalesce(a.full_name, '') AS approver,
	v.asked_at, ` + lapse + ` AS lapse, ` + lapse + ` <> '' AS lapsed,
	(coalesce(v.status, 'checked_in') = 'checked_in'
		AND coalesce(v.check_in_time, v.created_at) < now() - ` + overstaySQL + `) AS overstay,
	v.xmin::text AS version`

// visitJoins are the tables that visitColumns names, beside v.
const visitJoins = `
	LEFT JOIN units u ON u.id = v.unit_id
	LEFT JOIN users g ON g.id = v.security_guard_id
	LEFT JOIN users a ON a.id = v.approved_by_user_id`

// Settings that a rule needs are read where the rule is applied: a change is in
// force with the next statement. A value that does not parse reads as its default.
const (
	approvalSQL = `make_interval(hours => coalesce((SELECT CASE WHEN config_value ~ '^[1-9][0-9]{0,2}$' THEN config_value::int END
		FROM system_config WHERE config_key = 'security.approval_hours'), 24))`
	overstaySQL = `make_interval(hours => coalesce((SELECT CASE WHEN config_value ~ '^[1-9][0-9]{0,2}$' THEN config_value::int END
		FROM system_config WHERE config_key = 'security.overstay_hours'), 12))`
	approvalRequiredSQL = `coalesce((SELECT config_value = 'true' FROM system_config WHERE config_key = 'security.require_approval'), false)`
	// waitsFrom is since when the approval of an approved v waits for its visitor,
	// or a pending v for its approval.
	waitsFrom = `greatest(coalesce(v.approved_at, v.asked_at, v.created_at), v.expected_arrival)`
)

// visitSnapshot is what audit rows keep of a visit v.
const visitSnapshot = `jsonb_build_object(
	'unit_id', v.unit_id, 'visitor_name', v.visitor_name, 'visitor_phone', v.visitor_phone,
	'purpose', v.purpose, 'vehicle_number', v.vehicle_number, 'entry_gate', v.entry_gate,
	'exit_gate', v.exit_gate, 'status', coalesce(v.status, 'checked_in'), 'expected_arrival', v.expected_arrival,
	'approved_at', v.approved_at, 'asked_at', v.asked_at, 'check_in_time', v.check_in_time, 'check_out_time', v.check_out_time,
	'approved_by_user_id', v.approved_by_user_id, 'party_size', v.party_size, 'presumed_left', v.presumed_left)`

// visitReturning are the columns a changed row gives to visitColumns.
const visitReturning = `v.id, v.unit_id, v.visitor_name, v.visitor_phone, v.purpose, v.vehicle_number,
	v.entry_gate, v.exit_gate, v.status, v.created_at, v.expected_arrival, v.approved_at, v.asked_at, v.check_in_time,
	v.check_out_time, v.party_size, v.presumed_left, v.security_guard_id, v.approved_by_user_id, v.xmin`

// scopeVisits is the condition that keeps a resident to their own units.
func scopeVisits(s scope) string {
	if s == ownUnits {
		return `v.unit_id IN ` + ownUnitIDs
	}
	return `true`
}

// Visit returns one visit. A resident sees those of their own units only;
// others are NotFound.
func (s *Store) Visit(ctx context.Context, actor Actor, id uuid.UUID) (Visit, error) {
	allowed, err := actor.may(readVisits)
	if err != nil {
		return Visit{}, err
	}
	return visitByID(ctx, s.pool, actor, allowed, id)
}

func visitByID(ctx context.Context, d db, actor Actor, allowed scope, id uuid.UUID) (Visit, error) {
	return one[Visit](ctx, d, `SELECT `+visitColumns+` FROM visitor_logs v`+visitJoins+
		` WHERE v.id = @id AND `+scopeVisits(allowed), pgx.NamedArgs{"id": id, "actor": nullID(actor.UserID)})
}

// tidy is how every typed field of a visit is stored: cleaned, and NULL when empty.
func tidy(s string) *string {
	if s = Clean(s); s == "" {
		return nil
	}
	return &s
}

// likeEscape keeps a person's % and _ from being wildcards.
func likeEscape(s string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(s)
}
