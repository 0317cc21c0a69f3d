package archive_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/tickets"
	"github.com/civoranexus/society360/data/trail"
	"github.com/civoranexus/society360/data/visits"

	"github.com/civoranexus/society360/data/datatest"
)

// What every list and search of the archive is tried with.
var (
	soughtVisits  = []string{"", "ramesh", "kum", "98200 12345", "9820012345", "12345", "MH01", "A-101", "101"}
	soughtTickets = []string{"", "lift", "#3", "3", "A-101", "ligh"}
)

// TestArchivingChangesNoList: whatever rows there are, and whoever looks, each list, search
// and trail has the same rows in the same order before and after.
func TestArchivingChangesNoList(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	rapid.Check(t, func(r *rapid.T) {
		s.Exec(t, `TRUNCATE archive.visitor_logs, archive.maintenance_tickets; DELETE FROM visitor_logs; DELETE FROM maintenance_tickets;
			ALTER TABLE audit_logs DISABLE TRIGGER USER; DELETE FROM audit_logs; ALTER TABLE audit_logs ENABLE TRIGGER USER;
			ALTER TABLE archive.audit_logs DISABLE TRIGGER society360_archived_no_truncate; ALTER TABLE archive.audit_logs_list DISABLE TRIGGER society360_archive_list_no_truncate;
			TRUNCATE archive.audit_logs; ALTER TABLE archive.audit_logs ENABLE TRIGGER society360_archived_no_truncate; ALTER TABLE archive.audit_logs_list ENABLE TRIGGER society360_archive_list_no_truncate`)
		keep(t, s, 0, 0, 0)
		drawVisits(t, r, s)
		drawTickets(t, r, s)
		drawTrail(t, r, s)
		who := rapid.SampledFrom([]role.Actor{s.Guard, s.Admin, s.Meera, s.Tenant}).Draw(r, "who")
		limit := rapid.IntRange(3, 9).Draw(r, "page")
		read := rapid.SampledFrom([]func(*testing.T, *datatest.Society, role.Actor, int) map[string][]string{visitLists, ticketLists, trailLists}).Draw(r, "lists")
		before := read(t, s, who, limit)
		keep(t, s, rapid.IntRange(1, 12).Draw(r, "visits kept"), rapid.IntRange(1, 12).Draw(r, "tickets kept"), rapid.IntRange(1, 12).Draw(r, "trail kept"))
		run(t, s)
		for name, after := range read(t, s, who, limit) {
			if was := before[name]; !slices.Equal(after, was) {
				r.Fatalf("%s to a %s, by pages of %d: %d rows\n%s\nwere %d\n%s", name, who.Role, limit, len(after), lines(after), len(was), lines(was))
			}
		}
	})
}

func lines(rows []string) (all string) {
	for _, row := range rows {
		all += row + "\n"
	}
	return all
}

// ago draws a moment of the last 20 months, in SQL: few enough that some are the same.
func ago(r *rapid.T, what string) string {
	return fmt.Sprintf("date_trunc('day', now()) - %d * interval '11 days'", rapid.IntRange(0, 55).Draw(r, what))
}

// maybe draws NULL now and then.
func maybe(r *rapid.T, what, sql string) string {
	if rapid.IntRange(0, 5).Draw(r, what+" missing") == 0 {
		return "NULL"
	}
	return sql
}

func drawVisits(t *testing.T, r *rapid.T, s *datatest.Society) {
	t.Helper()
	units := []string{"A-101", "A-101", "B-204"}
	for i := range rapid.IntRange(0, 40).Draw(r, "visits") {
		status := rapid.SampledFrom([]string{"checked_out", "checked_out", "checked_out", "denied", "denied", "checked_in", "approved", "pending"}).Draw(r, "status")
		at := ago(r, "at")
		came := "NULL"
		if status == "checked_out" || status == "checked_in" {
			came = maybe(r, "check-in", at)
		}
		s.Exec(t, `INSERT INTO visitor_logs (visitor_name, visitor_phone, vehicle_number, unit_id, status, created_at, check_in_time, check_out_time, withdrawn_at)
			VALUES ($1, $2, $3, $4, $5::text, `+at+`, `+came+`, CASE WHEN $5::text = 'checked_out' THEN `+at+` + interval '1 hour' END, CASE WHEN $6 AND $5::text = 'denied' THEN `+at+` END)`,
			rapid.SampledFrom([]string{"Ramesh Kumar", "Suresh", "Kumud Rao"}).Draw(r, "name"),
			rapid.SampledFrom([]string{"9820012345", "+91 98200 12345", "9999900000", ""}).Draw(r, "phone"),
			rapid.SampledFrom([]string{"MH 01 AB 1234", "KA05", ""}).Draw(r, "plate"),
			s.Units[units[i%3]], status, rapid.Bool().Draw(r, "withdrawn"))
	}
}

func drawTickets(t *testing.T, r *rapid.T, s *datatest.Society) {
	t.Helper()
	for range rapid.IntRange(0, 30).Draw(r, "tickets") {
		at := ago(r, "raised")
		s.Exec(t, `INSERT INTO maintenance_tickets (title, category, status, unit_id, requester_id, created_at, updated_at, resolved_at)
			VALUES ($1, $2, $3::text, $4, $5, `+maybe(r, "raised", at)+`, `+at+`, CASE WHEN $3::text IN ('resolved', 'closed') THEN `+at+` END)`,
			rapid.SampledFrom([]string{"Lift stuck", "Light broken", "Leak"}).Draw(r, "title"), rapid.SampledFrom([]string{"Lift", "Plumbing"}).Draw(r, "category"),
			rapid.SampledFrom([]string{"closed", "closed", "rejected", "open", "in_progress", "resolved"}).Draw(r, "state"),
			s.Units[rapid.SampledFrom([]string{"A-101", "B-204"}).Draw(r, "unit")], s.Meera.UserID)
	}
}

func drawTrail(t *testing.T, r *rapid.T, s *datatest.Society) {
	t.Helper()
	people := []uuid.UUID{s.Guard.UserID, s.Staff.UserID}
	for range rapid.IntRange(0, 40).Draw(r, "done") {
		at, kind := ago(r, "done"), rapid.SampledFrom([]string{"visitor_logs", "maintenance_tickets", "system_config"}).Draw(r, "kind")
		if kind == "system_config" {
			at = maybe(r, "done", at)
		}
		s.Exec(t, `INSERT INTO audit_logs (action, resource_type, resource_id, user_id, ip_address, details, created_at)
			SELECT $1, $2::text, (SELECT id FROM (SELECT id, 'visitor_logs' AS kind FROM visitor_logs UNION ALL SELECT id, 'maintenance_tickets' FROM maintenance_tickets) x
				WHERE kind = $2::text ORDER BY id OFFSET $3 LIMIT 1), $4, $5, $6, `+at,
			rapid.SampledFrom([]string{"VISITOR_CHECKED_IN", "VISITOR_CHECKED_OUT", "OTHER"}).Draw(r, "action"),
			kind, rapid.IntRange(0, 30).Draw(r, "thing"), rapid.SampledFrom(people).Draw(r, "by"), rapid.SampledFrom([]string{"10.0.0.7", "10.0.0.8"}).Draw(r, "from"),
			rapid.SampledFrom([]string{`{"notes": "needle"}`, `{"actor": {"role": "guard"}}`, `{}`}).Draw(r, "details"))
	}
}

// said is a row as it is read, but for what tells where it stands.
func said(t *testing.T, row any, err error) string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(row)
	if err != nil {
		t.Fatal(err)
	}
	var fields map[string]any
	if json.Unmarshal(text, &fields) != nil || fields == nil {
		return string(text)
	}
	delete(fields, "archived")
	delete(fields, "version")
	text, _ = json.Marshal(fields)
	return string(text)
}

func visitLists(t *testing.T, s *datatest.Society, who role.Actor, limit int) map[string][]string {
	t.Helper()
	ctx, all := t.Context(), map[string][]string{}
	unit := s.Units["A-101"]
	filters := []visits.Filter{{UnitID: &unit}, {Status: visits.Denied}, {Status: visits.Withdrawn}, {Status: visits.CheckedOut}, {Status: visits.Pending}, {Since: time.Now().AddDate(0, -8, 0), Until: time.Now().AddDate(0, -3, 0)}}
	for _, search := range soughtVisits {
		filters = append(filters, visits.Filter{Search: search})
	}
	for i, f := range filters {
		name := fmt.Sprintf("%s: visits %d %q", who.Role, i, f.Search)
		f.View, f.Limit = visits.History, limit
		for {
			page, err := s.Visits.List(ctx, who, f)
			if err != nil {
				t.Fatal(err)
			}
			for _, v := range page.Visits {
				all[name] = append(all[name], said(t, v, nil))
				f.After = v.Cursor()
				if i == 0 && len(all[name])%5 == 1 {
					one, err := s.Visits.Get(ctx, who, v.ID)
					all[name] = append(all[name], said(t, one, err))
					steps, err := s.Visits.Trail(ctx, who, v.ID)
					all[name] = append(all[name], said(t, steps, err))
				}
			}
			if !page.More {
				break
			}
		}
	}
	known(t, s, all)
	return all
}

// known is what is known of each phone.
func known(t *testing.T, s *datatest.Society, all map[string][]string) {
	t.Helper()
	for _, phone := range []string{"9820012345", "9999900000"} {
		known, err := s.Visits.KnownVisitor(t.Context(), s.Guard, phone)
		for _, v := range append(known.Inside, known.Expected...) {
			all[phone] = append(all[phone], said(t, v, nil))
		}
		all[phone] = append(all[phone], fmt.Sprint(known.Visits, said(t, known.Last, err), said(t, known.Denied, nil)))
	}
}

func ticketLists(t *testing.T, s *datatest.Society, who role.Actor, limit int) map[string][]string {
	t.Helper()
	ctx, all := t.Context(), map[string][]string{}
	unit := s.Units["A-101"]
	filters := []tickets.Filter{{View: tickets.ViewClosed}, {UnitID: &unit}, {RequesterID: &s.Meera.UserID}, {Category: "lift"}, {Statuses: []tickets.Status{tickets.Rejected}}}
	for _, search := range soughtTickets {
		filters = append(filters, tickets.Filter{Search: search})
	}
	for i, f := range filters {
		name := fmt.Sprintf("%s: tickets %d %q", who.Role, i, f.Search)
		f.Limit = limit
		if f.View != tickets.ViewClosed {
			f.View = tickets.ViewAll
		}
		for {
			page, err := s.Tickets.List(ctx, who, f)
			if err != nil {
				t.Fatal(err)
			}
			for _, v := range page.Tickets {
				all[name] = append(all[name], said(t, v, nil))
				f.After = v.Cursor()
				if i == 0 && len(all[name])%5 == 1 {
					one, err := s.Tickets.Get(ctx, who, v.ID)
					all[name] = append(all[name], said(t, one, err))
					steps, err := s.Tickets.Trail(ctx, who, v.ID)
					all[name] = append(all[name], said(t, steps, err))
				}
			}
			if !page.More {
				break
			}
		}
	}
	return all
}

func trailLists(t *testing.T, s *datatest.Society, _ role.Actor, limit int) map[string][]string {
	t.Helper()
	ctx, all := t.Context(), map[string][]string{}
	week := time.Now().AddDate(0, -6, 0)
	filters := map[string]trail.Filter{
		"all": {}, "a kind": {Resource: "visitor_logs"}, "kinds": {Resources: []string{"visitor_logs", "maintenance_tickets"}}, "a person": {Person: &s.Guard.UserID},
		"an action": {Actions: []action.Action{"OTHER"}}, "actions": {Actions: []action.Action{"OTHER", "VISITOR_CHECKED_IN"}}, "an address": {Address: "10.0.0.7"}, "addresses": {Address: "10.0.0."},
		"a role": {Role: role.Guard}, "days": {From: time.Now().AddDate(0, -8, 0), To: time.Now().AddDate(0, -3, 0)}, "text": {Text: "needle", From: week, To: week.AddDate(0, 0, 6)},
	}
	for name, f := range filters {
		f.Limit = limit
		if f.From.IsZero() && f.To.IsZero() { // what is done meanwhile is of another kind, or later
			f.After = &trail.Cursor{At: time.Now().AddDate(0, 0, -1), ID: uuid.Max}
		}
		for {
			page, err := s.Trail.List(ctx, s.Admin, f)
			if err != nil {
				t.Fatal(err)
			}
			for i, row := range page.Rows {
				all[name] = append(all[name], said(t, row, nil))
				f.After = row.Cursor()
				if name == "all" && i == 0 && row.Resource == "visitor_logs" && row.ResourceID != nil && !row.At.IsZero() {
					of, err := s.Trail.List(ctx, s.Admin, trail.Filter{Resource: row.Resource, ResourceID: row.ResourceID, Limit: limit})
					all["one thing"] = append(all["one thing"], said(t, row.ResourceID, nil), rowsSaid(t, of.Rows, err))
					session, err := s.Trail.Session(ctx, s.Admin, row, nil)
					all["session"] = append(all["session"], rowsSaid(t, session.Rows, err))
				}
				if name == "all" && i == 0 {
					one, err := s.Trail.Get(ctx, s.Admin, row.ID)
					all["one"] = append(all["one"], said(t, one, err))
				}
			}
			if !page.More {
				break
			}
		}
	}
	var out bytes.Buffer
	if _, err := s.Trail.Export(ctx, s.Admin, uuid.New(), trail.Filter{Resource: "visitor_logs", To: time.Now().AddDate(0, 0, -1)}, trail.CSV, &out, nil); err != nil {
		t.Fatal(err)
	}
	all["export"] = []string{strings.ReplaceAll(out.String(), ",true\n", ",false\n")}
	return all
}

func rowsSaid(t *testing.T, rows []trail.Row, err error) (all string) {
	t.Helper()
	for _, row := range rows {
		all += said(t, row, err) + " "
	}
	return all + said(t, len(rows), err)
}

// TestWhatIsArchivedIsMarkedAndNotChanged: it says where it is, and a change of it is
// refused with one sentence.
func TestWhatIsArchivedIsMarkedAndNotChanged(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	ctx := t.Context()
	keep(t, s, 1, 1, 1)
	s.Exec(t, `INSERT INTO visitor_logs (visitor_name, visitor_phone, unit_id, status, check_in_time, check_out_time, created_at) VALUES
		('Ramesh', '9820012345', $1, 'checked_out', '2020-01-01', '2020-01-02', '2020-01-01')`, s.Units["A-101"])
	s.Exec(t, `INSERT INTO maintenance_tickets (title, category, status, unit_id, created_at, updated_at) VALUES ('Lift', 'Lift', 'closed', $1, '2020-01-01', '2020-01-01')`, s.Units["A-101"])
	s.Exec(t, `INSERT INTO audit_logs (action, resource_type, resource_id, created_at) SELECT 'OLD', 'visitor_logs', id, '2020-01-01' FROM visitor_logs`)
	ticketsBefore, err := s.Tickets.List(ctx, s.Staff, tickets.Filter{View: tickets.ViewAll})
	if err != nil || len(ticketsBefore.Tickets) != 1 || ticketsBefore.Tickets[0].Archived {
		t.Fatalf("before: %+v, %v", ticketsBefore, err)
	}
	run(t, s)
	known, err := s.Visits.KnownVisitor(ctx, s.Guard, "+91 98200 12345")
	if err != nil || known.Visits != 1 || known.Last == nil || known.Last.Name != "Ramesh" || !known.Last.Archived {
		t.Fatalf("known is %+v, %v", known, err)
	}
	found, err := s.Tickets.List(ctx, s.Staff, tickets.Filter{View: tickets.ViewAll, Search: ticketsBefore.Tickets[0].Called()})
	if err != nil || len(found.Tickets) != 1 || !found.Tickets[0].Archived {
		t.Fatalf("by its number: %+v, %v", found, err)
	}
	rows, err := s.Trail.List(ctx, s.Admin, trail.Filter{Actions: []action.Action{"OLD"}})
	if err != nil || len(rows.Rows) != 1 || !rows.Rows[0].Archived || rows.Rows[0].Label != "Ramesh" {
		t.Fatalf("the trail: %+v, %v", rows, err)
	}
	const refused = "This is in the archive; it can be read, and not changed."
	_, err = s.Visits.CheckOut(ctx, s.Guard, uuid.New(), known.Last.ID)
	datatest.WantError(t, err, fault.Refused, refused)
	_, err = s.Tickets.Reopen(ctx, s.Staff, uuid.New(), ticketsBefore.Tickets[0], "")
	datatest.WantError(t, err, fault.Refused, refused)
	for _, who := range []role.Actor{s.Staff, s.Meera} {
		_, err = s.Tickets.Comment(ctx, who, uuid.New(), found.Tickets[0].ID, "Again")
		datatest.WantError(t, err, fault.Refused, refused)
	}
	_, err = s.Visits.Get(ctx, s.Tenant, known.Last.ID)
	datatest.WantError(t, err, fault.NotFound, "")
}
