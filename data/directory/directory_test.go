package directory_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/money"

	"github.com/civoranexus/society360/data/directory"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

func labels(t *testing.T, s *datatest.Society, actor role.Actor, search string) []string {
	t.Helper()
	page, err := s.Directory.List(t.Context(), actor, directory.Filter{Search: search})
	if err != nil {
		t.Fatalf("%s searches %q: %v", actor.Name, search, err)
	}
	found := make([]string, len(page.Households))
	for i, h := range page.Households {
		found[i] = h.Label
	}
	return found
}

// neighbourhood gives the people known phones, a few visits with vehicles, and
// two who do not live there any more.
func neighbourhood(t *testing.T) *datatest.Society {
	t.Helper()
	s := datatest.NewSociety(t)
	for actor, phone := range map[uuid.UUID]string{
		s.Meera.UserID: "+91 98200-43210", s.Arun.UserID: "098200 43333", s.Tenant.UserID: "9930045678",
	} {
		s.Exec(t, `UPDATE users SET phone_number = $2 WHERE id = $1`, actor, phone)
	}
	for name, gone := range map[string]string{"Pavan Shah": "moved_out", "Deleted Desai": "active"} {
		user := uuid.New()
		s.Exec(t, `INSERT INTO users (id, full_name, email, password_hash, phone_number, deleted_at)
			VALUES ($1, $2, $3::text || '@x.example', 'x', '9811177777', CASE WHEN $3::text = 'active' THEN now() END)`, user, name, gone)
		s.Exec(t, `INSERT INTO user_units (user_id, unit_id, resident_type, status) VALUES ($1, $2, 'owner', $3)`, user, s.Units["B-204"], gone)
	}
	for i, plate := range []string{"MH 12 ab-1234", "MH12AB1234", "MH04KL8890", ""} {
		n := datatest.Ramesh(s)
		n.Insist.Plate = true // one car, seen twice
		n.Plate, n.Phone, n.Name = plate, fmt.Sprint("98110000", 10+i), fmt.Sprint("Visitor ", i)
		datatest.LogVisit(t, s, visits.CheckedIn, n)
	}
	n := datatest.Ramesh(s)
	n.UnitID, n.Plate, n.Phone = s.Units["B-204"], "MH12AB9999", ""
	datatest.LogVisit(t, s, visits.CheckedIn, n)
	return s
}

func TestTheDirectoryFindsHouseholds(t *testing.T) {
	t.Parallel()
	s := neighbourhood(t)
	for search, want := range map[string][]string{
		"":            {"A-101", "A-102", "B-204"},
		"a 10":        {"A-101", "A-102"},
		"a-102":       {"A-102"},
		"101":         {"A-101"},
		"20":          {"B-204"},
		"josh":        {"A-101"},
		"ARUN":        {"A-101"},
		"jo":          {},
		"0043210":     {"A-101"},
		"43210":       {}, // seven digits of a resident's phone at least, or it is found out bit by bit
		"98200 43333": {"A-101"},
		"0045678":     {"B-204"},
		"9820043":     {"A-101"},
		"982004":      {},
		"78":          {},
		"mh12":        {"A-101", "B-204"},
		"ab 1234":     {"A-101"},
		"kl-88":       {"A-101"},
		"mhx":         {},
		"pavan":       {},
		"deleted":     {},
		"77777":       {},
		"%":           {},
		"%%%":         {},
		"___":         {},
		// Signs are left out of a unit, not taken for wildcards.
		"a%1":   {"A-101", "A-102"},
		"A_1":   {"A-101", "A-102"},
		`\`:     {},
		"'; --": {},
	} {
		got := labels(t, s, s.Guard, search)
		if !slices.Equal(got, want) {
			t.Errorf("%q finds %v, want %v", search, got, want)
		}
	}
}

func TestTheDirectoryIsForTheGateAndTheOffice(t *testing.T) {
	t.Parallel()
	s := neighbourhood(t)
	for _, actor := range []role.Actor{s.Admin, s.Staff, s.Guard} {
		if got := labels(t, s, actor, "joshi"); len(got) != 1 {
			t.Errorf("%s finds %v", actor.Name, got)
		}
		if e, err := s.Directory.Unit(t.Context(), actor, s.Units["B-204"]); err != nil || len(e.Residents) != 1 {
			t.Errorf("%s: %+v, %v", actor.Name, e, err)
		}
	}
	// A resident finds the own unit and no other, whatever is asked.
	for search, want := range map[string][]string{"": {"A-101"}, "farah": {}, "joshi": {"A-101"}, "mh12": {"A-101"}, "b": {}, "45678": {}} {
		if got := labels(t, s, s.Meera, search); !slices.Equal(got, want) {
			t.Errorf("a resident finds %v by %q, want %v", got, search, want)
		}
	}
	_, err := s.Directory.Unit(t.Context(), s.Meera, s.Units["B-204"])
	datatest.Kind(t, err, fault.NotFound)
	for _, actor := range []role.Actor{s.Stranger, {}} {
		_, err := s.Directory.List(t.Context(), actor, directory.Filter{})
		datatest.Kind(t, err, fault.Forbidden)
		_, err = s.Directory.Unit(t.Context(), actor, s.Units["A-101"])
		datatest.Kind(t, err, fault.Forbidden)
	}
}

func TestAHouseholdSaysWhomToCall(t *testing.T) {
	t.Parallel()
	s := neighbourhood(t)
	page, err := s.Directory.List(t.Context(), s.Guard, directory.Filter{Search: "mh12ab1234"})
	if err != nil || len(page.Households) != 1 {
		t.Fatal(page, err)
	}
	h := page.Households[0]
	want := []homes.Resident{
		{UserID: s.Meera.UserID, Name: "Meera Joshi", Type: "owner", Primary: true, Phone: "98*** **210"},
		{UserID: s.Arun.UserID, Name: "Arun Joshi", Type: "family_member", Phone: "98*** **333"},
	}
	if !slices.Equal(h.Residents, want) || h.Block != "Tower A" || value.PlateKey(h.Plate) != "MH12AB1234" {
		t.Errorf("household: %+v", h)
	}
	e, err := s.Directory.Unit(t.Context(), s.Guard, s.Units["A-101"])
	if err != nil || !slices.Equal(e.Residents, want) {
		t.Fatalf("unit: %+v, %v", e, err)
	}
	if len(e.Vehicles) != 2 || e.Vehicles[0].Plate != "MH04KL8890" || e.Vehicles[1].Visits != 2 || time.Since(e.Vehicles[1].Last) > time.Minute {
		t.Errorf("vehicles: %+v", e.Vehicles)
	}
	// A reveal gives the number whole, once for each key, and says whose it was.
	key := uuid.New()
	for range 2 {
		phone, err := s.Homes.RevealPhone(t.Context(), s.Guard, key, s.Units["A-101"], s.Arun.UserID)
		if err != nil || phone != "098200 43333" {
			t.Fatalf("revealed %q, %v", phone, err)
		}
	}
	action, user, _, details := datatest.LastAudit(t, s, s.Arun.UserID)
	if action != "RESIDENT_PHONE_REVEALED" || *user != s.Guard.UserID || details["after"].(map[string]any)["unit_id"] != s.Units["A-101"].String() {
		t.Errorf("audit of the reveal: %s by %v, %v", action, user, details)
	}
	if rows := s.Count(t, `audit_logs WHERE action = 'RESIDENT_PHONE_REVEALED'`); rows != 1 {
		t.Errorf("%d audit rows of one look", rows)
	}
	_, err = s.Homes.RevealPhone(t.Context(), s.Guard, uuid.New(), s.Units["B-204"], s.Arun.UserID)
	datatest.Kind(t, err, fault.NotFound)
}

func TestTheDirectoryIsPagedByLabel(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	// Blocks whose units share labels, so that a page may end among equals.
	for _, name := range []string{"Tower A", "Block A", "c", "D"} {
		block := uuid.New()
		s.Exec(t, `INSERT INTO blocks (id, name) VALUES ($1, $2)`, block, name)
		s.Exec(t, `INSERT INTO units (block_id, unit_number, floor_number, type) SELECT $1, (500 + i)::text, 1, '1BHK' FROM generate_series(1, 20) i`, block)
	}
	s.Exec(t, `INSERT INTO user_units (user_id, unit_id, resident_type) SELECT $1, id, 'owner' FROM units WHERE unit_number LIKE '5%'`, s.Tenant.UserID)
	for search, most := range map[string]int{"": 83, "5": 80, "farah": 81} {
		seen, last := map[uuid.UUID]bool{}, directory.Household{}
		f := directory.Filter{Search: search, Limit: 7}
		for {
			page, err := s.Directory.List(t.Context(), s.Staff, f)
			if err != nil {
				t.Fatal(err)
			}
			for _, h := range page.Households {
				if h.Rank == last.Rank && h.Key < last.Key || h.Rank < last.Rank || seen[h.ID] {
					t.Errorf("%q: %s stands behind %s", search, h.Label, last.Label)
				}
				seen[h.ID], last = true, h
			}
			if !page.More {
				break
			}
			f.After = last.Cursor()
		}
		if len(seen) != most {
			t.Errorf("%q finds %d units, want %d", search, len(seen), most)
		}
	}
}

// TestPlansOfDirectorySearchesUseIndexes holds each arm of a search to its index:
// one arm that reads a whole table costs seconds in a township.
func TestPlansOfDirectorySearchesUseIndexes(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	s.Exec(t, `INSERT INTO units (block_id, unit_number, floor_number, type)
		SELECT b.id, (1000 + i)::text, 1, '2BHK' FROM blocks b, generate_series(1, 2500) i`)
	s.Exec(t, `INSERT INTO users (full_name, email, password_hash, phone_number)
		SELECT 'Person ' || md5(i::text), i || '@x.example', 'x', '98' || (10000000 + i * 7919 % 89999999) FROM generate_series(1, 12000) i`)
	s.Exec(t, `INSERT INTO user_units (user_id, unit_id, resident_type)
		SELECT p.id, u.id, 'owner' FROM (SELECT id, row_number() OVER () AS i FROM users) p
		JOIN (SELECT id, row_number() OVER () AS i FROM units) u ON u.i = p.i % 5000 + 1`)
	s.Exec(t, `INSERT INTO visitor_logs (unit_id, visitor_name, vehicle_number, check_in_time)
		SELECT u.id, 'V', 'MH' || lpad((i % 50)::text, 2, '0') || 'AB' || lpad((i * 31 % 10000)::text, 4, '0'), now() - interval '1 minute' * i
		FROM generate_series(1, 20000) i JOIN (SELECT id, row_number() OVER () AS n FROM units) u ON u.n = i % 5000 + 1`)
	s.Exec(t, `ANALYZE units, users, user_units, visitor_logs`)
	deep := directory.Filter{After: &directory.Cursor{Key: "B 0000002000"}, Limit: 50}
	sql, args := directory.DirectoryQuery(s.Guard, role.Everything, "IN", deep)
	if plan := datatest.ExplainPlan(t, s, sql, args); !strings.Contains(plan, "idx_units_sort_key") || strings.Contains(plan, "Seq Scan on units ") {
		t.Errorf("a deep page does without idx_units_sort_key:\n%s", plan)
	}
	for search, indexes := range map[string][]string{
		"":          {"idx_units_sort_key"},
		"a1234":     {"idx_units_search_key", "idx_units_number"},
		"person 1f": {"idx_users_name_key", "idx_user_units_user"},
		"1198765":   {"idx_users_phone_digits_end", "idx_users_phone_digits", "idx_units_number"},
		"ab0031":    {"idx_visitors_plate_trgm"},
	} {
		sql, args := directory.DirectoryQuery(s.Guard, role.Everything, "IN", directory.Filter{Search: search, Limit: 50})
		plan := datatest.ExplainPlan(t, s, sql, args)
		for _, index := range indexes {
			if !strings.Contains(plan, index) {
				t.Errorf("%q does without %s:\n%s", search, index, plan)
			}
		}
		// The units that were found may be met by reading all units: a township has ten
		// thousand, and one term may mean most of them. No arm finds them that way.
		for table, as := range map[string]string{"units": "su", "users": "", "visitor_logs": ""} {
			if regexp.MustCompile(`Seq Scan on ` + table + ` ` + as + `\w* \(actual`).MatchString(plan) { // and not one that was never begun
				t.Errorf("%q reads all %s:\n%s", search, table, plan)
			}
		}
	}
}

// TestSearchesByPhoneAreCounted: the trail has how many there were and of whom, never
// which; a resident's of their own household and what is no phone are none.
func TestSearchesByPhoneAreCounted(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	search := func(who role.Actor, text string) {
		t.Helper()
		if _, err := s.Directory.List(t.Context(), who, directory.Filter{Search: text}); err != nil {
			t.Fatal(err)
		}
	}
	for range 3 {
		search(s.Guard, "98110 43212")
	}
	for _, text := range []string{"981104", "A-101", "Sunita 9811043", "MH12AB1234567"} {
		search(s.Guard, text)
	}
	search(s.Meera, "98110 43212")
	if _, err := s.Money.UnitAccounts(t.Context(), s.Staff, money.AccountFilter{Search: "9811043"}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Money.Payments(t.Context(), s.Staff, money.PaymentFilter{Search: "445566778899"}); err != nil { // a bank's reference
		t.Fatal(err)
	}
	for range 2 {
		search(s.Guard, "\u096f\u096e\u0967\u0967\u0966\u096a\u0969\u0968\u0967\u0968")
	}
	const rows = `audit_logs WHERE action = 'PHONES_SEARCHED' AND resource_id = user_id AND user_id = $1`
	if n := s.Count(t, rows+` AND (details ->> 'searches')::int IN (1, 4)`, s.Guard.UserID); n != 2 || s.Count(t, rows, s.Guard.UserID) != 2 {
		t.Errorf("five searches of the guard's have %d rows for the first and the fourth", n)
	}
	if n := s.Count(t, rows+` AND (details ->> 'searches')::int = 1`, s.Staff.UserID); n != 1 {
		t.Errorf("one among the bills has %d rows", n)
	}
	if n := s.Count(t, `phone_searches`); n != 2 || s.Count(t, `phone_searches WHERE user_id = $1 AND searches = 5`, s.Guard.UserID) != 1 {
		t.Errorf("%d accounts are counted", n)
	}
	// The first of the next hour says how many there were.
	s.Exec(t, `UPDATE phone_searches SET hour = hour - interval '1 hour'`)
	search(s.Guard, "98110 43212")
	if n := s.Count(t, rows+` AND (details ->> 'searches_before')::int = 5 AND details ? 'hour_before'`, s.Guard.UserID); n != 1 {
		t.Errorf("the last hour's number stands in %d rows", n)
	}
	if n := s.Count(t, `audit_logs WHERE details::text ~ '9811|43212'`); n != 0 {
		t.Error("what was searched for stands in the trail")
	}
	// What cannot be counted is found all the same.
	s.Exec(t, `REVOKE INSERT ON phone_searches FROM society360_desk`)
	search(s.Guard, "98110 43212")
}
