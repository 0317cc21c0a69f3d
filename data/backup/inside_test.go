package backup

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// TestADatabaseURLInVariables: the programs are told all that the URL says of the way to
// the database, and nothing that they do not know.
func TestADatabaseURLInVariables(t *testing.T) {
	t.Parallel()
	for url, want := range map[string]string{
		"": "",
		"postgres://asha:p%40ss@db1:5432,db2/society?sslmode=require&pool_max_conns=4&target_session_attrs=read-write": "PGDATABASE=society PGHOST=db1,db2 PGPASSWORD=p@ss PGPORT=5432, PGSSLMODE=require PGTARGETSESSIONATTRS=read-write PGUSER=asha",
		"postgres://asha@/society?host=%2Frun%2Fpg&port=5433":                                                          "PGDATABASE=society PGHOST=/run/pg PGPORT=5433 PGUSER=asha",
		"postgresql://[::1]:5433/society":                                                                              "PGDATABASE=society PGHOST=::1 PGPORT=5433",
		`host=db user=asha password='it\'s a secret' dbname=society default_query_exec_mode=exec`:                      "PGDATABASE=society PGHOST=db PGPASSWORD=it's a secret PGUSER=asha",
		`host = db  port=5433`: "PGHOST=db PGPORT=5433",
	} {
		said, err := libpq(url)
		var got []string
		for _, name := range slices.Sorted(maps.Keys(said)) {
			got = append(got, name+"="+said[name])
		}
		if err != nil || strings.Join(got, " ") != want {
			t.Errorf("%s: %s, %v\nwant %s", url, strings.Join(got, " "), err, want)
		}
	}
}

// TestTablesComeWithWhatTheyReferTo, and behind it.
func TestTablesComeWithWhatTheyReferTo(t *testing.T) {
	t.Parallel()
	all := []table{
		{Name: "society.announcements", Refers: []string{"society.users"}},
		{Name: "society.audit_logs", Refers: []string{"society.users"}},
		{Name: "society.bills", Refers: []string{"parking.lots", "society.units"}},
		{Name: "parking.lots", Refers: []string{"parking.owners"}},
		{Name: "parking.owners", Refers: []string{"parking.lots"}},
		{Name: "society.units"},
		{Name: "society.users"},
		{Name: "archive.visitor_logs"},
		{Name: "clubs.members"},
	}
	by := inOrder(all)
	for priority, want := range map[int]string{
		Critical:  "society.users parking.owners parking.lots society.units society.bills",
		Important: "society.announcements clubs.members",
		Trail:     "society.audit_logs archive.visitor_logs",
	} {
		var got []string
		for _, t := range by[priority] {
			got = append(got, t.Name)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("priority %d: %s\nwant %s", priority, strings.Join(got, " "), want)
		}
	}
}

func TestACopyDiffers(t *testing.T) {
	t.Parallel()
	census := func(users int64, billed string) Census {
		return Census{Tables: map[string]int64{ownSchema + "users": users}, Billed: billed, Paid: "1.00"}
	}
	before := census(5, "10.00")
	for _, c := range []struct {
		copied, after Census
		want          int
	}{
		{before, before, 0},
		{census(6, "10.00"), before, 1},
		{census(4, "9.00"), before, 2},
		{Census{}, before, 3},
		{census(6, "12.00"), census(7, "13.00"), 0}, // desks worked meanwhile
		{census(8, "12.00"), census(7, "13.00"), 1},
	} {
		if got := c.copied.Differ(before, c.after); len(got) != c.want {
			t.Errorf("%+v differs in %v, want %d", c.copied, got, c.want)
		}
	}
}
