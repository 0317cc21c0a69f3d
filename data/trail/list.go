package trail

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Row is a row of audit_logs with what it refers to in words. Strings are cleaned,
// times UTC.
type Row struct {
	ID uuid.UUID `json:"id"`
	// At is the zero time where another program wrote none.
	At     time.Time     `json:"at"`
	Action action.Action `json:"action"`
	// UserID is who did it: nil for the program itself, for a sign-in that
	// failed, and for an account whose row is gone.
	UserID *uuid.UUID `json:"user_id"`
	// Who, Role and Email are the account's as they were then, where the row
	// kept them, else as they are now; empty for nobody.
	Who   string `json:"who"`
	Role  string `json:"role"`
	Email string `json:"email"`
	// Resource is the table's name and ResourceID its row, Label the row in
	// words: a visitor's name, a ticket's title, a setting's key.
	Resource   string     `json:"resource"`
	ResourceID *uuid.UUID `json:"resource_id"`
	Label      string     `json:"label"`
	// Address, Client and Gate are where it was done.
	Address string `json:"address"`
	Client  string `json:"client"`
	Gate    string `json:"gate"`
	Notes   string `json:"notes"`
	// Operator is who ran a command on the machine, and from where, Identity how the
	// command came by its account (role.Origin); empty of what was done at a desk.
	Operator string `json:"operator"`
	Identity string `json:"identity"`
	// Details are audit_logs.details as they stand, of any shape; Diff reads them.
	Details json.RawMessage `json:"details"`
	// Cut says that the details were left out (see Filter.Brief).
	Cut bool `json:"-"`
	// Archived says that the row was moved to the archive.
	Archived bool `db:"-" json:"archived"`
	// Key is that of the marks by which what was removed of people is masked; nil where
	// nobody was removed.
	Key []byte `json:"-"`
	// masked says that something of the row was.
	masked bool
}

// Scheduled reports whether nobody's account did it: the program's schedule, its command
// line where no account is named, or a timer's command.
func (r Row) Scheduled() bool {
	return r.UserID == nil && r.Who == "" && (r.Client == "cli" || strings.HasPrefix(r.Client, role.ScheduledBy))
}

// Cursor is the place of a row in the list's order.
type Cursor struct {
	At time.Time
	ID uuid.UUID
}

// Cursor is the row's own place.
func (r Row) Cursor() *Cursor { return &Cursor{At: r.At, ID: r.ID} }

func (r Row) place() register.Place { return register.Place{At: r.At, ID: r.ID} }

// Filter chooses rows of the trail; every field narrows it. Field names for
// complaints: id, from, to, text.
type Filter struct {
	// Person is the account that acted; nil for all. People finds it by name or
	// e-mail.
	Person *uuid.UUID
	// Actions are those of the room action or another program's; none for all.
	Actions []action.Action
	// Resource is a table's name, ResourceID one of its rows; empty for all.
	Resource   string
	ResourceID *uuid.UUID
	// Whole adds what belongs to the thing of ResourceID to its history: a bill's
	// payments, and of an account and of a unit who moved in and out.
	Whole bool
	// Resources are tables' names, where there are several; none for all (see Of).
	Resources []string
	// Address is a peer's, or the beginning of one.
	Address string
	// Role is that of the account that acted, as it was then; empty for all.
	Role role.Role
	// Program keeps to what the program did by itself (see Row.Scheduled).
	Program bool
	// From and To bound the time, To not included; zero for open.
	From, To time.Time
	// Text is part of the details. It is looked for within one row's history, or
	// within seven days.
	Text string
	// After continues behind the last row of the page before.
	After *Cursor
	// Limit is how many rows at most, 50 when zero, 500 at most.
	Limit int
	// Brief leaves details out that take over 8 KB, which other programs may
	// write: a desk holds many rows, and reads one whole with Get. Other lists have those
	// too, as far as a page has room; of the rest they say {"cut": true}.
	Brief bool
}

// briefDetails is the largest size in bytes of details that a brief list holds.
const briefDetails = 8 << 10

// Page is a page of the trail and whether there are more behind it.
type Page struct {
	Rows []Row
	More bool
}

// What a search in details may cost: it scans the rows that the other filters leave,
// so they have to leave few.
const (
	textDays   = 7
	pageTimeMS = "2000"
)

// Check refuses a filter that cannot be answered now, as Invalid.
func (f Filter) Check(now time.Time) error {
	_, err := f.checked(now)
	return err
}

// checked is the filter tidied, or why it cannot be answered.
func (f Filter) checked(now time.Time) (Filter, error) {
	f.Resource, f.Address, f.Text = value.Clean(f.Resource), value.Clean(f.Address), value.Limit(value.Clean(f.Text), 100)
	if f.Limit <= 0 {
		f.Limit = 50
	}
	f.Limit = min(f.Limit, 500)
	f.Address, _ = wholeAddress(f.Address)
	until := f.To
	if until.IsZero() {
		until = now
	}
	if err := value.RegisterDays().Between(f.From, f.To, value.DayOf(now)); err != nil {
		return f, err
	}
	switch {
	case f.ResourceID != nil && len(f.Resources) > 0:
		return f, fault.Wrong("resource", "An ID is of one kind; these are several: %s.", strings.Join(f.Resources, ", "))
	case f.ResourceID != nil && f.Resource == "":
		return f, fault.Wrong("resource", "Of what kind is the ID? For example visitor_logs.")
	case !f.From.IsZero() && !f.To.IsZero() && !f.From.Before(f.To):
		return f, fault.Wrong("to", "This is before the beginning of the range.")
	case f.Text != "" && f.ResourceID == nil && (f.From.IsZero() || until.Sub(f.From) > textDays*24*time.Hour):
		return f, fault.Wrong("text", "A search for text covers seven days at most, or the history of one thing: give the day from which to look.")
	}
	return f, nil
}

// where gives the conditions on an audit_logs l, and their arguments.
func (f Filter) where(args pgx.NamedArgs) []string {
	where := []string{`true`}
	add := func(condition, name string, value any) {
		where = append(where, condition)
		args[name] = value
	}
	if f.Person != nil {
		add(`l.user_id = @person`, "person", *f.Person)
	}
	switch len(f.Actions) {
	case 0:
	case 1:
		add(`l.action = @done`, "done", string(f.Actions[0]))
	default: // each by itself (auditKeys)
		add(`l.action = did.word`, "done", f.Actions)
	}
	if f.Resource != "" { // an ID never stands alone
		where = append(where, f.whereThing(args))
	}
	if len(f.Resources) > 0 {
		add(`l.resource_type = ANY (@kinds::text[])`, "kinds", f.Resources)
	}
	switch address, whole := wholeAddress(f.Address); {
	case whole:
		add(`l.ip_address = @from_address`, "from_address", address)
	case address != "":
		add(`l.ip_address LIKE @from_address`, "from_address", value.LikeEscape(address)+`%`)
	}
	if f.Role != "" {
		add(byRole, "by_role", string(f.Role))
	}
	if f.Program {
		where = append(where, byProgram)
	}
	if !f.From.IsZero() {
		add(`l.created_at >= @since`, "since", f.From)
	}
	if !f.To.IsZero() {
		add(`l.created_at < @until`, "until", f.To)
	}
	if f.Text != "" {
		condition, sought := hasText(withinJSON(f.Text))
		add(condition, "sought", sought)
	}
	return where
}

// Who did a row l: an account of the role @by_role, as the row kept it or else as it
// is now; and the program by itself.
const (
	byRole = `coalesce(nullif((` + slimDetails + `) #>> '{actor,role}', ''),
		(SELECT r.name FROM users u JOIN roles r ON r.id = u.role_id WHERE u.id = l.user_id)) = @by_role`
	byProgram = `l.user_id IS NULL AND (l.user_agent = 'cli' OR l.user_agent LIKE '` + role.ScheduledBy + `%') AND nullif((` + slimDetails + `) #>> '{actor,name}', '') IS NULL`
)

// localAddress is where what was done on the machine itself was done.
const localAddress = "local"

// wholeAddress tidies an address, and says whether it is a whole one.
func wholeAddress(text string) (address string, whole bool) {
	text = strings.ToLower(value.Clean(text))
	if address, err := netip.ParseAddr(text); err == nil {
		return address.String(), true
	}
	return text, text == localAddress
}

// CheckAddress refuses what is neither an address nor the beginning of one. Field name
// for the complaint: address.
func CheckAddress(text string) error {
	address, whole := wholeAddress(text)
	if whole || strings.HasPrefix(localAddress, address) || beginsAddress(address) {
		return nil
	}
	return fault.Wrong("address", "An address is one such as 10.0.3.7 or its beginning, such as 10.0., or local.")
}

// beginsAddress reports whether there are addresses that begin like that: 10.0. and
// 2001:db8, but not 999. or 1.2.3.4.
func beginsAddress(text string) bool {
	head, four := "", text
	if i := strings.LastIndex(text, ":"); i >= 0 {
		head, four = text[:i+1], text[i+1:]
	}
	if !strings.Contains(four, ".") {
		head, four = text, ""
	}
	groups := strings.Split(strings.Replace(head, "::", ":", 1), ":")
	for i, group := range groups {
		if len(group) > 4 || strings.Trim(group, "0123456789abcdef") != "" || group == "" && i > 0 && i < len(groups)-1 {
			return false
		}
	}
	parts := strings.Split(four, ".")
	for i, part := range parts {
		_, err := strconv.ParseUint(part, 10, 8)
		if err != nil && (part != "" || i < len(parts)-1) {
			return false
		}
	}
	return len(groups) <= 9 && (four == "" || parts[0] != "" && len(parts) <= 4)
}

// Of is the filter for things of some kinds (Words.ResourcesNamed).
func (f Filter) Of(kinds []string) Filter {
	f.Resource, f.Resources = "", kinds
	if len(kinds) == 1 {
		f.Resource, f.Resources = kinds[0], nil
	}
	return f
}

// whereThing is the condition on what a row is about.
func (f Filter) whereThing(args pgx.NamedArgs) string {
	args["kind"] = f.Resource
	if f.ResourceID == nil {
		return `l.resource_type = @kind`
	}
	args["thing"] = *f.ResourceID
	const one = `l.resource_type = @kind AND l.resource_id = @thing`
	if parts := partsOf(f.Resource); f.Whole && parts != "" {
		return `(` + one + ` OR ` + parts + `)`
	}
	return one
}

// partsOf is the condition that a row is about what belongs to @thing of a kind;
// empty where nothing does.
func partsOf(kind string) string {
	switch kind {
	case "bills":
		return `l.resource_type = 'payments' AND l.resource_id = ANY (ARRAY(SELECT p.id FROM payments p WHERE p.bill_id = @thing))`
	case "users":
		return `l.resource_type = 'user_units' AND l.resource_id = ANY (ARRAY(SELECT x.id FROM user_units x WHERE x.user_id = @thing))`
	case "units":
		return `l.resource_type = 'user_units' AND l.resource_id = ANY (ARRAY(SELECT x.id FROM user_units x WHERE x.unit_id = @thing))`
	}
	return ""
}

// withinJSON is how a text stands between a JSON string's quotes.
func withinJSON(s string) string {
	quoted := compactJSON(s)
	return string(quoted[1 : len(quoted)-1])
}

// archived is where the filter's archived rows are chosen.
func (f Filter) archived() string {
	if f.Text != "" || f.Role != "" || f.Program {
		return register.TrailWhole
	}
	return register.Trail.Listed
}

// auditKeys chooses the (id, at) of a page of a trail, newest first. Rows without a time,
// which only other programs write, come behind all others; none is archived.
func (f Filter) auditKeys(table string, args pgx.NamedArgs, more ...string) string {
	where := append(f.where(args), more...)
	args["limit"], args["brief"], args["fat"], args["packed"] = f.Limit+1, fatDetails, fatDetails, packedDetails
	if f.Brief {
		args["brief"] = briefDetails
	}
	dated, undated := f.placed(where, args)
	page := func(conditions []string) string {
		rows := `(SELECT l.id, l.created_at AS at FROM ` + table + ` l WHERE ` + strings.Join(conditions, ` AND `) +
			` ORDER BY l.created_at DESC, l.id DESC LIMIT @limit)`
		if len(f.Actions) > 1 { // each ends with the page, in its own part of the index
			return `(SELECT l.id, l.at FROM (SELECT DISTINCT unnest(@done::text[])) did (word) CROSS JOIN LATERAL ` + rows + ` l)`
		}
		return rows
	}
	keys := page(dated)
	if !f.From.IsZero() || !f.To.IsZero() || table != register.Trail.Live {
		return keys
	}
	// In the order of the same index: by the ID alone all rows would be walked for these.
	return keys + ` UNION ALL ` + page(undated)
}

// placed adds to conditions the place behind which a page begins, for rows with a time
// and for those without.
func (f Filter) placed(where []string, args pgx.NamedArgs) (dated, undated []string) {
	dated = append(slices.Clone(where), `l.created_at IS NOT NULL`)
	undated = append(slices.Clone(where), `l.created_at IS NULL`)
	if f.After != nil {
		args["after_at"], args["after_id"] = f.After.At, f.After.ID
		if f.After.At.IsZero() {
			dated = append(dated, `false`)
			undated = append(undated, `l.id < @after_id`)
		} else {
			dated = append(dated, `(l.created_at, l.id) < (@after_at, @after_id)`)
		}
	}
	return dated, undated
}

// List returns a page of the trail, newest first, to any depth. Admins
// only. A page may have fewer rows than its limit though More are behind it: where each
// row has to be read to know whether it fits, it has what was found first. A filter that
// takes a statement more than two seconds, or finds nothing in five, is Refused with what
// to narrow.
func (s *Store) List(ctx context.Context, actor role.Actor, f Filter) (Page, error) {
	if _, err := actor.Permit(role.ReadAudit); err != nil {
		return Page{}, err
	}
	f, err := f.checked(time.Now())
	if err != nil {
		return Page{}, err
	}
	page, err := s.page(ctx, f)
	room := pageDetails
	for i := range page.Rows {
		if row := &page.Rows[i]; err == nil && row.Cut && !f.Brief {
			err = s.unpack(ctx, row, room > 0)
			room -= len(row.Details)
		}
	}
	return page, err
}

// pageDetails is how many bytes of large details a page has room for.
const pageDetails = 8 << 20

// unpack gives a row of a page its details, which were too large to be read with the
// others: whole, where they are to be and can be read in time.
func (s *Store) unpack(ctx context.Context, row *Row, whole bool) error {
	row.Details = json.RawMessage(`{"cut": true}`)
	if !whole {
		return nil
	}
	sql := `SELECT l.details FROM ` + register.Trail.Live + ` l WHERE l.id = @id`
	if row.Archived {
		sql = `SELECT l.details FROM ` + register.Trail.Whole + ` l WHERE l.id = @id AND l.created_at = @at`
	}
	read, err := bounded[struct{ Details json.RawMessage }](ctx, s, sql, pgx.NamedArgs{"id": row.ID, "at": row.At})
	var slow *fault.Error
	switch {
	case errors.As(err, &slow) && connect.StateOf(slow.Cause) == connect.QueryCanceled:
		return nil
	case err == nil && len(read) > 0:
		row.Details, row.Cut = read[0].Details, false
		one := []Row{*row}
		err = s.mask(ctx, one)
		*row = one[0]
	}
	return err
}

// chosen are the first of the keys that a page's parts chose.
func chosen(keys string) string {
	return `SELECT id, at FROM (` + keys + `) page ORDER BY at DESC NULLS LAST, id DESC LIMIT @limit`
}

// auditQuery reads the rows of the keys that a page chose.
func auditQuery(keys string) string {
	return `SELECT ` + auditColumns + ` FROM (` + chosen(keys) + `) k JOIN audit_logs l ON l.id = k.id` + auditJoins +
		` ORDER BY k.at DESC NULLS LAST, k.id DESC`
}

// archivedRows are rows of the trail as the archive has them.
var archivedRows = register.RowsWith(register.Trail, `l`, auditColumns, auditJoins, Row.place, func(r *Row) { r.Archived = true })

// auditPage reads a filter's page by its keys in each of the two trails that it reaches, of
// which archived is the archive's.
func (s *Store) auditPage(ctx context.Context, keys func(table string) string, archived string, args pgx.NamedArgs, f Filter) (Page, error) {
	rows, err := bounded[Row](ctx, s, auditQuery(keys(register.Trail.Live)), args)
	if err != nil {
		return Page{}, err
	}
	page := register.Page{Limit: f.Limit + 1, Since: f.From}
	if f.After == nil || !f.After.At.IsZero() { // those without a time are in no archive
		reaches := register.Reaches(page, rows, Row.place)
		if reaches {
			if reaches, err = register.Archived(ctx, s.reg, register.Trail); err != nil {
				return Page{}, err
			}
		}
		if reaches {
			places, err := bounded[register.Place](ctx, s, chosen(keys(archived)), args)
			if err != nil {
				return Page{}, err
			}
			old, err := archivedRows.At(ctx, places, args, func(ctx context.Context, sql string, args pgx.NamedArgs) ([]Row, error) {
				return bounded[Row](ctx, s, sql, args)
			})
			if err != nil {
				return Page{}, err
			}
			rows = register.Merged(rows, old, Row.place)
		}
	}
	told := Page{Rows: rows}
	if len(rows) > f.Limit {
		told = Page{Rows: rows[:f.Limit], More: true}
	}
	if err := s.labelled(ctx, told.Rows); err != nil {
		return Page{}, err
	}
	return told, s.mask(ctx, told.Rows)
}

// labelled gives rows about visits and tickets that are archived these's names.
func (s *Store) labelled(ctx context.Context, rows []Row) error {
	about := map[uuid.UUID][]*Row{}
	for i := range rows {
		if row := &rows[i]; row.ResourceID != nil && (row.Resource == "visitor_logs" || row.Resource == "maintenance_tickets") &&
			(row.Label == "" || register.MayBeArchived(row.At)) {
			about[*row.ResourceID] = append(about[*row.ResourceID], row)
		}
	}
	if len(about) == 0 {
		return nil
	}
	named, err := register.List[struct {
		ID   uuid.UUID
		Word string
	}](ctx, s.reg, `SELECT id, visitor_name AS word FROM `+register.Visits.Listed+` WHERE id = ANY (@ids)
		UNION ALL SELECT id, title FROM `+register.Tickets.Listed+` WHERE id = ANY (@ids)`, pgx.NamedArgs{"ids": slices.Collect(maps.Keys(about))})
	for _, thing := range named {
		for _, row := range about[thing.ID] {
			row.Label = thing.Word
		}
	}
	return err
}
