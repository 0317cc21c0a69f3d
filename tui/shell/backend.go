package shell

import (
	"context"
	"time"

	"github.com/civoranexus/society360/tui"
)

// Backend is what the shell asks of the program around it. The shell knows
// neither the database nor the screens: package screens implements Backend.
type Backend interface {
	// House returns what every desk of the society shares. It is read at start,
	// after sign-in and whenever a setting changed.
	House(ctx context.Context) (House, error)
	// SignIn checks an account's password. Its errors are safe to show.
	SignIn(ctx context.Context, email, password string) (Session, error)
}

// House is the part of the society's settings that the shell itself obeys.
type House struct {
	// Name of the society, for the header and the login screen.
	Name string
	// Zone is the society's time zone (setting general.timezone).
	Zone *time.Location
	// IdleLock is how long a keyboard may rest before the desk locks
	// (setting security.session_timeout, 1 to 60 minutes).
	IdleLock time.Duration
}

// Account is the signed-in person as the header shows them.
type Account struct {
	ID    string
	Name  string
	Email string
	Role  string
}

// Notice is one line of the banner: an important announcement not yet read, or a
// word of the program itself.
type Notice struct {
	ID   string
	Text string
	// Since is when it was published, or last shown anew: then it comes into view once
	// more.
	Since time.Time
	// Changed marks one that the account has read as it was before.
	Changed bool
	// More, where set, is the rest of what is to be said, already through the
	// printer: the notice has no page of its own, and its key tells the rest and
	// marks it read.
	More string
}

// Session is a signed-in account at this desk.
type Session interface {
	Account() Account
	// Screens lists what this account may open, in the order of the digits 1-9.
	Screens() []tui.Entry
	// Banner returns the important notices this account has not read yet.
	Banner(ctx context.Context) ([]Notice, error)
	// MarkRead records that the account has read a notice of the banner.
	MarkRead(ctx context.Context, id string) error
	// Unlock checks the same account's password again at the lock screen; its
	// error is a WrongPassword where that was wrong.
	Unlock(ctx context.Context, password string) error
	// Sure is asked before each read for the account. It costs nothing while the
	// program knows from a moment ago that the account may go on. Its error says
	// why nothing is read: the account may not go on, or nobody could tell.
	Sure(ctx context.Context) error
	// SignOut ends the session in the register.
	SignOut(ctx context.Context) error
}
