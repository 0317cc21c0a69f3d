package data

// Action names what was done, in audit_logs.action (SCHEMA.md 3.11 and, in the
// same style, what the document does not name).
type Action string

// Every action the program records. The resource type beside it is the table.
const (
	UserLogin         Action = "USER_LOGIN"
	UserLogout        Action = "USER_LOGOUT"
	UserLoginFailed   Action = "USER_LOGIN_FAILED"
	UserDeskUnlocked  Action = "USER_DESK_UNLOCKED"
	UserCreated       Action = "USER_CREATED"
	UserUpdated       Action = "USER_UPDATED"
	UserDeleted       Action = "USER_DELETED"
	UserStatusChanged Action = "USER_STATUS_CHANGED"
	UserKeyAdded      Action = "USER_SSH_KEY_ADDED"
	UserKeyRemoved    Action = "USER_SSH_KEY_REMOVED"
	TerminalAdded     Action = "TERMINAL_ADDED"
	TerminalRemoved   Action = "TERMINAL_REMOVED"
	SessionEnded      Action = "SESSION_ENDED"
	SessionRefused    Action = "SESSION_REFUSED"
	FileStored        Action = "FILE_STORED"
	FileFetched       Action = "FILE_FETCHED"
	UserPasswordSet   Action = "USER_PASSWORD_CHANGED"

	VisitorAnnounced      Action = "VISITOR_ANNOUNCED"
	VisitorPreApproved    Action = "VISITOR_PRE_APPROVED"
	VisitorApproved       Action = "VISITOR_APPROVED"
	VisitorDenied         Action = "VISITOR_DENIED"
	VisitorCheckedIn      Action = "VISITOR_CHECKED_IN"
	VisitorCheckedOut     Action = "VISITOR_CHECKED_OUT"
	VisitorCheckOutUndone Action = "VISITOR_CHECK_OUT_UNDONE"
	VisitorPresumedLeft   Action = "VISITOR_PRESUMED_LEFT"
	VisitorCorrected      Action = "VISITOR_CORRECTED"
	ResidentPhoneRevealed Action = "RESIDENT_PHONE_REVEALED"
	ResidentMovedOut      Action = "RESIDENT_MOVED_OUT"
	RoleCreated           Action = "ROLE_CREATED"
	UnitCreated           Action = "UNIT_CREATED"
	BlockCreated          Action = "BLOCK_CREATED"
	ResidentMovedIn       Action = "RESIDENT_MOVED_IN"
	TicketCreated         Action = "TICKET_CREATED"
	TicketAssigned        Action = "TICKET_ASSIGNED"
	TicketStarted         Action = "TICKET_STARTED"
	TicketResolved        Action = "TICKET_RESOLVED"
	TicketClosed          Action = "TICKET_CLOSED"
	TicketRejected        Action = "TICKET_REJECTED"
	BillCreated           Action = "BILL_CREATED"
	PaymentRecorded       Action = "PAYMENT_RECORDED"
	AnnouncementCreated   Action = "ANNOUNCEMENT_CREATED"
	AnnouncementRead      Action = "ANNOUNCEMENT_READ"
	SettingChanged        Action = "SETTING_CHANGED"
	DemoSocietySeeded     Action = "DEMO_SOCIETY_SEEDED"
)
