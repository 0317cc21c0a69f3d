package data

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

// allows is the table of DESIGN.md section 3, "Roles". A role that is not in it,
// and a permission that a role does not name, allow nothing.
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
// actor's role does not have it at all. The program's own schedule may do
// whatever the schedule calls.
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

// forbidden is the one answer to a missing permission.
func forbidden() *Error {
	return &Error{Kind: Forbidden, Format: "Your account may not do this. Ask an admin if it should."}
}
