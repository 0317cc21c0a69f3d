package role

import (
	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
)

// Permission is one thing a role may do; a Scope says over what.
type Permission uint8

// The permissions, with what they cover where the name does not say it all.
const (
	LogVisits Permission = iota + 1
	ApproveVisits
	CorrectVisits
	PresumeLeft
	ReadVisits
	// BarVisitors covers barring a phone, a plate or a name, and reading who is barred;
	// LiftBars ending that before its day; OverrideBars letting in who is barred all the
	// same, with a reason.
	BarVisitors
	LiftBars
	OverrideBars
	ReadDirectory
	RevealPhones
	ReadNotices
	ManageAccounts
	KeepFiles
	RaiseTickets
	ReadTickets
	// WorkTickets covers assigning, starting, resolving, rejecting and a
	// ticket's priority; ConfirmTickets its closing and reopening.
	WorkTickets
	ConfirmTickets
	CommentTickets
	ReadBills
	// ManageBills covers raising, the bill run, corrections, waivers and late fees.
	ManageBills
	// RecordPayments is staff's only with billing.staff_records_payments, and a
	// resident's as the simulated payment of their own bills.
	RecordPayments
	ReversePayments
	ReadTakings
	// CloseDays covers closing a day, and taking a closing back.
	CloseDays
	WriteNotices
	// ReadAudit covers the trail, its exports and sign-ins; ManageSessions who is
	// on which desk, and ending one.
	ReadAudit
	ManageSessions
	// ManageUnits covers blocks, units, who lives where, and their import.
	ManageUnits
	// ManageSettings covers reading who changed a setting, and changing it.
	ManageSettings
	// ReadReports covers the society's figures, and making them anew.
	ReadReports
	// ReadHealth covers what stands in the register and should not.
	ReadHealth
	// TidyDesk covers forgetting what the desk itself kept long enough.
	TidyDesk
	// RunSchedule covers having a job of the schedule done now.
	RunSchedule
	// KeepBackups covers noting that the society was backed up or restored, and reading when.
	KeepBackups
	// ArchiveRecords covers moving what is old to the archive, and counting what would go.
	ArchiveRecords
)

// Scope limits a permission to what concerns the actor, or not.
type Scope uint8

// What a permission may be over, from the least to the most.
const (
	Nothing Scope = iota
	// OwnUnits are the units in which the actor lives now.
	OwnUnits
	// RaisedToday is what the actor raised since midnight: a guard follows up what
	// the gate was told, and takes back whom they barred by mistake.
	RaisedToday
	Everything
)

// allows is the table of data/README.md, Roles. A role that is not in it, and a
// permission that a role does not name, allow nothing.
func (r Role) allows(p Permission) Scope {
	switch r {
	case Admin:
		return Everything
	case Staff:
		switch p {
		case LogVisits, ApproveVisits, CorrectVisits, PresumeLeft, ReadVisits, BarVisitors, LiftBars,
			ReadDirectory, RevealPhones, ReadNotices, KeepFiles,
			RaiseTickets, ReadTickets, WorkTickets, ConfirmTickets, CommentTickets,
			ReadBills, RecordPayments, ReadTakings:
			return Everything
		}
	case Guard:
		switch p {
		case LogVisits, ApproveVisits, CorrectVisits, ReadVisits, BarVisitors,
			ReadDirectory, RevealPhones, ReadNotices, KeepFiles, RaiseTickets:
			return Everything
		case ReadTickets, LiftBars:
			return RaisedToday
		}
	case Resident:
		switch p {
		case ApproveVisits, ReadVisits, BarVisitors, LiftBars, ReadDirectory,
			RaiseTickets, ReadTickets, ConfirmTickets, CommentTickets, ReadBills, RecordPayments:
			return OwnUnits
		case ReadNotices, KeepFiles:
			return Everything
		}
	}
	return Nothing
}

// May reports whether the actor has a permission over anything at all: what a
// screen offers. Whoever calls a Store method all the same is answered by it.
func (a Actor) May(p Permission) bool { return a.Over(p) != Nothing }

// Over returns what the actor has a permission over.
func (a Actor) Over(p Permission) Scope {
	s, _ := a.Permit(p) // the reason is for whoever tries
	return s
}

// Permit returns the scope of a permission, or the Forbidden error when the
// actor's role does not have it at all. The program itself may read whatever its
// command line lists, and write what NamedFor lets it.
func (a Actor) Permit(p Permission) (Scope, error) {
	if a.program {
		return Everything, nil
	}
	if a.PasswordDue {
		return Nothing, &fault.Error{Kind: fault.Forbidden, Format: "Choose a new password first: the present one was for one sign-in."}
	}
	if s := a.Role.allows(p); s != Nothing {
		return s, nil
	}
	return Nothing, MayNot()
}

// PermitAll returns the Forbidden error unless the actor has the permission over the
// whole society.
func (a Actor) PermitAll(p Permission) error {
	allowed, err := a.Permit(p)
	if err == nil && allowed != Everything {
		return MayNot()
	}
	return err
}

// NamedFor returns the Forbidden error where the actor is the program itself and a
// write has to bear an account's name. Only what the schedule does bears none, and
// what the command line does before there is an account to name.
func (a Actor) NamedFor(did action.Action) error {
	if !a.program {
		return nil
	}
	switch did {
	case action.BillCreated, action.BillOverdue, action.BillNotOverdue, action.LateFeeCharged, action.MoveInsCarriedOut, action.MoveOutsCarriedOut, action.ReportRefreshed, action.DeskTidied, action.JobDone,
		action.BackupsEnabled, action.BackupMade, action.RestoreRehearsed, action.SocietyRestored, action.RecordsArchived:
		return nil
	case action.UserCreated, action.UserPasswordSet, action.UserKeyAdded, action.UserKeyRemoved, action.TerminalAdded, action.TerminalChanged, action.TerminalRemoved, action.AuditExported, action.ListRead, action.JobAsked:
		return nil
	}
	return Unnamed()
}

// Unnamed is the answer to the program itself where an account has to be named.
func Unnamed() *fault.Error {
	return &fault.Error{Kind: fault.Forbidden, Format: "Somebody has to answer for this: name the account that does it with --as EMAIL."}
}

// Nobody reports whether there is neither an account nor the program itself.
func (a Actor) Nobody() bool { return a.UserID == uuid.Nil && !a.program }

// MayNot is the one answer to a missing permission.
func MayNot() *fault.Error {
	return &fault.Error{Kind: fault.Forbidden, Format: "Your account may not do this. Ask an admin if it should."}
}
