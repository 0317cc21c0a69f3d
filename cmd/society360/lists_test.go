package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/tui/tuitest"
)

// hostile is a name that a terminal and a spreadsheet must both be kept from.
const hostile = "=HYPERLINK(\"http://x\",\"y\")\x1b[31m\u202e\u009bm"

// register fills a society's register with visits of fixed times, one of each
// status, one of a hostile name and one in another script.
func register(t *testing.T, soc *datatest.Society) {
	t.Helper()
	for i, v := range []struct {
		name, phone, unit, purpose, plate, status string
		minutes                                   int
	}{
		{"Ramesh Kumar", "+91 98200 12345", "A-101", "Delivery", "MH12AB1234", "checked_in", 0},
		{"Anita Desai", "", "B-204", "Guest", "", "checked_out", 35},
		{"सुनीता क्षीरसागर", "98200 54321", "A-102", "Service", "KA05_9", "checked_out", 70},
		{hostile, "-1+1", "A-101", "@SUM(A1)", "", "denied", 105},
		{"Kiran", "", "A-101", "Cab", "", "pending", 140},
		{"Leela Menon", "", "B-204", "Guest", "", "approved", 175},
	} {
		soc.Exec(t, `INSERT INTO visitor_logs (id, unit_id, visitor_name, visitor_phone, purpose, vehicle_number, status, created_at,
				check_in_time, check_out_time, party_size, entry_gate, security_guard_id)
			SELECT $1::uuid, $2::uuid, $3::text, nullif($4::text, ''), $5::text, nullif($6::text, ''), $7::text, at,
				CASE WHEN $7::text LIKE 'checked%' THEN at END, CASE WHEN $7::text = 'checked_out' THEN at + interval '20 minutes' END, 2, 'Main', $9::uuid
			FROM (SELECT timestamptz '2026-03-31 23:40+05:30' - make_interval(mins => $8::int) AS at) x`,
			fmt.Sprintf("00000000-0000-4000-8000-%012d", i+1), soc.Units[v.unit], v.name, v.phone, v.purpose, v.plate, v.status, v.minutes, soc.Guard.UserID)
	}
}

// goldenForms compares a list in its three forms with their golden archive, and
// finds no byte in them that a terminal would act on.
func goldenForms(t *testing.T, s console, name string, args ...string) {
	t.Helper()
	for form, flag := range map[string]string{"table": "", "json": "--json", "csv": "--csv"} {
		all := slices.Clone(args)
		if flag != "" {
			all = append(all, flag)
		}
		out := s.ok(t, all...)
		if i := strings.IndexFunc(out, func(r rune) bool { return r < ' ' && r != '\n' || r >= 0x7f && r < 0xa0 || r == '\u202e' }); i >= 0 {
			t.Errorf("%s as %s has the byte %q", name, form, out[i:min(len(out), i+8)])
		}
		for line := range strings.Lines(out) {
			if form == "json" && !json.Valid([]byte(line)) {
				t.Errorf("%s has a line that is no JSON: %s", name, line)
			}
			if form == "table" && strings.TrimRight(line, " \n")+"\n" != line {
				t.Errorf("%s has blanks at the end of %q", name, line)
			}
		}
		if form == "csv" {
			if _, err := csv.NewReader(strings.NewReader(out)).ReadAll(); err != nil {
				t.Errorf("%s is no CSV: %v\n%s", name, err, out)
			}
		}
		tuitest.Golden(t, "lists/"+name, form, out)
	}
}

// rows runs a command with --json and gives what each line holds, by column.
func (s console) rows(t *testing.T, args ...string) (all []map[string]string) {
	t.Helper()
	for line := range strings.Lines(s.ok(t, append(slices.Clone(args), "--json")...)) {
		var row map[string]json.RawMessage
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			t.Fatalf("%s: %v in %s", strings.Join(args, " "), err, line)
		}
		plain := map[string]string{}
		for key, value := range row {
			var text string
			if json.Unmarshal(value, &text) != nil {
				text = string(value)
			}
			plain[key] = text
		}
		all = append(all, plain)
	}
	return all
}

// fixUnits gives the society's units IDs that golden archives can name.
func fixUnits(t *testing.T, soc *datatest.Society) {
	t.Helper()
	for i, label := range []string{"A-101", "A-102", "B-204"} {
		id := fmt.Sprintf("00000000-0000-4000-9000-%012d", i+1)
		soc.Exec(t, `UPDATE user_units SET unit_id = NULL WHERE unit_id = $1`, soc.Units[label])
		soc.Exec(t, `UPDATE units SET id = $1::uuid WHERE id = $2`, id, soc.Units[label])
		soc.Units[label] = uuid.MustParse(id)
	}
	soc.Exec(t, `UPDATE user_units l SET unit_id = n.id FROM units n, users u WHERE u.id = l.user_id
		AND n.label = CASE WHEN u.email = 'farah@test.example' THEN 'B-204' ELSE 'A-101' END`)
}

func TestListsInTheirForms(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	fixUnits(t, soc)
	register(t, soc)
	s := on(soc.DB)
	goldenForms(t, s, "visitors", "visitors")
	goldenForms(t, s, "units", "units")
	goldenForms(t, s, "nobody", "visitors", "--search", "zebra")
}

func TestListsAreNarrowed(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	register(t, soc)
	soc.Exec(t, `UPDATE units SET status = 'vacant' WHERE id = $1`, soc.Units["A-102"])
	s := on(soc.DB)
	for args, want := range map[string]string{
		"visitors --status checked_out":                        "Anita Desai,सुनीता क्षीरसागर",
		"visitors --status checked-in":                         "Ramesh Kumar",
		"visitors --view inside":                               "Ramesh Kumar",
		"visitors --unit b204":                                 "Anita Desai,Leela Menon",
		"visitors --search 98200":                              "Ramesh Kumar,सुनीता क्षीरसागर",
		"visitors --unit a101 --status pending":                "Kiran",
		"visitors --from 2026-04-01":                           "",
		"visitors --from 2026-03-31 --to 2026-03-31 --limit 2": "Ramesh Kumar,Anita Desai",
		"visitors --to 2026-03-30":                             "",
		"visitors --as meera@test.example --view inside":       "Ramesh Kumar",
		"visitors --as farah@test.example":                     "Anita Desai,Leela Menon",
		"units --status vacant":                                "A-102",
		"units --search a":                                     "A-101,A-102",
		"units --as meera@test.example":                        "A-101",
		"units --search a --limit 1":                           "A-101",
	} {
		r := s.run(t.Context(), append(strings.Fields(args), "--json")...)
		if r.code != exitOK {
			t.Errorf("%s: exit %d, %s", args, r.code, r.err)
			continue
		}
		var got []string
		for line := range strings.Lines(r.out) {
			var row struct {
				Name string `json:"name"`
				Unit string `json:"unit"`
			}
			if err := json.Unmarshal([]byte(line), &row); err != nil {
				t.Fatalf("%s: %v in %s", args, err, line)
			}
			if row.Name == "" {
				row.Name = row.Unit
			}
			got = append(got, row.Name)
		}
		if strings.Join(got, ",") != want {
			t.Errorf("%s: %s, want %s", args, strings.Join(got, ","), want)
		}
		if r.err != "" {
			t.Errorf("%s: stderr says %q", args, r.err)
		}
	}
	for args, says := range map[string]string{
		"visitors --unit c-9":                           "There is no unit c-9.",
		"visitors --as bozo@test.example":               "may not do this",
		"visitors --search r":                           "three letters",
		"units --as bozo@test.example --json":           "may not do this",
		"visitors --as meera@test.example --unit b-204": "There is no unit",
	} {
		s.refuses(t, exitFailure, []string{says}, strings.Fields(args)...)
	}
}

func TestMistakesInListsAreUsage(t *testing.T) {
	t.Parallel()
	s := console{env: map[string]string{"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}}
	for args, says := range map[string]string{
		"visitors --json --csv":                 "--json and --csv contradict",
		"visitors --all --limit 5":              "--limit and --all contradict",
		"visitors --limit 0":                    "--limit",
		"visitors --status gone":                "pending, approved",
		"visitors --from someday":               "2026-11-23",
		"visitors --from 2026-02-30":            "2026-11-23",
		"bills run --scheduled --month 13/2026": "2026-12",
		"bills raise --unit A-1 --type Water --amount 5 --as a@b.example --due nov": "tomorrow, not",
		"visitors --from 2026-12-02 --to 2026-12-01":                                "is after",
		"visitors today": `does not take "today"`,
		"visitors --view today --from 2026-12-01": "leave out --from",
		"units --status gone":                     "under_maintenance",
	} {
		s.refuses(t, exitUsage, []string{says, "--help"}, strings.Fields(args)...)
	}
}

// TestLongListIsComplete: more rows than one page holds come once each, in
// order.
func TestLongListIsComplete(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	const rows = 2*listPage + 203
	soc.Exec(t, `INSERT INTO visitor_logs (id, visitor_name, status, check_in_time)
		SELECT uuid_generate_v4(), 'V' || lpad(n::text, 5, '0'), 'checked_out', timestamptz '2026-01-01' - make_interval(mins => n / 7) FROM generate_series(1, $1::int) n`, rows)
	s := on(soc.DB)
	seen := map[string]bool{}
	last := ""
	for line := range strings.Lines(s.ok(t, "visitors", "--all", "--json")) {
		var row struct {
			ID string `json:"id"`
			At string `json:"at"`
		}
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			t.Fatal(err)
		}
		if last != "" && row.At > last {
			t.Fatalf("%s follows %s", row.At, last)
		}
		seen[row.ID], last = true, row.At
	}
	if len(seen) != rows {
		t.Errorf("%d of %d rows", len(seen), rows)
	}
	if r := s.run(t.Context(), "visitors", "--csv", "--limit", strconv.Itoa(listPage+3)); strings.Count(r.out, "\n") != listPage+4 || r.err != "" {
		t.Errorf("--limit wrote %d lines and said %q", strings.Count(r.out, "\n"), r.err)
	}
	if r := s.run(t.Context(), "visitors"); strings.Count(r.out, "\n") != listLimit+1 || strings.Count(r.err, "\n") != 1 || !strings.Contains(r.err, "--all") {
		t.Errorf("by itself it wrote %d lines and said %q", strings.Count(r.out, "\n"), r.err)
	}
}

// TestRowsAreWrittenAsTheyAreRead: nothing is kept back while the next page is
// asked for, in any of the forms, and no more is asked for than is wanted.
func TestRowsAreWrittenAsTheyAreRead(t *testing.T) {
	t.Parallel()
	for form, f := range map[string]*listFlags{"table": {limit: 1200}, "json": {forms: forms{json: true}, limit: 1200}, "csv": {forms: forms{csv: true}, limit: 1200}} {
		var out strings.Builder
		var asked []int
		columns := []column[int]{{name: "n", value: func(n int) any { return n }}}
		more, _, err := copyList(t.Context(), f.writer(&out, []string{"n"}, time.UTC), f, columns,
			func(_ context.Context, after *int, limit int) ([]int, bool, error) {
				first := 0
				if after != nil {
					first = *after + 1
					if !strings.Contains(out.String(), fmt.Sprint(*after)) {
						t.Errorf("%s: row %d is kept back", form, *after)
					}
				}
				asked = append(asked, limit)
				rows := make([]int, limit)
				for i := range rows {
					rows[i] = first + i
				}
				return rows, true, nil
			})
		if err != nil || !more || !slices.Equal(asked, []int{500, 500, 200}) {
			t.Errorf("%s: pages of %v, more %v, %v", form, asked, more, err)
		}
	}
}

func TestFailureInTheMiddleIsAFailure(t *testing.T) {
	t.Parallel()
	broken := errors.New("the line is cut")
	f := &listFlags{forms: forms{csv: true}, all: true}
	var out strings.Builder
	_, _, err := copyList(t.Context(), f.writer(&out, []string{"n"}, time.UTC), f, []column[string]{{name: "n", value: func(n string) any { return n }}},
		func(_ context.Context, after *string, _ int) ([]string, bool, error) {
			if after != nil {
				return nil, false, broken
			}
			return []string{"a"}, true, nil
		})
	if !errors.Is(err, broken) || out.String() != "n\na\n" {
		t.Errorf("%q, %v", out.String(), err)
	}
}

// TestReaderThatHadEnough: head and its like close the pipe; that is no failure.
func TestReaderThatHadEnough(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	register(t, soc)
	for _, form := range []string{"--json", "--csv", "--limit=5"} {
		in, out, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		_ = in.Close()
		var said strings.Builder
		s := on(soc.DB)
		code := run(t.Context(), []string{"visitors", form}, strings.NewReader(""), out, &said, func(name string) string { return s.env[name] })
		_ = out.Close()
		if code != exitOK || said.Len() > 0 {
			t.Errorf("%s: exit %d, %q", form, code, said.String())
		}
	}
}

func TestTableAlignsWhatAPersonReads(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	at := time.Date(2026, 3, 31, 18, 10, 0, 0, time.UTC)
	ist := time.FixedZone("IST", 5*3600+1800)
	w := newTableRows(&out, []string{"name", "amount_due", "at", "done", "n"}, ist)
	for _, r := range [][]any{
		{"सुनीता", value.Paise(1_23_456_07), at, true, 7},
		{strings.Repeat("long ", 20), value.Paise(5), (*time.Time)(nil), false, 12345},
	} {
		if err := w.row(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(w.flush(), w.row([]any{"a\nb", value.Paise(0), &at, false, 0}), w.flush()); err != nil {
		t.Fatal(err)
	}
	want := `NAME                                               AMOUNT DUE  AT                DONE      N
सुनीता                                               1,23,456.07  2026-03-31 23:40  yes       7
long long long long long long long long long ...         0.05                    no    12345
a b                                                      0.00  2026-03-31 23:40  no        0
`
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", out.String(), want)
	}
}
