package data

import "github.com/google/uuid"

// permission is one thing a role may do; scope says over which units.
type permission uint8

const (
	logVisits permission = iota + 1
	approveVisits
	correctVisits
	presumeLeft
	readVisits
	readDirectory
	revealPhones
	readNotices
	manageAccounts
	readSettings
	keepFiles
	raiseTickets
	readTickets
	// workTickets covers assigning, starting, resolving, rejecting and a
	// ticket's priority; confirmTickets its closing and reopening.
	workTickets
	confirmTickets
	commentTickets
	readBills
	// manageBills covers raising, the bill run, corrections, waivers and late fees.
	manageBills
	// recordPayments is staff's only with billing.staff_records_payments, and a
	// resident's as the simulated payment of their own bills.
	recordPayments
	reversePayments
	readTakings
	writeNotices
	// readAudit covers the trail, its exports and sign-ins; manageSessions who is
	// on which desk, and ending one.
	readAudit
	manageSessions
	// manageUnits covers blocks, units, who lives where, and their import.
	manageUnits
	// manageSettings covers reading who changed a setting, and changing it.
	manageSettings
	// readReports covers the society's figures, and making them anew.
	readReports
	// tidyDesk covers forgetting what the desk itself kept long enough.
	tidyDesk
)

// scope limits a permission to what concerns the actor, or not.
type scope uint8

const (
	nothing scope = iota
	ownUnits
	// raisedToday is what the actor raised since midnight: a guard follows up what
	// the gate was told.
	raisedToday
	everything
)

// allows is the table of README.md, Roles. A role that is not in it, and a
// permission that a role does not name, allow nothing.
func (r Role) allows(p permission) scope {
	switch r {
	case RoleAdmin:
		return everything
	case RoleStaff:
		switch p {
		case logVisits, approveVisits, correctVisits, presumeLeft, readVisits,
			readDirectory, revealPhones, readNotices, readSettings, keepFiles,
			raiseTickets, readTickets, workTickets, confirmTickets, commentTickets,
			readBills, recordPayments, readTakings:
			return everything
		}
	case RoleGuard:
		switch p {
		case logVisits, approveVisits, correctVisits, readVisits,
			readDirectory, revealPhones, readNotices, readSettings, keepFiles, raiseTickets:
			return everything
		case readTickets:
			return raisedToday
		}
	case RoleResident:
		switch p {
		case approveVisits, readVisits, readDirectory,
			raiseTickets, readTickets, confirmTickets, commentTickets, readBills, recordPayments:
			return ownUnits
		case readNotices, readSettings, keepFiles:
			return everything
		}
	}
	return nothing
}

// may returns the scope of a permission, or the Forbidden error when the
// actor's role does not have it at all. The program itself may read whatever its
// command line lists, and write what answersFor lets it.
func (a Actor) may(p permission) (scope, error) {
	if a.program {
		return everything, nil
	}
	if a.PasswordDue {
		return nothing, &Error{Kind: Forbidden, Format: "Choose a new password first: the present one was for one sign-in."}
	}
	if s := a.Role.allows(p); s != nothing {
		return s, nil
	}
	return nothing, forbidden()
}

// mayAll returns the Forbidden error unless the actor has the permission over the
// whole society.
func (a Actor) mayAll(p permission) error {
	allowed, err := a.may(p)
	if err == nil && allowed != everything {
		return forbidden()
	}
	return err
}

// answersFor returns the Forbidden error where a write wants an account's name and
// the actor is the program itself: only what the schedule does has none, and what
// the command line does before there is an account to name.
func (a Actor) answersFor(action Action) error {
	if !a.program {
		return nil
	}
	switch action {
	case BillCreated, BillOverdue, BillNotOverdue, LateFeeCharged, MoveInsCarriedOut, MoveOutsCarriedOut, ReportRefreshed, DeskTidied:
		return nil
	case UserCreated, UserKeyAdded, UserKeyRemoved, TerminalAdded, TerminalRemoved, AuditExported:
		return nil
	}
	return unnamed()
}

// unnamed is the answer to the program itself where an account has to be named.
func unnamed() *Error {
	return &Error{Kind: Forbidden, Format: "Somebody has to answer for this: name the account that does it with --as EMAIL."}
}

// nobody reports whether there is neither an account nor the program itself.
func (a Actor) nobody() bool { return a.UserID == uuid.Nil && !a.program }

// forbidden is the one answer to a missing permission.
func forbidden() *Error {
	return &Error{Kind: Forbidden, Format: "Your account may not do this. Ask an admin if it should."}
}
