package main

import (
	"cmp"
	"encoding/csv"
	"encoding/json"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"github.com/civoranexus/society360/data/datatest"
)

// writesRows reports whether a command lists rows, by what it says of itself.
func writesRows(cmd *cobra.Command) bool {
	flags := cmd.Flags()
	return strings.HasPrefix(cmd.Short, "List ") || cmd.Name() == "list" || flags.Lookup("csv") != nil || flags.Lookup("dry-run") != nil
}

// listCommands are the commands that write rows, with what they must be given.
func listCommands(t *testing.T) map[string]string {
	t.Helper()
	lists, given := map[string]string{}, needDatabase()
	for name, cmd := range everyCommand() {
		if writesRows(cmd) {
			lists[name] = given[name]
		}
	}
	if len(lists) == 0 {
		t.Fatal("no command writes rows")
	}
	return lists
}

// TestEveryListHasItsForms: no list is a table alone.
func TestEveryListHasItsForms(t *testing.T) {
	t.Parallel()
	all := everyCommand()
	for name := range listCommands(t) {
		for _, flag := range []string{"json", "csv"} {
			if all[name].Flags().Lookup(flag) == nil {
				t.Errorf("%q lists rows and has no --%s", name, flag)
			}
		}
	}
}

// TestReadmeNamesEveryList: what a script may read is found there.
func TestReadmeNamesEveryList(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, lists, _ := strings.Cut(string(readme), "## Lists")
	lists, _, _ = strings.Cut(lists, "\n## ")
	for name := range listCommands(t) {
		if !regexp.MustCompile("(?m)^\\|.*`" + name + "( [^`]*)?`.*\\|.*\\|$").MatchString(lists) {
			t.Errorf("the README's lists have no %q", name)
		}
	}
}

// TestListsSayTheSameInEveryForm: the rows of JSON and of CSV are the same, under
// names in snake case that the table has too, and nothing else is on standard output.
func TestListsSayTheSameInEveryForm(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	register(t, soc)
	office(t, soc)
	config(t, soc, "billing.late_fee_from", "2000-01-01")
	soc.Exec(t, `INSERT INTO bills (unit_id, bill_type, amount, bill_date, due_date, run_month) VALUES ($1, 'Maintenance', 5, '2026-04-01', '2026-04-16', '2026-04-01')`, soc.Units["A-102"])
	soc.Exec(t, `UPDATE users SET full_name = '=1+1', phone_number = '@12' WHERE id = $1`, soc.Staff.UserID)
	s := on(soc.DB)
	for comment, owner := range map[string][]string{"=cmd()": {"user", "key", "add", soc.Guard.Email}, "@cmd": {"terminal", "add", "Main"}} {
		_, line := newClientKey(t)
		s.types(strings.TrimSpace(line)+" "+comment).ok(t, append(owner, "-", asAdmin)...)
	}
	s.run(t.Context(), "user", "token", "add", soc.Guard.Email, "=cmd()", "--for", "visitors", asAdmin)
	soc.Exec(t, `INSERT INTO desk_sessions (id, user_id, ip_address, user_agent, server, active_at) VALUES ($1, $2, '10.0.0.7', '=cmd()', $1, now())`,
		uuid.New(), soc.Staff.UserID)
	s.ok(t, "bills", "close-day", "--date", "2026-03-01", asAdmin)
	s.ok(t, "visitors", "barred", "add", "--name", "=cmd() Singh", "--reason", "@took parcels", asAdmin)
	soc.Exec(t, `INSERT INTO visitor_logs (visitor_name, status, check_in_time) VALUES ('Old', 'denied', '2020-01-02')`)
	config(t, soc, "general.archive_visits_months", "6")
	s.ok(t, "schedule", "run", "tidying", asAdmin)
	file := unitsFile(t, "Tower Z,101,1,2BHK,Ravi Iyer,=1+1,,owner,,", "Tower Z,101,2,,,,,,,")

	s.ok(t, "import", "opening", unitsFile(t, "Tower Y,101,1,2BHK,Ravi Iyer,ravi@other.example,,owner,,"), asAdmin)
	dumps := t.TempDir()
	s.ok(t, "backup", "--folder", dumps)
	given := strings.NewReplacer("FILE", file, "BACKUPS", dumps, "a@b.example", soc.Admin.Email)
	for name, more := range listCommands(t) {
		args := append(strings.Fields(name), strings.Fields(given.Replace(more))...)
		code := exitOK
		if name == "import" || name == "import opening" || name == "doctor" { // their rows are what is wrong
			code = exitFailure
		}
		written := func(form ...string) string {
			r := s.run(t.Context(), append(slices.Clone(args), form...)...)
			if r.code != code {
				t.Errorf("%s %v: exit %d, %s", name, form, r.code, r.err)
			}
			return r.out
		}
		lines, err := csv.NewReader(strings.NewReader(written("--csv"))).ReadAll()
		if err != nil || len(lines) < 2 {
			t.Errorf("%s as CSV: %v in %d lines", name, err, len(lines))
			continue
		}
		heads, rows := lines[0], lines[1:]
		for _, head := range heads {
			if !regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`).MatchString(head) {
				t.Errorf("%s has the column %q", name, head)
			}
		}
		objects := slices.Collect(strings.Lines(written("--json")))
		if len(objects) != len(rows) {
			t.Errorf("%s has %d rows as JSON, %d as CSV", name, len(objects), len(rows))
			continue
		}
		for i, object := range objects {
			sameRow(t, name, object, heads, rows[i])
		}
		sameTable(t, name, written(), heads, len(rows))
	}
}

// sameRow compares a row as JSON and as CSV.
func sameRow(t *testing.T, name, object string, heads, cells []string) {
	t.Helper()
	var fields map[string]any
	numbers := json.NewDecoder(strings.NewReader(object))
	numbers.UseNumber()
	if err := numbers.Decode(&fields); err != nil {
		t.Errorf("%s as JSON: %v in %s", name, err, object)
		return
	}
	if keys := slices.Sorted(maps.Keys(fields)); !slices.Equal(keys, slices.Sorted(slices.Values(heads))) {
		t.Errorf("%s has the keys %v as JSON, %v as CSV", name, keys, heads)
	}
	for i, head := range heads {
		var want string
		switch v := fields[head].(type) {
		case string:
			want = v
		case json.Number:
			want = v.String()
		case bool:
			want = map[bool]string{true: "true", false: "false"}[v]
		default: // an object, and in CSV its text
			var cell any
			if err := json.Unmarshal([]byte(cmp.Or(cells[i], "null")), &cell); err != nil {
				t.Errorf("%s: %s is %q as CSV: %v", name, head, cells[i], err)
			}
			want = cells[i]
			if (cell == nil) != (v == nil) {
				t.Errorf("%s: %s is %v as JSON, %q as CSV", name, head, v, cells[i])
			}
		}
		if got := cells[i]; strings.TrimPrefix(got, "'") != want {
			t.Errorf("%s: %s is %q as JSON, %q as CSV", name, head, want, got)
		}
		if strings.ContainsAny(cells[i][:min(1, len(cells[i]))], "=@") {
			t.Errorf("%s: a spreadsheet runs %s, %q", name, head, cells[i])
		}
	}
}

// sameTable finds a table's line of headings among the columns, and its rows below.
func sameTable(t *testing.T, name, shown string, heads []string, rows int) {
	t.Helper()
	all := strings.Split(strings.TrimSuffix(shown, "\n"), "\n")
	at := slices.IndexFunc(all, func(line string) bool { return line != "" && line == strings.ToUpper(line) })
	if at < 0 || len(all)-at-1 < rows {
		t.Errorf("%s as a table has no headings, or not %d rows below:\n%s", name, rows, shown)
		return
	}
	for _, head := range regexp.MustCompile(` {2,}`).Split(strings.TrimSpace(all[at]), -1) {
		if !slices.Contains(heads, strings.ReplaceAll(strings.ToLower(head), " ", "_")) {
			t.Errorf("%s has %s in its table, and %v in CSV", name, head, heads)
		}
	}
}

// TestFormsOfADryRunNeedOne: what is done is told in a sentence, in no form.
func TestFormsOfADryRunNeedOne(t *testing.T) {
	t.Parallel()
	s := console{env: map[string]string{"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}}
	for _, args := range []string{"bills run --json", "bills run --csv", "bills overdue --json", "bills overdue --csv"} {
		s.refuses(t, exitUsage, []string{"--dry-run"}, strings.Fields(args)...)
	}
}

// TestDryRunLeavesStandardOutputToItsRows: its sentences are on standard error.
func TestDryRunLeavesStandardOutputToItsRows(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	config(t, soc, "billing.maintenance_fee", `{"2BHK": 3500}`)
	r := on(soc.DB).run(t.Context(), "bills", "run", "--dry-run", "--month", soc.Settings.ThisDay().Format("2006-01"), "--csv")
	if r.code != exitOK || !strings.HasPrefix(r.out, "type,units,fee,total\n2BHK,3,3500.00,10500.00\n") || !strings.HasPrefix(r.err, "society360: Maintenance ") {
		t.Errorf("exit %d, %q, %q", r.code, r.out, r.err)
	}
	good := unitsFile(t, "Tower Z,101,1,2BHK,,,,,,")
	r = on(soc.DB).run(t.Context(), "import", good, "--dry-run", "--json", asAdmin)
	if r.code != exitOK || r.out != "" || !strings.HasPrefix(r.err, "society360: Would add 1 block, 1 unit, ") {
		t.Errorf("exit %d, %q, %q", r.code, r.out, r.err)
	}
}
