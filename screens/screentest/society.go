// Package screentest is a society in memory for the tests of screens: a store for
// each room of data, all of them over one register, with the rules that screens
// rely on. What the stores answer is held to the real ones by the contract in the
// tests of package screens: it makes the same calls on both and compares.
package screentest

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/archive"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/health"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/imports"
	"github.com/civoranexus/society360/data/maintenance"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/notices"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/schedule"
	"github.com/civoranexus/society360/data/seal"
	"github.com/civoranexus/society360/data/settings"
	"github.com/civoranexus/society360/data/tickets"
	"github.com/civoranexus/society360/data/trail"
	"github.com/civoranexus/society360/data/value"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui/tuitest"
)

// Society is a register in memory. A test puts rows into its tables as they would
// stand there, and gives its rooms to a screen.
type Society struct {
	Switches
	// Clock is the register's, Zone the society's.
	Clock func() time.Time
	Zone  *time.Location
	// Page is how many rows a page has where nobody asks for another number.
	Page int
	// Password is everybody's.
	Password string
	// Other is who changes rows at another desk (Table.Change).
	Other role.Actor
	// OtherDoes is what the log calls it, empty for what it has no name for.
	OtherDoes action.Action

	Blocks   *Table[homes.Block]
	Units    *Table[Home]
	Accounts *Table[accounts.User]
	// SSHKeys are the accounts' public keys, by their fingerprints; Desks who is on
	// which desk.
	SSHKeys *Table[Key]
	Desks   *Table[accounts.Session]
	// Ties are who lives where.
	Ties *Table[Tie]
	// Bills have the status that they are marked with; they are read with that of
	// the day.
	Bills    *Table[money.Bill]
	Payments *Table[money.Payment]
	Closings *Table[money.Closing]
	Visits   *Table[visits.Visit]
	// Bars are who is barred, and was.
	Bars    *Table[visits.Bar]
	Tickets *Table[tickets.Ticket]
	Notices *Table[notices.Notice]
	// Config are the entries of system_config by key.
	Config *Table[settings.Row]
	// Sealed is how the trail's seal stands.
	Sealed seal.State
	// Trail is the audit log; every write adds to it.
	Trail *Table[trail.Row]
	// Plans are what imports of files would do, by their contents: what stands there
	// is said of a file, and its lines are not read.
	Plans map[string]imports.Report
	// Odd are what the checks find, by the check's name and in the order of their
	// places; Large how many rows a check would read whole, Unmade why one cannot be
	// made.
	Odd map[string][]health.Finding
	// Due is what would go to the archive, by kind.
	Due map[archive.Kind][]archive.Month
	// Jobs are those of the schedule, Runs those of each, the newest first; Known is since when
	// a server does them.
	Jobs   []schedule.Job
	Runs   map[string][]schedule.Run
	Known  *time.Time
	Large  map[string]int
	Unmade map[string]*fault.Error
	// Sizes are the tables', the whole database's first.
	Sizes []maintenance.Size
	// Figures are the reports'.
	Figures Figures
	// Files are the account's that sits at the desk.
	Files *Files

	// Stop, where set, is what long work in parts ends with behind its first part.
	Stop error

	// runs are the monthly runs that left a row, freed the bills of those that were
	// taken back.
	runs  []*money.BillRun
	freed map[uuid.UUID]bool

	made int
	// read is how often a notice's words had changed when an account read it, by both.
	read   map[[2]uuid.UUID]int
	worded map[uuid.UUID]wording
	// issued is when receipts were that are younger than their payments.
	issued map[uuid.UUID]time.Time
}

// New makes a society without rows, whose clock stands as a driver's does.
func New() *Society {
	s := &Society{
		Clock: tuitest.Start, Zone: tuitest.India(), Page: 50, Password: "an admin's own",
		Other: role.Actor{UserID: ID(99), Name: "Imran Shaikh", Role: role.Guard},
		Plans: map[string]imports.Report{}, Odd: map[string][]health.Finding{}, Jobs: schedule.Jobs(), Runs: map[string][]schedule.Run{}, freed: map[uuid.UUID]bool{}, read: map[[2]uuid.UUID]int{}, worded: map[uuid.UUID]wording{},
	}
	s.Notices = rows(s, "announcements", func(n *notices.Notice) mark { return mark{name: n.Title, id: &n.ID, version: &n.Version} })
	s.Config = rows(s, "system_config", func(r *settings.Row) mark { return mark{name: r.Key, id: r.ID, version: &r.Version} })
	s.Trail = rows(s, "audit_logs", func(r *trail.Row) mark { return mark{name: r.Label, id: &r.ID} })
	s.issued, s.answers = map[uuid.UUID]time.Time{}, map[uuid.UUID]any{}
	s.Files = &Files{s: s, In: map[string]string{}, Written: map[string]string{}, Printed: map[string]string{}}
	s.Blocks = rows(s, "blocks", func(b *homes.Block) mark { return mark{name: b.Name, id: &b.ID} })
	s.Closings = rows(s, "cash_closings", func(c *money.Closing) mark { return mark{name: c.Day.String(), id: &c.ID} })
	s.Payments = rows(s, "payments", func(p *money.Payment) mark { return mark{name: p.Receipt, id: &p.ID} })
	s.Bills = rows(s, "bills", func(b *money.Bill) mark { return mark{name: b.Description, id: &b.ID, version: &b.Version} })
	s.Bills.as, s.Payments.as = Money{s}.as, Money{s}.asPayment
	s.Units = rows(s, "units", func(u *Home) mark { return mark{name: u.Label, id: &u.ID} })
	s.Accounts = rows(s, "users", func(u *accounts.User) mark { return mark{name: u.Name, id: &u.ID, version: &u.Version} })
	s.Accounts.as = Accounts{s}.as
	s.SSHKeys = rows(s, "user_ssh_keys", func(k *Key) mark { return mark{name: k.Fingerprint, id: &k.ID} })
	s.Desks = rows(s, "desk_sessions", func(d *accounts.Session) mark { return mark{name: d.Name, id: &d.ID} })
	s.Visits = rows(s, "visitor_logs", func(v *visits.Visit) mark { return mark{name: v.Name, id: &v.ID, version: &v.Version} })
	s.Visits.as = Visits{s}.as
	s.Bars = rows(s, "barred_visitors", func(b *visits.Bar) mark { return mark{name: b.Value, id: &b.ID} })
	s.Bars.as = Visits{s}.asBar
	s.Tickets = rows(s, "maintenance_tickets", func(t *tickets.Ticket) mark {
		return mark{name: t.Title, id: &t.ID, version: &t.Version, changed: &t.UpdatedAt}
	})
	s.Tickets.as = Tickets{s}.as
	s.Ties = rows(s, "user_units", func(t *Tie) mark { return mark{name: t.Name, id: &t.ID, version: &t.Version} })
	s.Ties.as = s.asTie
	return s
}

// Rooms are a society's stores, one for each room of data that screens know.
type Rooms struct {
	Accounts    Accounts
	Archive     Archive
	Directory   Directory
	Health      Health
	Homes       Homes
	Imports     Imports
	Maintenance Maintenance
	Money       Money
	Notices     Notices
	Reports     Reports
	Schedule    Schedule
	Settings    Settings
	Tickets     Tickets
	Trail       Trail
	Seal        Seal
	Visits      Visits
}

// Rooms gives the stores.
func (s *Society) Rooms() Rooms {
	return Rooms{Accounts: Accounts{s}, Archive: Archive{s}, Directory: Directory{s}, Health: Health{s}, Homes: Homes{s}, Imports: Imports{s}, Maintenance: Maintenance{s}, Money: Money{s}, Notices: Notices{s}, Reports: Reports{s}, Schedule: Schedule{s}, Settings: Settings{s}, Tickets: Tickets{s}, Trail: Trail{s}, Seal: Seal{s}, Visits: Visits{s}}
}

// Settle tells whether a write was done, by its key.
func (s *Society) Settle(ctx context.Context, _ role.Actor, key uuid.UUID) (bool, error) {
	return read(ctx, s, role.Actor{}, "Settle", func() (bool, error) { return s.intents[key], nil })
}

// Ago does something as it was done that long ago.
func (s *Society) Ago(ago time.Duration, do func()) {
	now := s.Clock
	s.Clock = func() time.Time { return now().Add(-ago) }
	do()
	s.Clock = now
}

// ID is the n-th of the tests' own IDs; those that a society makes are others.
func ID(n int) uuid.UUID { return uuid.MustParse(fmt.Sprintf("00000000-0000-7000-8000-%012d", n)) }

// newID is the next ID of a society's own, greater than those before.
func (s *Society) newID() uuid.UUID {
	s.made++
	return uuid.MustParse(fmt.Sprintf("00000000-0000-7000-9000-%012d", s.made))
}

// version is a version that no row had before.
func (s *Society) version() string {
	s.made++
	return fmt.Sprint(s.made)
}

// today is the day of the clock in the society's zone.
func (s *Society) today() value.Day { return value.DayOf(s.Clock().In(s.Zone)) }

// change is what a write changed: its fields, before and after.
type change map[string][2]string

// told adds a write to the audit log.
func (s *Society) told(actor role.Actor, did action.Action, resource string, id uuid.UUID, label, notes string, changes ...change) {
	var of *uuid.UUID
	if id != uuid.Nil {
		of = &id
	}
	s.Trail.put(trail.Row{
		At: s.Clock(), Action: did, UserID: &actor.UserID, Who: actor.Name, Role: string(actor.Role), Email: actor.Email,
		Resource: resource, ResourceID: of, Label: label, Notes: notes, Details: details(changes...),
		Address: actor.Origin.Address, Client: actor.Origin.Client, Gate: actor.Origin.Gate,
	})
}

// details are changes as the log keeps them.
func details(changes ...change) json.RawMessage {
	fields := map[string]map[string]string{"before": {}, "after": {}}
	for _, c := range changes {
		for field, values := range c {
			fields["before"][field], fields["after"][field] = values[0], values[1]
		}
	}
	text, err := json.Marshal(fields)
	if err != nil {
		panic(err)
	}
	return text
}

// fieldOf is what a row of the log says of a field, before and after.
func fieldOf(row trail.Row, field string) (before, after string) {
	var details map[string]map[string]string
	if json.Unmarshal(row.Details, &details) != nil {
		return "", ""
	}
	return details["before"][field], details["after"][field]
}

// history is what was done to a thing, oldest first.
func (s *Society) history(id uuid.UUID) (rows []trail.Row) {
	for _, r := range s.Trail.rows {
		if r.ResourceID != nil && *r.ResourceID == id {
			rows = append(rows, *r)
		}
	}
	return rows
}

// Notes are what was typed with changes of these kinds, in their order.
func (s *Society) Notes(of ...action.Action) (notes []string) {
	s.Mu.Lock()
	defer s.Mu.Unlock()
	for _, r := range s.Trail.rows {
		if slices.Contains(of, r.Action) {
			notes = append(notes, r.Notes)
		}
	}
	return notes
}

// lastTold is the latest of a thing's history whose action is none of those.
func (s *Society) lastTold(id uuid.UUID, but ...action.Action) trail.Row {
	for _, r := range slices.Backward(s.history(id)) {
		if !slices.Contains(but, r.Action) {
			return r
		}
	}
	return trail.Row{}
}

// overtaken refuses a change of a thing that somebody else changed since it was seen.
func overtaken[T any](s *Society, id uuid.UUID, now T, called string, but ...action.Action) error {
	last := s.lastTold(id, but...)
	no := Refusal("%s was changed meanwhile; look before you save.", called)
	switch {
	case last.Who != "" && called == "":
		no = Refusal("%s changed this at %s; look before you save.", last.Who, last.At)
	case last.Who != "":
		no = Refusal("%s was changed by %s at %s; look before you save.", called, last.Who, last.At)
	case called == "":
		no = Refusal("This was changed meanwhile; look before you save.")
	}
	no.Cause = &fault.Conflict[T]{Now: now, Who: last.Who, At: last.At}
	return no
}

// Down is what the register answers where its database cannot be reached.
func Down() *fault.Error {
	return fault.Away.Unsaved(nil)
}

// Refusal is a rule's no.
func Refusal(format string, args ...any) *fault.Error {
	return &fault.Error{Kind: fault.Refused, Format: format, Args: args}
}

// Complaint is about one field of what was typed.
func Complaint(field, format string, args ...any) *fault.Error {
	return &fault.Error{Kind: fault.Invalid, Format: format, Args: args, Bad: map[string]error{field: invalid(format, args...)}}
}

func invalid(format string, args ...any) *fault.Error {
	return &fault.Error{Kind: fault.Invalid, Format: format, Args: args}
}

func gone() *fault.Error { return &fault.Error{Kind: fault.NotFound, Format: "It is no longer there."} }

// wrongOwn is the complaint about somebody's own password.
func (s *Society) wrongOwn() error { return Complaint("own", "This is not your own password.") }

// complaints are about several fields.
func complaints(bad map[string]error) error {
	if len(bad) == 0 {
		return nil
	}
	return &fault.Error{Kind: fault.Invalid, Format: "Something is missing or wrong; see the marked fields.", Bad: bad}
}

func at(t time.Time) *time.Time { return &t }

// forbidden refuses a role what it may not.
func forbidden() error {
	return &fault.Error{Kind: fault.Forbidden, Format: "Your account may not do this. Ask an admin if it should."}
}
