package visits_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/visits"
)

// manyVisits are visits of a few thousand names, two of them common, and with more plates
// of one state and phones of one beginning than a search sorts.
func manyVisits(tb testing.TB, s *datatest.Society) {
	tb.Helper()
	s.Exec(tb, `INSERT INTO visitor_logs (unit_id, visitor_name, visitor_phone, vehicle_number, status, check_in_time, check_out_time)
		SELECT u.id, CASE WHEN i % 3 = 0 THEN 'Simran Sandhu' WHEN i % 7 = 0 THEN 'D''Souza, Élodie' WHEN i % 11 = 0 THEN 'फ़ातिमा ' || i % 40
				ELSE 'Person' || i % 2600 || ' Ac' || i % 13 END,
			CASE WHEN i % 5 <> 0 THEN '98200 ' || lpad((i * 7919 % 100000)::text, 5, '0') END,
			CASE WHEN i % 2 = 0 THEN 'MH 12 AB ' || lpad((i % 9999)::text, 4, '0') END,
			CASE WHEN i % 9 = 0 THEN 'denied' WHEN i % 4 = 0 THEN 'checked_in' ELSE 'checked_out' END,
			CASE WHEN i % 9 <> 0 THEN now() - interval '10 seconds' * (i / 2) END, NULL
		FROM generate_series(1, 24000) i JOIN (SELECT id, row_number() OVER (ORDER BY id) AS n FROM units) u ON u.n = i % (SELECT count(*) FROM units) + 1`)
	s.Exec(tb, `ANALYZE visitor_logs, visitor_names`)
}

// TestSearchesFindWhatAPlainReadingFinds: by an index or by a walk, in whichever list and
// on whichever page, in the order of the list.
func TestSearchesFindWhatAPlainReadingFinds(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	manyVisits(t, s)
	since := datatest.Scan[time.Time](t, s.Owner, `SELECT society360_today()::timestamp AT TIME ZONE society360_zone()`)
	named := func(words ...string) string {
		conditions := make([]string, len(words))
		for i, word := range words {
			conditions[i] = `society360_name_key(v.visitor_name) LIKE '% ` + word + `%'`
		}
		return `(` + strings.Join(conditions, ` AND `) + `)`
	}
	const plate, phone = `upper(regexp_replace(v.vehicle_number, '[^A-Za-z0-9]', '', 'g'))`, `replace(v.visitor_phone, ' ', '')`
	begins := func(digits string) string {
		return `(` + phone + ` LIKE '` + digits + `%' OR ` + phone + ` LIKE '%` + digits + `' OR ` + plate + ` LIKE '%` + digits + `%')`
	}
	terms := map[string]string{
		"simran": named("SIMRAN"), "sandhu sim": named("SANDHU", "SIM"), "person1": named("PERSON1"), "person": named("PERSON"),
		"person25 ac7": named("PERSON25", "AC7"), "d'souza": named("DSOUZA"), "souza elo": named("SOUZA", "ELO"), "फातिमा": named("फातिमा"),
		"per%": named("PER"), "sim_": named("SIM"), "'--": "false", "zebra": "false", "mh12": plate + ` LIKE '%MH12%'`, "ab 0017": plate + ` LIKE '%AB0017%'`,
		"982": begins("982"), "98200 1": begins("982001"), "12345": begins("12345"),
		"a101": `v.unit_id = '` + s.Units["A-101"].String() + `'`,
	}
	for view, in := range map[visits.View]string{
		visits.Inside:  `coalesce(v.status, 'checked_in') = 'checked_in'`,
		visits.History: `true`,
		visits.Today: `(v.check_in_time IS NOT NULL OR coalesce(v.status, 'checked_in') IN ('checked_in', 'checked_out'))
			AND coalesce(v.check_in_time, v.created_at) >= '` + since.UTC().Format(time.RFC3339) + `'`,
	} {
		for term, means := range terms {
			for _, status := range []visits.Status{"", visits.Denied} {
				if status != "" && view == visits.Inside {
					continue
				}
				where := in + ` AND ` + means
				if status != "" {
					where += ` AND v.status = 'denied'`
				}
				want := datatest.Scan[[]uuid.UUID](t, s.Owner, `SELECT coalesce(array_agg(id ORDER BY at DESC, id DESC), '{}') FROM (
					SELECT v.id, coalesce(v.check_in_time, v.created_at) AS at FROM visitor_logs v WHERE `+where+` ORDER BY 2 DESC, 1 DESC LIMIT 120) v`)
				samePages(t, s, s.Guard, visits.Filter{View: view, Search: term, Status: status, Limit: 50}, want)
			}
		}
	}
	// A resident finds what came to the own unit alone.
	want := datatest.Scan[[]uuid.UUID](t, s.Owner, `SELECT array_agg(id ORDER BY at DESC, id DESC) FROM (
		SELECT v.id, coalesce(v.check_in_time, v.created_at) AS at FROM visitor_logs v WHERE v.unit_id = $1 AND `+terms["simran"]+` ORDER BY 2 DESC, 1 DESC LIMIT 120) v`, s.Units["A-101"])
	samePages(t, s, s.Meera, visits.Filter{View: visits.History, Search: "simran", Limit: 50}, want)
}

// samePages reads a list by pages as far as want goes, which is its beginning.
func samePages(t *testing.T, s *datatest.Society, who role.Actor, f visits.Filter, want []uuid.UUID) {
	t.Helper()
	var got []uuid.UUID
	for more := true; more && len(got) < len(want); {
		page, err := s.Visits.List(t.Context(), who, f)
		if err != nil {
			t.Fatalf("%+v: %v", f, err)
		}
		for _, v := range page.Visits {
			got = append(got, v.ID)
		}
		if more = page.More; more {
			f.After = page.Visits[len(page.Visits)-1].Cursor()
		}
	}
	if !slices.Equal(got[:min(len(got), len(want))], want) {
		t.Errorf("view %d, %q, %q: %d rows, not the %d that stand there, or in another order", f.View, f.Search, f.Status, len(got), len(want))
	}
}

// TestNamesOfWhateverProgramAreFound: by every name that a visit has had last, whoever
// wrote it, and however many write the same one at once.
func TestNamesOfWhateverProgramAreFound(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	other := s.As(t, "society360_owner")
	rapid.Check(t, func(rt *rapid.T) {
		s.Exec(t, `DELETE FROM visitor_logs`)
		word := rapid.SampledFrom([]string{"Asha", "d'Souza", "A.C.", "Élan", "फ़ातिमा", "x", "100%", "Kumar_", "ΣΊΣΥΦΟΣ", strings.Repeat("Long", 20)})
		name := rapid.Custom(func(t *rapid.T) string {
			words := rapid.SliceOfN(word, 1, 3).Draw(t, "words")
			return string([]rune(strings.Join(words, rapid.SampledFrom([]string{" ", "  ", "-", "."}).Draw(t, "between")))[:min(100, len([]rune(strings.Join(words, " "))))])
		})
		var now []string
		for i := range rapid.IntRange(1, 5).Draw(rt, "visits") {
			is := name.Draw(rt, "name")
			id := uuid.New()
			datatest.Exec(t, other, `INSERT INTO visitor_logs (id, unit_id, visitor_name, check_in_time) VALUES ($1, $2, $3, now() - $4 * interval '1 minute')`, id, s.Units["A-101"], is, i)
			if rapid.Bool().Draw(rt, "renamed") {
				is = name.Draw(rt, "new name")
				datatest.Exec(t, other, `UPDATE visitor_logs SET visitor_name = $2 WHERE id = $1`, id, is)
			}
			now = append(now, is)
		}
		for _, is := range now {
			if !strings.ContainsAny(is, "AdÉफKΣL") {
				continue // too short to search the history by
			}
			page, err := s.Visits.List(t.Context(), s.Guard, visits.Filter{View: visits.History, Search: is})
			if err != nil {
				rt.Fatal(err)
			}
			if !slices.ContainsFunc(page.Visits, func(v visits.Visit) bool { return v.Name == is }) {
				rt.Fatalf("%q is not found among %q", is, fmt.Sprint(now))
			}
		}
	})
}
