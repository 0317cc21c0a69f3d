package audit_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/screens/audit"
	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/tuitest"
)

func id(n int) uuid.UUID { return uuid.MustParse(fmt.Sprintf("00000000-0000-7000-8000-%012d", n)) }

var errDown = &data.Error{Kind: data.Unavailable, Format: "The database cannot be reached. Nothing typed is lost; try again in a moment."}

// trail is an in-memory store for the screen's tests.
type trail struct {
	tuitest.Fake
	rows    []data.AuditRow // newest first
	page    int
	filters []data.AuditFilter
	around  []data.AuditRow
	// exportFails is what an export answers after a page; pages are told of in
	// order, and gate, where set, is waited for between them.
	exportFails error
	exports     []data.AuditFormat
	gate        chan struct{}
}

// account is a person's ID.
func account(name string) uuid.UUID {
	return id(100 + slices.Index([]string{"Asha Rao", "Sunita Pawar", "Vijay More", "Imran Shaikh", "Sunita Before"}, name))
}

const guardAddress = "10.0.4.17"

// newTrail has a day of the gate, a ticket, a setting and what nobody did.
func newTrail() *trail {
	t := &trail{page: 50}
	at := tuitest.Start()
	add := func(minutes int, who, role, action, resource string, thing int, label, details string) *data.AuditRow {
		r := data.AuditRow{
			ID: id(1000 + len(t.rows)), At: at.Add(-time.Duration(minutes) * time.Minute), Action: data.Action(action), Who: who, Role: role,
			Resource: resource, Label: label, Address: guardAddress, Client: "SSH-2.0-OpenSSH_9.2 vt100", Details: json.RawMessage(details),
		}
		if who != "" {
			user := account(who)
			r.UserID, r.Email = &user, strings.ToLower(strings.Fields(who)[0])+"@demo.example"
		}
		if thing > 0 {
			of := id(thing)
			r.ResourceID = &of
		}
		t.rows = append(t.rows, r)
		return &t.rows[len(t.rows)-1]
	}
	add(1, "Asha Rao", "admin", "SETTING_CHANGED", "system_config", 7, "billing.late_fee_percentage",
		`{"before": {"config_value": "5"}, "after": {"config_value": "2"}, "notes": "as the meeting of 14 Nov decided"}`)
	in := add(5, "Sunita Pawar", "guard", "VISITOR_CHECKED_OUT", "visitor_logs", 5, "Ramesh Kumar",
		`{"before": {"status": "checked_in"}, "after": {"status": "checked_out", "check_out_time": "2026-11-21T08:32:30.123+00:00", "exit_gate": "Main"}}`)
	in.Gate = "Main"
	add(19, "Sunita Pawar", "guard", "VISITOR_CHECKED_IN", "visitor_logs", 5, "Ramesh Kumar",
		`{"after": {"status": "checked_in", "visitor_name": "Ramesh Kumar", "unit_id": "`+id(101).String()+`", "vehicle_number": "MH12AB1234"}}`).Gate = "Main"
	add(30, "Vijay More", "staff", "TICKET_RESOLVED", "maintenance_tickets", 6, "Lift stuck, Tower A",
		`{"before": {"status": "in_progress"}, "after": {"status": "resolved", "resolved_at": "2026-11-21T08:07:30+00:00"}, "notes": "Relay replaced; lift tested with load, twice, by the technician of the maker who signed the book in the machine room"}`)
	add(40, "", "", "BILL_OVERDUE", "bills", 8, "A-101 Maintenance 2026-11-01", `null`).Client = "cli"
	add(50, "", "", "OTHER_PROGRAM", "", 0, "", `["a", 1]`)
	add(55, "Asha Rao", "admin", "UNITS_IMPORTED", "units", 0, "", `{"after": {"blocks": 2, "units": 40}}`)
	for n := range 60 {
		add(60+n, "Imran Shaikh", "guard", "VISITOR_CHECKED_IN", "visitor_logs", 100+n, fmt.Sprintf("Visitor %d", n), `{"after": {"status": "checked_in"}}`)
	}
	return t
}

// do changes the trail while the screen stands.
func (t *trail) do(change func()) {
	t.Mu.Lock()
	defer t.Mu.Unlock()
	change()
}

func (t *trail) answer(method string, rows []data.AuditRow, after *data.AuditCursor) (data.AuditPage, error) {
	if err := t.Call(method); err != nil {
		return data.AuditPage{}, err
	}
	start := 0
	if after != nil {
		start = 1 + slices.IndexFunc(rows, func(r data.AuditRow) bool { return r.ID == after.ID })
	}
	end := min(len(rows), start+t.page)
	return data.AuditPage{Rows: slices.Clone(rows[start:end]), More: end < len(rows)}, nil
}

func (t *trail) AuditRows(_ context.Context, _ data.Actor, f data.AuditFilter) (data.AuditPage, error) {
	t.Mu.Lock()
	defer t.Mu.Unlock()
	t.filters = append(t.filters, f)
	var rows []data.AuditRow
	for _, r := range t.rows {
		if f.Whole && f.Resource == "bills" && r.Resource == "payments" { // there is one bill
			rows = append(rows, r)
			continue
		}
		switch {
		case f.Person != nil && (r.UserID == nil || *r.UserID != *f.Person):
		case len(f.Actions) > 0 && !slices.Contains(f.Actions, r.Action):
		case f.Resource != "" && r.Resource != f.Resource:
		case f.ResourceID != nil && (r.ResourceID == nil || *r.ResourceID != *f.ResourceID):
		case !f.From.IsZero() && r.At.Before(f.From), !f.To.IsZero() && !r.At.Before(f.To):
		default:
			rows = append(rows, r)
		}
	}
	return t.answer("AuditRows", rows, f.After)
}

func (t *trail) AuditSession(_ context.Context, _ data.Actor, of data.AuditRow, after *data.AuditCursor) (data.AuditPage, error) {
	t.Mu.Lock()
	defer t.Mu.Unlock()
	t.around = append(t.around, of)
	return t.answer("AuditSession", slices.DeleteFunc(slices.Clone(t.rows), func(r data.AuditRow) bool { return r.Who != of.Who }), after)
}

func (t *trail) AuditEntry(_ context.Context, _ data.Actor, row uuid.UUID) (data.AuditEntry, error) {
	t.Mu.Lock()
	defer t.Mu.Unlock()
	for _, r := range t.rows {
		if r.ID == row {
			return data.AuditEntry{AuditRow: r, Names: map[string]string{id(101).String(): "A-101"}}, t.Call("AuditEntry")
		}
	}
	return data.AuditEntry{}, &data.Error{Kind: data.NotFound, Format: "It is no longer there."}
}

func (t *trail) AuditPeople(_ context.Context, _ data.Actor, term string) ([]data.AuditPerson, error) {
	t.Mu.Lock()
	defer t.Mu.Unlock()
	var people []data.AuditPerson
	for i, name := range []string{"Asha Rao", "Sunita Pawar", "Imran Shaikh", "Sunita Before"} {
		if len(term) >= 3 && strings.Contains(strings.ToLower(name), strings.ToLower(term)) {
			people = append(people, data.AuditPerson{ID: account(name), Name: name, Email: strings.ToLower(name[:4]) + "@demo.example", Role: "guard", Deleted: i == 3})
		}
	}
	return people, t.Call("AuditPeople")
}

func (t *trail) AuditWords(context.Context, data.Actor) (data.AuditWords, error) {
	t.Mu.Lock()
	defer t.Mu.Unlock()
	var w data.AuditWords
	for _, r := range t.rows {
		w.Actions = append(w.Actions, string(r.Action))
		if r.Resource != "" {
			w.Resources = append(w.Resources, r.Resource)
		}
	}
	slices.Sort(w.Actions)
	slices.Sort(w.Resources)
	return data.AuditWords{Actions: slices.Compact(w.Actions), Resources: slices.Compact(w.Resources)}, t.Call("AuditWords")
}

func (t *trail) ExportAudit(ctx context.Context, actor data.Actor, _ uuid.UUID, f data.AuditFilter, format data.AuditFormat, w io.Writer, progress func(int)) (int, error) {
	page, err := t.AuditRows(ctx, actor, f)
	if err != nil {
		return 0, err
	}
	for i, r := range page.Rows {
		if _, err := fmt.Fprintln(w, r.Action); err != nil {
			return i, err
		}
	}
	progress(len(page.Rows))
	t.Mu.Lock()
	t.exports = append(t.exports, format)
	gate, fails := t.gate, t.exportFails
	t.Mu.Unlock()
	if gate != nil {
		select {
		case <-gate:
		case <-ctx.Done():
			return len(page.Rows), ctx.Err()
		}
	}
	return len(page.Rows), fails
}

// desk is an audit screen on a driver, over a trail of its own, with a place for
// its files.
type desk struct {
	*tuitest.Driver
	*trail
	wrote map[string]string
}

func (d *desk) Put(_ context.Context, name string, write func(io.Writer) error) (string, error) {
	var b strings.Builder
	err := write(&b)
	if err == nil {
		d.wrote[name] = b.String()
	}
	return "./" + name, err
}
func (d *desk) Inbox(context.Context) ([]string, error)     { return nil, nil }
func (d *desk) Get(context.Context, string) ([]byte, error) { return nil, errors.New("no files") }

func (d *desk) Print(context.Context, string, []byte) error { return errors.New("no printer") }

type setup struct {
	term []string
	open string
	rows *trail
}

func open(tb testing.TB, setups ...func(*setup)) *desk {
	tb.Helper()
	set := setup{term: []string{"xterm-256color"}, rows: newTrail()}
	for _, f := range setups {
		f(&set)
	}
	d := &desk{trail: set.rows, wrote: map[string]string{}}
	d.Driver = tuitest.NewDesk(tb, tuitest.Terminal(set.term[0], set.term[1:]...), func(env *tui.Env, _ string) tui.Screen {
		return audit.New(env, d.trail.stores(), data.Actor{Name: "Asha Rao", Role: data.RoleAdmin}, d, set.open)
	})
	return d
}

func (t *trail) last() data.AuditFilter {
	t.Mu.Lock()
	defer t.Mu.Unlock()
	return t.filters[len(t.filters)-1]
}

// stores have the fake stand for every room.
func (t *trail) stores() audit.Stores {
	return audit.Stores{Trail: t}
}
