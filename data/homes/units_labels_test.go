package homes_test

import (
	"testing"

	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/internal/connect"

	"github.com/jackc/pgx/v5"

	"github.com/civoranexus/society360/data/datatest"
)

func TestUnitLabels(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	for _, c := range []struct{ block, number, label, key string }{
		{"Tower A", "101", "A-101", "A101"},
		{"tower a", "101", "a-101", "A101"},
		{"Block 1", "12", "1-12", "112"},
		{"North Wing", "5", "North-5", "NORTH5"},
		{"Phase 2 Tower B", "7", "2 B-7", "2B7"},
		{"Tower", "9", "Tower-9", "TOWER9"},
		{"  Building   C ", " 10A ", "C-10A", "C10A"},
		{"Tower-D", "3", "D-3", "D3"},
		{"Sapphire", "1201", "Sapphire-1201", "SAPPHIRE1201"},
		{"Blockade", "1", "Blockade-1", "BLOCKADE1"},
		{"Tower A", "A-101", "A-101", "A101"},
		{"Tower A", "A101", "A101", "A101"},
		{"Tower A", "a 101", "a 101", "A101"},
		{"Tower A", "Annexe", "A-Annexe", "AANNEXE"},
		{"Tower A", "A", "A-A", "AA"},
		{"Block 1", "1-12", "1-12", "112"},
		{"Tower A1", "A101", "A1-A101", "A1A101"},
		{"Tower A1", "A1-01", "A1-01", "A101"},
		{"टॉवर क", "१०१", "टॉवर क-१०१", "टॉवरक१०१"},
		{"Tower É", "é-1", "é-1", "É1"},
		{"K (Block)", "4/2", "K-4/2", "K42"},
		{"", "Shop 4", "Shop 4", "SHOP4"},
	} {
		var label, key string
		err := db.Owner.QueryRow(t.Context(), `SELECT l, society360_unit_key(l) FROM society360_unit_label(nullif($1, ''), $2) AS l`, c.block, c.number).Scan(&label, &key)
		if err != nil {
			t.Fatal(err)
		}
		if label != c.label || key != c.key {
			t.Errorf("%q in %q: label %q key %q, want %q %q", c.number, c.block, label, key, c.label, c.key)
		}
		// The desk folds what a guard types to the same key.
		if typed := homes.UnitKey(c.label); typed != c.key {
			t.Errorf("%q typed gives %q, stored is %q", c.label, typed, c.key)
		}
	}
}

// TestSortKeysCountNumbers: the labels are in the order of their keys' bytes, and
// those between bars have one place.
func TestSortKeysCountNumbers(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	last := ""
	for _, same := range [][]string{
		{"1-2", "1 2", "1/2"},
		{"1-12"},
		{"2-9"},
		{"10-1"},
		{"112", "0112"},
		{"901"},
		{"1001"},
		{"A"},
		{"A-9", "A9", "a 9", "A-09", " A--9 "},
		{"A-9A", "a9a"},
		{"A-10"},
		{"A-101"},
		{"A-1001"},
		{"A-9999999999"},
		{"A-99999999990"},
		{"A-G1"},
		{"AB-1"},
		{"Tower 2"},
		{"tower 10"},
		{"क-9"},
	} {
		for i, label := range same {
			key := datatest.Scan[string](t, db.Owner, `SELECT society360_sort_key($1)`, label)
			if i == 0 && key <= last || i > 0 && key != last {
				t.Errorf("%q has the place %q, behind %q", label, key, last)
			}
			last = key
		}
	}
}

func TestUnitLabelsFollow(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	desk := db.As(t, connect.DeskRole)
	datatest.Exec(t, desk, `INSERT INTO blocks (id, name) VALUES ('00000000-0000-0000-0000-00000000000a', 'Tower A'), ('00000000-0000-0000-0000-00000000000b', 'Tower B')`)
	datatest.Exec(t, desk, `INSERT INTO units (block_id, unit_number, floor_number, type) VALUES ('00000000-0000-0000-0000-00000000000a', '101', 1, '2BHK')`)
	for _, step := range []struct{ sql, want string }{
		{`SELECT 1`, "A-101 A101 A 0000000101"},
		{`UPDATE units SET unit_number = '102'`, "A-102 A102 A 0000000102"},
		{`UPDATE units SET block_id = '00000000-0000-0000-0000-00000000000b'`, "B-102 B102 B 0000000102"},
		{`UPDATE blocks SET name = 'Crown Tower' WHERE name = 'Tower B'`, "Crown-102 CROWN102 CROWN 0000000102"},
		{`UPDATE units SET label = 'mine', search_key = NULL`, "Crown-102 CROWN102 CROWN 0000000102"},
		{`UPDATE units SET sort_key = 'first'`, "Crown-102 CROWN102 CROWN 0000000102"},
		{`UPDATE units SET status = 'occupied'`, "Crown-102 CROWN102 CROWN 0000000102"},
		{`UPDATE units SET block_id = NULL`, "102 102 0000000102"},
	} {
		datatest.Exec(t, desk, step.sql)
		if got := datatest.Scan[string](t, db.Owner, `SELECT label || ' ' || search_key || ' ' || sort_key FROM units`); got != step.want {
			t.Errorf("%s: %s, want %s", step.sql, got, step.want)
		}
	}
}

// TestRenameBesideANewUnit: a unit is added while its block's new name is not
// committed yet; it waits for that and carries the new name.
func TestRenameBesideANewUnit(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	datatest.Exec(t, db.Owner, `INSERT INTO blocks (name) VALUES ('Tower A')`)
	renaming, adding := db.Conn(t, connect.DeskRole), db.Conn(t, connect.DeskRole)
	tx, err := renaming.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(t.Context(), `UPDATE blocks SET name = 'Tower Z'`); err != nil {
		t.Fatal(err)
	}
	added := make(chan error, 1)
	go func() {
		_, err := adding.Exec(t.Context(), `INSERT INTO units (block_id, unit_number, floor_number, type) SELECT id, '1', 1, '1BHK' FROM blocks`)
		added <- err
	}()
	waitForLock(t, db, adding, added)
	if err := tx.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := <-added; err != nil {
		t.Fatal(err)
	}
	if got := datatest.Scan[string](t, db.Owner, `SELECT label FROM units`); got != "Z-1" {
		t.Errorf("the unit is labelled %s, want Z-1", got)
	}
}

// waitForLock returns when the connection's statement waits for another's lock,
// and fails when it is done without that.
func waitForLock(t *testing.T, db *datatest.DB, conn *pgx.Conn, done <-chan error) {
	t.Helper()
	for !datatest.Scan[bool](t, db.Owner, `SELECT cardinality(pg_blocking_pids($1)) > 0`, int(conn.PgConn().PID())) {
		select {
		case err := <-done:
			t.Fatalf("the statement did not wait: %v", err)
		default:
		}
	}
}
