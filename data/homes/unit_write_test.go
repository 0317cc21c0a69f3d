package homes_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/value"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

func newUnit(number string) homes.UnitDraft {
	return homes.UnitDraft{BlockName: "Tower C", UnitText: homes.UnitText{Number: number, Floor: 3, Type: "2 bhk"}}
}

func unitStatus(t *testing.T, s *datatest.Society, id uuid.UUID) string {
	t.Helper()
	return datatest.Scan[string](t, s.Owner, `SELECT coalesce(status, '-') FROM units WHERE id = $1`, id)
}

func TestUnitInANewBlock(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	key := uuid.New()
	unit, err := s.Homes.CreateUnit(t.Context(), s.Admin, key, newUnit("301"))
	if err != nil || unit.Label != "C-301" || unit.Block != "Tower C" || unit.Type != "2BHK" || unit.Status != "vacant" || unit.Key != "C 0000000301" {
		t.Fatalf("made %+v, %v", unit, err)
	}
	if again, err := s.Homes.CreateUnit(t.Context(), s.Admin, key, newUnit("301")); err != nil || again.ID != unit.ID {
		t.Errorf("a repeat gave %+v, %v", again, err)
	}
	for action, n := range map[string]int{"UNIT_CREATED": 1, "BLOCK_CREATED": 1} {
		if got := s.Count(t, `audit_logs WHERE action = $1 AND user_id = $2 AND details #>> '{actor,name}' = 'Asha Rao'`, action, s.Admin.UserID); got != n {
			t.Errorf("%d audit rows of %s", got, action)
		}
	}
	// The name is a block's now, and so is the number in it.
	_, err = s.Homes.CreateUnit(t.Context(), s.Admin, uuid.New(), newUnit("302"))
	if e := datatest.Kind(t, err, fault.Invalid); e.Bad["block"] == nil {
		t.Errorf("a second block of one name: %v", e)
	}
	block := datatest.Scan[uuid.UUID](t, s.Owner, `SELECT id FROM blocks WHERE name = 'Tower C'`)
	twin := newUnit("301")
	twin.BlockID = &block
	_, err = s.Homes.CreateUnit(t.Context(), s.Admin, uuid.New(), twin)
	if e := datatest.Kind(t, err, fault.Invalid); e.Bad["number"] == nil {
		t.Errorf("a second unit of one number: %v", e)
	}
	if n := s.Count(t, `blocks WHERE lower(name) = 'tower c'`); n != 1 {
		t.Errorf("%d blocks of one name", n)
	}
	bad := homes.UnitDraft{UnitText: homes.UnitText{Number: " - ", Floor: 999, Type: strings.Repeat("x", 21)}}
	_, err = s.Homes.CreateUnit(t.Context(), s.Admin, uuid.New(), bad)
	e := datatest.Kind(t, err, fault.Invalid)
	for _, field := range []string{"block", "number", "floor", "type"} {
		if e.Bad[field] == nil {
			t.Errorf("nothing is said of a bad %s", field)
		}
	}
}

func TestUnitsAreAnAdminsAffair(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	unit := s.Units["A-102"]
	seen := homes.Unit{ID: unit, Number: "102", Floor: 1, Type: "2BHK"}
	tie := datatest.Residency(t, s, "A-101", "Meera Joshi")
	before := s.Count(t, `audit_logs`)
	for _, actor := range datatest.Others(s) {
		ctx, key := t.Context(), uuid.New()
		for name, do := range map[string]func() error{
			"Homes.Blocks": func() error { _, err := s.Homes.Blocks(ctx, actor, homes.BlockFilter{}); return err },
			"Homes.CreateBlock": func() error {
				_, err := s.Homes.CreateBlock(ctx, actor, key, homes.BlockText{Name: "X"})
				return err
			},
			"Homes.UpdateBlock": func() error {
				_, err := s.Homes.UpdateBlock(ctx, actor, key, homes.Block{}, homes.BlockText{Name: "X"})
				return err
			},
			"Homes.DeleteBlock": func() error { _, err := s.Homes.DeleteBlock(ctx, actor, key, uuid.New()); return err },
			"Homes.CreateUnit":  func() error { _, err := s.Homes.CreateUnit(ctx, actor, key, newUnit("9")); return err },
			"Homes.UpdateUnit": func() error {
				_, err := s.Homes.UpdateUnit(ctx, actor, key, seen, homes.UnitText{Number: "9", Type: "X"})
				return err
			},
			"Homes.SetMaintenance":       func() error { _, err := s.Homes.SetMaintenance(ctx, actor, key, unit, true, ""); return err },
			"Homes.DeleteUnit":           func() error { _, err := s.Homes.DeleteUnit(ctx, actor, key, unit); return err },
			"Directory.Record":           func() error { _, err := s.Directory.Record(ctx, actor, unit); return err },
			"Homes.FindResidentAccounts": func() error { _, err := s.Homes.FindResidentAccounts(ctx, actor, "meera"); return err },
			"Homes.MoveIn": func() error {
				_, err := s.Homes.MoveIn(ctx, actor, key, homes.MoveIn{UnitID: unit, UserID: &s.Meera.UserID, Type: "owner"})
				return err
			},
			"Homes.UpdateResidency": func() error {
				_, err := s.Homes.UpdateResidency(ctx, actor, key, tie, "tenant", value.Day{})
				return err
			},
			"Homes.SetPrimary": func() error { _, err := s.Homes.SetPrimary(ctx, actor, key, tie); return err },
			"Homes.MoveOut": func() error {
				_, err := s.Homes.MoveOut(ctx, actor, key, tie, s.Settings.ThisDay())
				return err
			},
			"Homes.MoveInDue":  func() error { _, err := s.Homes.MoveInDue(ctx, actor, key); return err },
			"Homes.MoveOutDue": func() error { _, err := s.Homes.MoveOutDue(ctx, actor, key); return err },
		} {
			var e *fault.Error
			if err := do(); !errors.As(err, &e) || e.Kind != fault.Forbidden {
				t.Errorf("%s as %q: %v", name, actor.Role, err)
			}
		}
	}
	if after := s.Count(t, `audit_logs`); after != before {
		t.Errorf("%d audit rows of refused changes", after-before)
	}
}

func TestUnitEditSeesWhatOthersChanged(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	seen := homes.Unit{ID: s.Units["A-102"], Number: "102", Floor: 1, Type: "2BHK"}
	unit, err := s.Homes.UpdateUnit(t.Context(), s.Admin, uuid.New(), seen, homes.UnitText{Number: "102B", Floor: 2, Type: "Shop"})
	if err != nil || unit.Label != "A-102B" || unit.Floor != 2 || unit.Type != "Shop" {
		t.Fatalf("changed to %+v, %v", unit, err)
	}
	_, _, _, details := datatest.LastAudit(t, s, unit.ID)
	before, after := details["before"].(map[string]any), details["after"].(map[string]any)
	if before["unit_number"] != "102" || after["unit_number"] != "102B" || after["status"] != nil || before["block_id"] != nil {
		t.Errorf("the audit row tells %v", details)
	}
	_, err = s.Homes.UpdateUnit(t.Context(), s.Admin, uuid.New(), seen, homes.UnitText{Number: "103", Floor: 1, Type: "2BHK"})
	if e := datatest.Kind(t, err, fault.Refused); !strings.Contains(e.Error(), "A-102B was changed by Asha Rao at ") {
		t.Errorf("over somebody's change: %v", e)
	}
	_, err = s.Homes.UpdateUnit(t.Context(), s.Admin, uuid.New(), unit.Unit, homes.UnitText{Number: "101", Floor: 1, Type: "2BHK"})
	if e := datatest.Kind(t, err, fault.Invalid); e.Bad["number"] == nil {
		t.Errorf("to a number that is taken: %v", e)
	}
}

func TestMaintenanceGivesWayToWhoLivesThere(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	for label, after := range map[string]string{"A-101": "occupied", "A-102": "vacant"} {
		id := s.Units[label]
		unit, err := s.Homes.SetMaintenance(t.Context(), s.Admin, uuid.New(), id, true, "new pipes")
		if err != nil || unit.Status != homes.UnderMaintenance {
			t.Fatalf("%s: %+v, %v", label, unit, err)
		}
		_, err = s.Homes.SetMaintenance(t.Context(), s.Admin, uuid.New(), id, true, "")
		datatest.Kind(t, err, fault.Refused)
		// Moving in or out leaves the admin's word as it is.
		s.Exec(t, `INSERT INTO user_units (user_id, unit_id, resident_type) VALUES ($1, $2, 'tenant')`, s.Guard.UserID, id)
		s.Exec(t, `DELETE FROM user_units WHERE user_id = $1`, s.Guard.UserID)
		if got := unitStatus(t, s, id); got != homes.UnderMaintenance {
			t.Errorf("%s is %s", label, got)
		}
		if unit, err = s.Homes.SetMaintenance(t.Context(), s.Admin, uuid.New(), id, false, ""); err != nil || unit.Status != after {
			t.Errorf("%s after the work: %+v, %v", label, unit, err)
		}
	}
	if n := s.Count(t, `audit_logs WHERE action = 'UNIT_STATUS_CHANGED' AND details ->> 'notes' = 'new pipes'
		AND details #>> '{after,status}' = 'under_maintenance'`); n != 2 {
		t.Errorf("%d audit rows", n)
	}
}

// TestStatusFollowsWhoeverWrites: other programs of the platform move people as
// well, one by one, in bulk, and by deleting an account.
func TestStatusFollowsWhoeverWrites(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	a101, a102 := s.Units["A-101"], s.Units["A-102"]
	for _, step := range []struct{ sql, a101, a102 string }{
		{`UPDATE units SET status = 'vacant'`, "vacant", "vacant"},
		{`INSERT INTO user_units (user_id, unit_id, resident_type, status) SELECT user_id, '` + a102.String() + `', 'tenant', NULL FROM user_units`, "vacant", "occupied"},
		{`UPDATE user_units SET is_primary_contact = false`, "vacant", "occupied"},
		{`UPDATE user_units SET status = 'moved_out' WHERE unit_id = '` + a102.String() + `' AND user_id <> '` + s.Tenant.UserID.String() + `'`, "vacant", "occupied"},
		{`UPDATE users SET deleted_at = now() WHERE id = '` + s.Tenant.UserID.String() + `'`, "vacant", "vacant"},
		{`UPDATE users SET deleted_at = NULL`, "vacant", "occupied"},
		{`UPDATE user_units SET unit_id = '` + a101.String() + `' WHERE unit_id = '` + a102.String() + `'`, "occupied", "vacant"},
		{`TRUNCATE user_units`, "vacant", "vacant"},
	} {
		s.Exec(t, step.sql)
		if got := [2]string{unitStatus(t, s, a101), unitStatus(t, s, a102)}; got != [2]string{step.a101, step.a102} {
			t.Errorf("after %s: %v", step.sql, got)
		}
	}
}

func TestAUnitWithHistoryStays(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	a102, a101 := s.Units["A-102"], s.Units["A-101"]
	s.Exec(t, `INSERT INTO visitor_logs (unit_id, visitor_name) SELECT $1, 'V' || n FROM generate_series(1, 3) n`, a101)
	s.Exec(t, `INSERT INTO maintenance_tickets (unit_id, category, title) VALUES ($1, 'Plumbing', 'Leak')`, a101)
	s.Exec(t, `INSERT INTO bills (unit_id, bill_type, amount, bill_date, due_date) SELECT $1, 'Water', 100.50, current_date, current_date + 40 FROM generate_series(1, 2)`, a101)
	_, err := s.Homes.DeleteUnit(t.Context(), s.Admin, uuid.New(), a101)
	if e := datatest.Kind(t, err, fault.Refused); e.Error() != "A-101 cannot be deleted: 3 visits, 2 bills, 1 ticket, 2 residents." {
		t.Errorf("refused with %q", e.Error())
	}
	record, err := s.Directory.Record(t.Context(), s.Admin, a101)
	if err != nil || record.UnitHangs != (homes.UnitHangs{Visits: 3, Bills: 2, Tickets: 1, Ties: 2}) || record.Inside != 3 ||
		record.OpenTickets != 1 || record.Due != 201_00 || record.Contact != "Meera Joshi" || len(record.People) != 2 ||
		record.People[0].Name != "Meera Joshi" || !strings.Contains(record.People[0].Phone, "*") {
		t.Errorf("the record is %+v, %v", record, err)
	}
	// A table of another program counts as well.
	s.Exec(t, `CREATE TABLE parking (unit_id uuid REFERENCES units(id) ON DELETE CASCADE)`)
	s.Exec(t, `INSERT INTO parking VALUES ($1)`, a102)
	_, err = s.Homes.DeleteUnit(t.Context(), s.Admin, uuid.New(), a102)
	if e := datatest.Kind(t, err, fault.Refused); !strings.Contains(e.Error(), "another program") {
		t.Errorf("refused with %v", e)
	}
	s.Exec(t, `DELETE FROM parking`)
	key := uuid.New()
	for range 2 { // the second is the answer to a repeat
		if label, err := s.Homes.DeleteUnit(t.Context(), s.Admin, key, a102); err != nil || label != "A-102" {
			t.Fatalf("deleted %q, %v", label, err)
		}
	}
	action, _, _, details := datatest.LastAudit(t, s, a102)
	if before := details["before"].(map[string]any); action != "UNIT_DELETED" || before["unit_number"] != "102" {
		t.Errorf("%s tells %v", action, details)
	}
	_, err = s.Homes.DeleteUnit(t.Context(), s.Admin, uuid.New(), a102)
	datatest.Kind(t, err, fault.NotFound)
	if n := s.Count(t, `visitor_logs WHERE unit_id = $1`, a101); n != 3 || s.Count(t, `units`) != 2 {
		t.Error("more than the one unit went")
	}
}

// TestNothingComesToAUnitThatGoes: a visit is logged and the unit deleted at
// once, many times over; it is never that both are done.
func TestNothingComesToAUnitThatGoes(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	for range 12 {
		id := uuid.New()
		s.Exec(t, `INSERT INTO units (id, unit_number, floor_number, type) VALUES ($1, $2, 0, 'Shop')`, id, "S"+id.String()[:8])
		n := datatest.Ramesh(s)
		n.UnitID, n.Phone = id, ""
		var wg sync.WaitGroup
		var logged, gone error
		wg.Go(func() {
			_, logged = s.Visits.Log(context.Background(), s.Guard, uuid.New(), visits.CheckedIn, n)
		})
		wg.Go(func() { _, gone = s.Homes.DeleteUnit(context.Background(), s.Admin, uuid.New(), id) })
		wg.Wait()
		if (logged == nil) == (gone == nil) {
			t.Fatalf("logged: %v, deleted: %v", logged, gone)
		}
		if n := s.Count(t, `units WHERE id = $1`, id); (n == 1) != (gone != nil) {
			t.Fatalf("%d such units after %v", n, gone)
		}
	}
	if n := s.Count(t, `visitor_logs WHERE unit_id IS NULL`); n != 0 {
		t.Errorf("%d visits lost their unit", n)
	}
}

func TestBlocks(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	block, err := s.Homes.CreateBlock(t.Context(), s.Admin, uuid.New(), homes.BlockText{Name: " Tower  C ", Description: "Six floors\nlift 3"})
	if err != nil || block.Name != "Tower C" || block.Description != "Six floors\nlift 3" || block.Units != 0 {
		t.Fatalf("made %+v, %v", block, err)
	}
	_, err = s.Homes.CreateBlock(t.Context(), s.Admin, uuid.New(), homes.BlockText{Name: "tower a"})
	if e := datatest.Kind(t, err, fault.Invalid); e.Bad["name"] == nil {
		t.Errorf("a name that is taken: %v", e)
	}
	var names []string
	for f := (homes.BlockFilter{Limit: 2}); ; {
		page, err := s.Homes.Blocks(t.Context(), s.Admin, f)
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range page.Blocks {
			names = append(names, b.Name)
			f.After = &b
		}
		if !page.More {
			break
		}
	}
	if got := strings.Join(names, ","); got != "Tower A,Tower B,Tower C" {
		t.Errorf("listed %s", got)
	}
	page, err := s.Homes.Blocks(t.Context(), s.Admin, homes.BlockFilter{Search: "a tow"})
	if err != nil || len(page.Blocks) != 1 || page.Blocks[0].Units != 2 || page.Blocks[0].Occupied != 2 {
		t.Fatalf("Tower A is %+v, %v", page, err)
	}
	towerA := page.Blocks[0]
	renamed, err := s.Homes.UpdateBlock(t.Context(), s.Admin, uuid.New(), towerA, homes.BlockText{Name: "Ashoka"})
	if err != nil || renamed.Name != "Ashoka" || renamed.Units != 2 {
		t.Fatalf("renamed %+v, %v", renamed, err)
	}
	if label := datatest.Scan[string](t, s.Owner, `SELECT label FROM units WHERE id = $1`, s.Units["A-101"]); label != "Ashoka-101" {
		t.Errorf("its unit is %s", label)
	}
	_, err = s.Homes.UpdateBlock(t.Context(), s.Admin, uuid.New(), towerA, homes.BlockText{Name: "Akbar"})
	datatest.Kind(t, err, fault.Refused)
	_, err = s.Homes.DeleteBlock(t.Context(), s.Admin, uuid.New(), towerA.ID)
	if e := datatest.Kind(t, err, fault.Refused); e.Error() != "Ashoka cannot be deleted: it has 2 units." {
		t.Errorf("refused with %v", e)
	}
	if name, err := s.Homes.DeleteBlock(t.Context(), s.Admin, uuid.New(), block.ID); err != nil || name != "Tower C" {
		t.Errorf("deleted %q, %v", name, err)
	}
	if n := s.Count(t, `audit_logs WHERE action IN ('BLOCK_CREATED', 'BLOCK_UPDATED', 'BLOCK_DELETED')`); n != 3 || s.Count(t, `units`) != 3 {
		t.Errorf("%d audit rows", n)
	}
}
