package tickets

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// View is one of the lists of tickets.
type View uint8

// The lists of tickets. The first three are of those open or in progress: what is
// over its target first, then by priority and age. The others are of the newest first.
// Those of which nobody knows when they were raised come behind all others.
const (
	// ViewQueue is all that is open or in progress.
	ViewQueue View = iota
	// ViewMine is what the actor has to do.
	ViewMine
	// ViewUnassigned is what nobody has.
	ViewUnassigned
	// ViewAll is every ticket.
	ViewAll
	// ViewClosed is what is resolved, closed or rejected.
	ViewClosed
	// ViewResolved is what waits to be confirmed: a resident's where they live now.
	ViewResolved
)

// queued reports whether the list is of tickets that are open or in progress.
func (v View) queued() bool { return v < ViewAll }

// Holds reports whether a ticket stands in the list of that actor.
func (v View) Holds(actor role.Actor, t Ticket) bool {
	switch v {
	case ViewQueue:
		return t.Status.Open()
	case ViewMine:
		return t.Status.Open() && value.SameID(t.AssigneeID, actor.UserID)
	case ViewUnassigned:
		return t.Status.Open() && t.AssigneeID == nil
	case ViewClosed:
		return !t.Status.Open()
	case ViewResolved:
		return t.Status == Resolved
	}
	return true
}

// Filter chooses tickets.
type Filter struct {
	View View
	// Statuses keeps to some; empty for all of the view's.
	Statuses []Status
	// Category keeps to one, however its letters are written; empty for all.
	Category string
	// UnitID and RequesterID keep to one; nil for all.
	UnitID, RequesterID *uuid.UUID
	// Search is part of a title, a unit, or a ticket's number, with a # before it for
	// the number alone; empty for all. In ViewAll and ViewClosed a title needs three
	// characters.
	Search string
	// After continues behind the last row of the page before.
	After *Cursor
	// Limit is how many rows at most, 50 when zero, 500 at most.
	Limit int
}

// Cursor is the place of a row in the lists' order.
type Cursor struct {
	// Moment is when the list's first page was read, by which it tells what is over
	// its target; Due is when the row's ticket is.
	Moment, Due time.Time
	Rank        int
	At          time.Time
	// Undated is of the ticket; At and Due say nothing then.
	Undated bool
	ID      uuid.UUID
}

// Cursor is the ticket's own place.
func (t Ticket) Cursor() *Cursor {
	return &Cursor{Moment: t.listed, Due: t.Due, Rank: t.Priority.rank(), At: t.CreatedAt, Undated: t.Undated, ID: t.ID}
}

// place is where the ticket stands among the newest first.
func (t Ticket) place() register.Place {
	if t.Undated {
		return register.Place{ID: t.ID}
	}
	return register.Place{At: t.CreatedAt, ID: t.ID}
}

// Page is a page of tickets and whether there are more behind it.
type Page struct {
	Tickets []Ticket
	More    bool
}

// List returns a page of one of the lists. A resident sees those of own units
// only, a guard what that guard raised today. Invalid: a search too short for
// the list.
func (s *Store) List(ctx context.Context, actor role.Actor, f Filter) (Page, error) {
	allowed, err := actor.Permit(role.ReadTickets)
	if err != nil {
		return Page{}, err
	}
	if f.Limit <= 0 {
		f.Limit = 50
	}
	f.Limit = min(f.Limit, 500)
	if allowed != role.Everything {
		return s.ticketPage(ctx, actor, allowed, f)
	}
	page, err := register.Shared(ctx, s.reg, "tickets "+f.key(actor), func(ctx context.Context) (Page, error) {
		return s.ticketPage(ctx, actor, allowed, f)
	})
	page.Tickets = slices.Clone(page.Tickets)
	return page, err
}

// key names the filter's page; only ViewMine is one person's.
func (f Filter) key(actor role.Actor) string {
	var who, unit, requester uuid.UUID
	if f.View == ViewMine {
		who = actor.UserID
	}
	if f.UnitID != nil {
		unit = *f.UnitID
	}
	if f.RequesterID != nil {
		requester = *f.RequesterID
	}
	var after Cursor
	if f.After != nil {
		after = *f.After
	}
	return fmt.Sprintf("%d %s %q %q %q %s %s %d %d %d %d %t %s %d", f.View, who, f.Statuses, f.Category, f.Search,
		unit, requester, after.Moment.UnixNano(), after.Due.UnixNano(), after.Rank, after.At.UnixNano(), after.Undated, after.ID, f.Limit)
}

func (s *Store) ticketPage(ctx context.Context, actor role.Actor, allowed role.Scope, f Filter) (Page, error) {
	moment := time.Now().Truncate(time.Microsecond) // as the database keeps times
	if f.After != nil && !f.After.Moment.IsZero() {
		moment = f.After.Moment
	}
	keys, order, args, err := f.keys(register.Tickets.Live, actor, allowed, moment)
	if err != nil {
		return Page{}, err
	}
	maps.Copy(args, s.Targets())
	args["since"], args["moment"] = s.settings.Today(), moment
	sql := `SELECT ` + ticketRow.Columns + ` FROM (` + keys + `) k JOIN maintenance_tickets t ON t.id = k.id` + ticketRow.Joins +
		` ORDER BY k.part, ` + order
	var tickets []Ticket
	if (f.View == ViewAll || f.View == ViewClosed) && allowed != role.RaisedToday && !f.After.undated() {
		tickets, err = register.PageOfBoth(ctx, s.reg, archivedRows, register.Page{Limit: f.Limit + 1, Planned: f.Search != ""}, sql, func() string {
			keys, _, _, _ := f.keys(register.Tickets.Listed, actor, allowed, moment) // asked the same, it has the same arguments
			return `SELECT k.id, k.created_at AS at FROM (` + keys + `) k`
		}, args)
	} else {
		tickets, err = register.List[Ticket](ctx, s.reg, sql, args)
	}
	if err != nil {
		return Page{}, err
	}
	for i := range tickets {
		tickets[i] = s.targeted(tickets[i])
		tickets[i].listed = moment
	}
	if len(tickets) > f.Limit {
		return Page{Tickets: tickets[:f.Limit], More: true}, nil
	}
	return Page{Tickets: tickets}, nil
}

// The orders, each as its index has it: the queue's is that of either of its halves.
const (
	queueOrder   = `society360_priority_rank(t.priority), t.created_at, t.id`
	historyOrder = `t.created_at DESC, t.id DESC`
)

// ofCategory is written as its index is.
const ofCategory = `lower(t.category) = lower(@category)`

// keys chooses the page's keys in a table of tickets, and says how they are ordered; names
// are read for those rows alone.
func (f Filter) keys(table string, actor role.Actor, allowed role.Scope, moment time.Time) (keys, order string, args pgx.NamedArgs, err error) {
	args = pgx.NamedArgs{"actor": value.NullID(actor.UserID), "limit": f.Limit + 1}
	where := []string{scopeTickets(allowed)}
	order = historyOrder
	if f.View.queued() {
		where, order = append(where, TicketIsOpen), queueOrder
	}
	switch f.View {
	case ViewMine:
		where = append(where, `t.assigned_to_id = @actor`)
	case ViewUnassigned:
		where = append(where, `NOT `+held())
	case ViewClosed:
		where = append(where, `NOT (`+TicketIsOpen+`)`)
	case ViewResolved:
		where = append(where, confirms(allowed))
	}
	if len(f.Statuses) > 0 {
		where = append(where, `coalesce(t.status, 'open') = ANY (@statuses)`)
		args["statuses"] = f.Statuses
	}
	if category := value.Clean(f.Category); category != "" {
		where = append(where, ofCategory)
		args["category"] = category
	}
	if f.UnitID != nil {
		where = append(where, `t.unit_id = @unit`)
		args["unit"] = *f.UnitID
	}
	if f.RequesterID != nil {
		where = append(where, `t.requester_id = @requester`)
		args["requester"] = *f.RequesterID
	}
	if f.After != nil {
		args["after_at"], args["after_id"] = f.After.At, f.After.ID
	}
	keysOf := f.historyKeys
	if f.View.queued() {
		keysOf = f.queueKeys
	}
	keys, err = keysOf(table, where, moment, allowed, args)
	return keys, order, args, err
}

// confirms is the condition that a ticket waits for the word of who reads in a scope.
func confirms(allowed role.Scope) string {
	return `t.status = '` + string(Resolved) + `' AND ` + homes.StillTheirs(allowed, `t.unit_id`)
}

// numberIn is the ticket's number that a search may mean, zero for none; only says that
// it is asked for by its #.
func numberIn(term string) (number int, only bool) {
	digits, only := strings.CutPrefix(term, "#")
	n, err := strconv.ParseUint(digits, 10, 31)
	if err != nil {
		return 0, false
	}
	return int(n), only
}

// manyTickets are more than are sorted, and manyUnits more than have all theirs read.
const manyTickets, manyUnits = 1000, 100

// newest is how many tickets are looked through for each row of a page, before an index is
// asked; ended is true where these gave the whole page.
const (
	newest = 20
	ended  = `(SELECT count(*) FROM first) = @limit`
)

// keysQuery chooses the page's rows of a table under the conditions walked, which their order's index
// has, and narrow. The queue is filtered as it is read, and so are a resident's. Over all
// tickets what many have is met among the newest, where it looks first; what few have is
// read in the index of each meaning of a search, and sorted; and what many had long ago is
// met by whoever walks the list. Which it is the statement finds out by itself, by looking
// no further than it has to.
//
// common are CTEs that the query names. Of a page in two parts they are those of the first,
// dated, and serve both.
func (f Filter) keysQuery(table string, walked, narrow []string, order string, allowed role.Scope, args pgx.NamedArgs) (common []string, keys string, err error) {
	where := slices.Concat(walked, narrow)
	page := func(of string, more ...string) string {
		return `(SELECT t.id, t.created_at FROM ` + of + ` t WHERE ` +
			strings.Join(slices.Concat(where, more), ` AND `) + ` ORDER BY ` + order + ` LIMIT @limit)`
	}
	const columns = `t.id, t.unit_id, t.requester_id, t.assigned_to_id, t.category, t.status, t.priority, t.created_at`
	term := value.Limit(value.Clean(f.Search), 60)
	if term == "" {
		return nil, page(table), nil
	}
	number, only := numberIn(term)
	if only {
		args["number"] = number
		return nil, page(table, `t.ticket_number = @number`), nil
	}
	long := !f.View.queued() && allowed == role.Everything
	looks := long && slices.Contains(walked, dated)
	var filters, pages, many []string
	arm := func(met, of string, most int) {
		name := `found` + strconv.Itoa(len(filters))
		more := fmt.Sprintf(`EXISTS (SELECT FROM %s OFFSET %d)`, name, most)
		common = append(common, fmt.Sprintf(`%s AS MATERIALIZED (%s LIMIT %d)`, name, of, most+1))
		filters, many = append(filters, met), append(many, more)
		if most == manyUnits {
			name = `(SELECT ` + columns + ` FROM ` + name + ` k CROSS JOIN LATERAL (SELECT ` + columns + ` FROM ` + table + ` t WHERE t.unit_id = k.id OFFSET 0) t)`
		}
		pages = append(pages, page(name, `NOT `+more))
	}
	unless := `true`
	if !f.After.undated() {
		unless = `NOT ` + ended
	}
	rows := func(filter, met string) {
		arm(met, `SELECT `+columns+` FROM `+table+` t WHERE `+filter+` AND `+unless, manyTickets)
	}
	if number > 0 {
		rows(`t.ticket_number = @number`, `t.ticket_number = @number`)
		args["number"] = number
	}
	if title := value.NewNameSearch(term); f.View.queued() && !title.Empty() {
		titled := title.In(`t.title`, args)
		rows(titled, title.Met(`t.title`, titled))
	} else if titled := title.InMany(`t.title`, args); titled != "" {
		rows(titled, title.Met(`t.title`, titled))
	}
	// A block's letter alone would be half of all tickets.
	if key := homes.UnitKey(term); key != "" && (f.View.queued() || value.OnlyDigits(term) != "") {
		units := homes.UnitsNamed(term, args)
		arm(`t.unit_id IN (`+units+`)`, `SELECT k.id FROM (`+units+`) k WHERE `+unless, manyUnits)
	}
	if len(filters) == 0 {
		return nil, "", fault.Wrong("search", "Type three letters at least, or a unit.")
	}
	means := value.Walked(strings.Join(filters, ` OR `))
	walk := page(table, means)
	if !long {
		return nil, walk, nil
	}
	pages = append(pages, `SELECT w.id, w.created_at FROM `+walk+` w WHERE `+strings.Join(many, ` OR `))
	if looks {
		common = append([]string{`first AS MATERIALIZED ` + page(fmt.Sprintf(`(SELECT %s, t.title, t.ticket_number FROM %s t WHERE %s ORDER BY %s LIMIT %d)`,
			columns, table, strings.Join(walked, ` AND `), order, newest*(f.Limit+1)), means)}, common...)
		pages = append(pages, `SELECT id, created_at FROM first WHERE `+ended)
	}
	return common, `SELECT t.id, t.created_at FROM (` + strings.Join(pages, ` UNION `) + `) t ORDER BY ` + order + ` LIMIT @limit`, nil
}

// undated reports whether a page begins among the tickets of which nobody knows when they
// were raised.
func (c *Cursor) undated() bool { return c != nil && c.Undated }
