package data_test

import (
	"errors"
	"strconv"
	"testing"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/notices"
	"github.com/civoranexus/society360/data/settings"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

// overtakes has one desk change a thing, each time to something else, after another
// read it. Who is refused is told who did it and what it is now, and a change made from
// that is accepted. Of another program's change, by the statement, nobody is named.
func overtakes[T any](t *testing.T, s *datatest.Society, seen T, change func(from T, to string) (T, error), another string, id uuid.UUID) {
	t.Helper()
	refused := func(from T) *fault.Conflict[T] {
		t.Helper()
		_, err := change(from, "mine")
		datatest.Kind(t, err, fault.Refused)
		var c *fault.Conflict[T]
		if !errors.As(err, &c) {
			t.Fatalf("%T: %v is no conflict", seen, err)
		}
		return c
	}
	if _, err := change(seen, "theirs"); err != nil {
		t.Fatal(err)
	}
	c := refused(seen)
	if c.Who != "Asha Rao" || c.At.IsZero() {
		t.Errorf("%T: changed by %q at %s", seen, c.Who, c.At)
	}
	now, err := change(c.Now, "mine")
	if err != nil {
		t.Fatalf("%T: a change from what is now: %v", seen, err)
	}
	s.Exec(t, another, id)
	if c := refused(now); c.Who != "" || !c.At.IsZero() {
		t.Errorf("%T: another program's change is laid to %q", seen, c.Who)
	}
}

// TestAConflictNamesWhoMadeWhatStands of each thing that a form changes.
func TestAConflictNamesWhoMadeWhatStands(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	ctx, unit := t.Context(), s.Units["A-101"]
	record, err := s.Directory.Record(ctx, s.Admin, unit)
	if err != nil {
		t.Fatal(err)
	}
	overtakes(t, s, homes.UnitRow{Unit: record.Unit}, func(from homes.UnitRow, to string) (homes.UnitRow, error) {
		return s.Homes.UpdateUnit(ctx, s.Admin, uuid.New(), from.Unit, homes.UnitText{Number: from.Number, Floor: from.Floor, Type: to})
	}, `UPDATE units SET type = 'Shop' WHERE id = $1`, unit)

	blocks, err := s.Homes.Blocks(ctx, s.Admin, homes.BlockFilter{})
	if err != nil {
		t.Fatal(err)
	}
	overtakes(t, s, blocks.Blocks[0], func(from homes.Block, to string) (homes.Block, error) {
		return s.Homes.UpdateBlock(ctx, s.Admin, uuid.New(), from, homes.BlockText{Name: from.Name, Description: to})
	}, `UPDATE blocks SET description = 'a hut' WHERE id = $1`, blocks.Blocks[0].ID)

	kinds := map[string]string{"theirs": "tenant", "mine": "owner"}
	arun := datatest.Residency(t, s, "A-101", "Arun Joshi")
	overtakes(t, s, arun, func(from homes.Residency, to string) (homes.Residency, error) {
		return s.Homes.UpdateResidency(ctx, s.Admin, uuid.New(), from, kinds[to], from.MovedIn)
	}, `UPDATE user_units SET resident_type = 'tenant' WHERE id = $1`, arun.ID)

	overtakes(t, s, datatest.UserOf(t, s, s.Guard.UserID), func(from accounts.User, to string) (accounts.User, error) {
		return s.Accounts.Edit(ctx, s.Admin, uuid.New(), from, accounts.Edit{Name: to, Email: from.Email, Phone: from.Phone})
	}, `UPDATE users SET full_name = 'Sunita' WHERE id = $1`, s.Guard.UserID)

	bill := datatest.RaiseBill(t, s, 500_00, 5)
	overtakes(t, s, bill, func(from money.Bill, to string) (money.Bill, error) {
		return s.Money.CorrectBill(ctx, s.Admin, uuid.New(), bill.ID, money.BillCorrection{
			Amount: from.Amount, BillDate: from.BillDate, DueDate: from.DueDate, Description: to, Reason: "wrong", Seen: from,
		})
	}, `UPDATE bills SET description = 'Water' WHERE id = $1`, bill.ID)

	notice, err := s.Notices.Write(ctx, s.Admin, uuid.New(), notices.Text{Title: "Water", Content: "off", Audience: notices.ForAll})
	if err != nil {
		t.Fatal(err)
	}
	overtakes(t, s, notice, func(from notices.Notice, to string) (notices.Notice, error) {
		return s.Notices.Change(ctx, s.Admin, uuid.New(), notices.Change{Seen: from, Text: notices.Text{
			Title: from.Title, Content: to, Audience: from.Audience,
		}})
	}, `UPDATE announcements SET content = 'on' WHERE id = $1`, notice.ID)

	visit := datatest.LogVisit(t, s, visits.Pending, datatest.Ramesh(s))
	overtakes(t, s, visit, func(from visits.Visit, to string) (visits.Visit, error) {
		return s.Visits.Correct(ctx, s.Admin, uuid.New(), visits.Correction{Seen: from, Text: visits.Text{
			UnitID: *from.UnitID, Name: from.Name, Phone: from.Phone, Purpose: to, PartySize: from.PartySize,
		}})
	}, `UPDATE visitor_logs SET purpose = 'Guest' WHERE id = $1`, visit.ID)

	setting := datatest.SettingRow(t, s, "billing.due_days")
	days := 15
	change := func(from settings.Row, _ string) (settings.Row, error) {
		days++
		return s.Settings.Set(ctx, s.Admin, uuid.New(), datatest.Password, from, strconv.Itoa(days))
	}
	if setting, err = change(setting, ""); err != nil { // makes the entry
		t.Fatal(err)
	}
	overtakes(t, s, setting, change, `UPDATE system_config SET config_value = '10', updated_at = now(), updated_by = NULL WHERE id = $1`, *setting.ID)
}

// TestAConflictShowsNoPhone: the directory's phones are masked, in what refuses a
// change as well.
func TestAConflictShowsNoPhone(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	s.Exec(t, `UPDATE users SET phone_number = '98110 43210' WHERE id = $1`, s.Arun.UserID)
	seen := datatest.Residency(t, s, "A-101", "Arun Joshi")
	s.Exec(t, `UPDATE user_units SET resident_type = 'tenant' WHERE id = $1`, seen.ID)
	_, err := s.Homes.UpdateResidency(t.Context(), s.Admin, uuid.New(), seen, "owner", seen.MovedIn)
	var c *fault.Conflict[homes.Residency]
	if !errors.As(err, &c) || c.Now.Type != "tenant" || c.Now.Phone != seen.Phone {
		t.Errorf("the phone is %+v, want %s", c, seen.Phone)
	}
}
