package visits_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

func TestCheckInAndOut(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	v := datatest.LogVisit(t, s, visits.CheckedIn, datatest.Ramesh(s))
	if v.Status != visits.CheckedIn || v.Unit != "A-101" || v.EntryGate != "Main" || v.CheckInTime == nil ||
		v.Guard != "Sunita Pawar" || v.PartySize != 1 || v.Phone != "98200 12345" {
		t.Errorf("checked in: %+v", v)
	}
	action, user, address, details := datatest.LastAudit(t, s, v.ID)
	if action != "VISITOR_CHECKED_IN" || user == nil || *user != s.Guard.UserID || address != "10.0.4.17" {
		t.Errorf("audit row: %s by %v from %s", action, user, address)
	}
	after := details["after"].(map[string]any)
	if after["visitor_name"] != "Ramesh Kumar" || after["status"] != "checked_in" || details["before"] != nil {
		t.Errorf("audit details: %v", details)
	}
	if who := details["actor"].(map[string]any); who["name"] != "Sunita Pawar" || who["role"] != "guard" {
		t.Errorf("actor in the audit row: %v", who)
	}

	out, err := s.Visits.CheckOut(t.Context(), s.Guard2, uuid.New(), v.ID)
	if err != nil || out.Status != visits.CheckedOut || out.CheckOutTime == nil || out.ExitGate != "Main" {
		t.Fatalf("check out: %+v, %v", out, err)
	}
	_, _, _, details = datatest.LastAudit(t, s, v.ID)
	before, after := details["before"].(map[string]any), details["after"].(map[string]any)
	if before["status"] != "checked_in" || after["status"] != "checked_out" || after["visitor_name"] != nil {
		t.Errorf("only what changed is audited: %v", details)
	}
}

func TestPendingHasNoCheckInTime(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	v := datatest.LogVisit(t, s, visits.Pending, datatest.Ramesh(s))
	if v.CheckInTime != nil || v.EntryGate != "" {
		t.Errorf("a waiting visitor has entered: %+v", v)
	}
	_, err := s.Visits.CheckIn(t.Context(), s.Guard, uuid.New(), v, visits.Entry{})
	if e := datatest.Kind(t, err, fault.Refused); !strings.Contains(e.Error(), "still waits for approval") {
		t.Errorf("check-in of a pending visit says %q", e)
	}
	by := s.Meera.UserID
	v, err = s.Visits.Approve(t.Context(), s.Guard, uuid.New(), v.ID, visits.Approval{Channel: visits.ByPhone, By: &by})
	if err != nil || v.Status != visits.Approved || v.Approver != "Meera Joshi" {
		t.Fatalf("approve: %+v, %v", v, err)
	}
	if _, _, _, details := datatest.LastAudit(t, s, v.ID); details["approval"] != "phone" {
		t.Errorf("the channel is not in the audit row: %v", details)
	}
	v, err = s.Visits.CheckIn(t.Context(), s.Guard, uuid.New(), v, visits.Entry{})
	if err != nil || v.Status != visits.CheckedIn || v.CheckInTime == nil || v.EntryGate != "Main" {
		t.Fatalf("check in: %+v, %v", v, err)
	}
}

func TestApproverMustLiveThere(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	v := datatest.LogVisit(t, s, visits.Pending, datatest.Ramesh(s))
	by := s.Tenant.UserID
	_, err := s.Visits.Approve(t.Context(), s.Guard, uuid.New(), v.ID, visits.Approval{Channel: visits.ByPhone, By: &by})
	if e := datatest.Kind(t, err, fault.Invalid); e.Bad["by"] == nil {
		t.Errorf("complaint: %v", e.Bad)
	}
	n := datatest.Ramesh(s)
	n.Approval = visits.Approval{Channel: visits.ByIntercom, By: &by}
	_, err = s.Visits.Log(t.Context(), s.Guard, uuid.New(), visits.CheckedIn, n)
	datatest.Kind(t, err, fault.Invalid)
}

func TestRequiredApproval(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	s.Exec(t, `INSERT INTO system_config (config_key, config_value, category) VALUES ('security.require_approval', 'true', 'security')
		ON CONFLICT (config_key) DO UPDATE SET config_value = 'true'`)
	_, err := s.Visits.Log(t.Context(), s.Guard, uuid.New(), visits.CheckedIn, datatest.Ramesh(s))
	if e := datatest.Kind(t, err, fault.Invalid); e.Bad["approval"] == nil {
		t.Errorf("complaint: %v", e.Bad)
	}
	n := datatest.Ramesh(s)
	n.Approval.Channel = visits.ByPhone
	if v := datatest.LogVisit(t, s, visits.CheckedIn, n); v.Status != visits.CheckedIn {
		t.Errorf("approved walk-in: %+v", v)
	}
	_, err = s.Visits.Log(t.Context(), s.Guard, uuid.New(), visits.Approved, datatest.Ramesh(s))
	if e := datatest.Kind(t, err, fault.Invalid); e.Bad["approval"] == nil {
		t.Errorf("an approval that came from nowhere: %v", err)
	}
}

func TestTwoGuardsCheckOutOnce(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	v := datatest.LogVisit(t, s, visits.CheckedIn, datatest.Ramesh(s))
	var wg sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		wg.Go(func() {
			actor := s.Guard
			if i%2 == 1 {
				actor = s.Guard2
			}
			_, errs[i] = s.Visits.CheckOut(context.Background(), actor, uuid.New(), v.ID)
		})
	}
	wg.Wait()
	done := 0
	for _, err := range errs {
		if err == nil {
			done++
			continue
		}
		e := datatest.Kind(t, err, fault.Refused)
		format, args := e.Sentence()
		if !strings.Contains(format, "checked out already by") || len(args) != 3 {
			t.Errorf("the loser is told %q %v", format, args)
			continue
		}
		if at, ok := args[2].(time.Time); !ok || time.Since(at) > time.Minute {
			t.Errorf("the loser is told a time of %v", args[2])
		}
	}
	if done != 1 {
		t.Errorf("%d of %d check-outs were done", done, len(errs))
	}
	if n := s.Count(t, `audit_logs WHERE action = 'VISITOR_CHECKED_OUT'`); n != 1 {
		t.Errorf("%d audit rows of one check-out", n)
	}
}

func TestUndoCheckOut(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	v := datatest.LogVisit(t, s, visits.CheckedIn, datatest.Ramesh(s))
	in := *v.CheckInTime
	if _, err := s.Visits.CheckOut(t.Context(), s.Guard, uuid.New(), v.ID); err != nil {
		t.Fatal(err)
	}
	v, err := s.Visits.UndoCheckOut(t.Context(), s.Guard, uuid.New(), v.ID, visits.Insist{})
	if err != nil || v.Status != visits.CheckedIn || v.CheckOutTime != nil || !v.CheckInTime.Equal(in) {
		t.Fatalf("undone: %+v, %v", v, err)
	}
	if _, err := s.Visits.CheckOut(t.Context(), s.Guard, uuid.New(), v.ID); err != nil {
		t.Fatal(err)
	}
	s.Exec(t, `UPDATE visitor_logs SET check_out_time = now() - interval '11 minutes' WHERE id = $1`, v.ID)
	_, err = s.Visits.UndoCheckOut(t.Context(), s.Guard, uuid.New(), v.ID, visits.Insist{})
	if e := datatest.Kind(t, err, fault.Refused); !strings.Contains(e.Error(), "more than ten minutes") {
		t.Errorf("a late undo says %q", e)
	}
}

func TestNoUndoOnceCheckedInAnew(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	v := datatest.LogVisit(t, s, visits.CheckedIn, datatest.Ramesh(s))
	if _, err := s.Visits.CheckOut(t.Context(), s.Guard, uuid.New(), v.ID); err != nil {
		t.Fatal(err)
	}
	datatest.LogVisit(t, s, visits.CheckedIn, datatest.Ramesh(s))
	_, err := s.Visits.UndoCheckOut(t.Context(), s.Guard, uuid.New(), v.ID, visits.Insist{})
	if e := datatest.Kind(t, err, fault.Refused); !strings.Contains(e.Error(), "checked in anew") {
		t.Errorf("the undo says %q", e)
	}
	if n := s.Count(t, `visitor_logs WHERE status = 'checked_in'`); n != 1 {
		t.Errorf("%d visits of one person are open", n)
	}
}

// TestUndoBesideACheckIn: one guard takes a check-out back while another checks the
// same phone in; one of them is refused.
func TestUndoBesideACheckIn(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	v := datatest.LogVisit(t, s, visits.CheckedIn, datatest.Ramesh(s))
	if _, err := s.Visits.CheckOut(t.Context(), s.Guard, uuid.New(), v.ID); err != nil {
		t.Fatal(err)
	}
	// The undo stands before the visit's row, which somebody has.
	tx, err := s.Owner.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(t.Context(), `SELECT FROM visitor_logs WHERE id = $1 FOR UPDATE`, v.ID); err != nil {
		t.Fatal(err)
	}
	wait := func(desks int, until func() bool) {
		const waiting = `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`
		for n := 0; n < desks && !until(); {
			if err := tx.QueryRow(t.Context(), waiting).Scan(&n); err != nil {
				t.Fatal(err)
			}
		}
	}
	undone, logged := make(chan error, 1), make(chan error, 1)
	go func() {
		_, err := s.Visits.UndoCheckOut(t.Context(), s.Guard, uuid.New(), v.ID, visits.Insist{})
		undone <- err
	}()
	wait(1, func() bool { return false })
	go func() {
		_, err := s.Visits.Log(t.Context(), s.Guard2, uuid.New(), visits.CheckedIn, datatest.Ramesh(s))
		logged <- err
	}()
	wait(2, func() bool { return len(logged) > 0 })
	if err := tx.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	undo, log := <-undone, <-logged
	if n := s.Count(t, `visitor_logs WHERE status = 'checked_in'`); n != 1 {
		t.Errorf("%d visits of one person are open; undo: %v, check-in: %v", n, undo, log)
	}
}

func TestDuplicateInsideAsks(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.LogVisit(t, s, visits.CheckedIn, datatest.Ramesh(s))
	again := datatest.Ramesh(s)
	again.Phone = "+91 98200-12345"
	_, err := s.Visits.Log(t.Context(), s.Guard, uuid.New(), visits.CheckedIn, again)
	datatest.Kind(t, err, fault.Refused)
	if !errors.Is(err, visits.ErrDuplicateInside) {
		t.Fatalf("got %v", err)
	}
	again.Insist, again.Plate = visits.Insist{Phone: true}, ""
	datatest.LogVisit(t, s, visits.CheckedIn, again)
	if n := s.Count(t, `visitor_logs WHERE status = 'checked_in'`); n != 2 {
		t.Errorf("%d are inside", n)
	}
}

func TestOnePhoneAtTwoGatesEntersOnce(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	var wg sync.WaitGroup
	errs := make([]error, 6)
	for i := range errs {
		wg.Go(func() {
			_, errs[i] = s.Visits.Log(context.Background(), s.Guard, uuid.New(), visits.CheckedIn, datatest.Ramesh(s))
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil && !errors.Is(err, visits.ErrDuplicateInside) {
			t.Errorf("refused for %v", err)
		}
	}
	if n := s.Count(t, `visitor_logs WHERE status = 'checked_in'`); n != 1 {
		t.Errorf("%d entered at once", n)
	}
}

func TestCorrect(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	v := datatest.LogVisit(t, s, visits.CheckedIn, datatest.Ramesh(s))
	c := visits.Correction{
		Text: visits.Text{
			Name: "Ramesh Kulkarni", Phone: v.Phone, UnitID: s.Units["B-204"], Purpose: v.Purpose,
			Plate: v.Plate, PartySize: 2,
		},
		Seen: v,
		Note: "heard it wrong",
	}
	fixed, err := s.Visits.Correct(t.Context(), s.Guard, uuid.New(), c)
	if err != nil || fixed.Name != "Ramesh Kulkarni" || fixed.Unit != "B-204" || fixed.PartySize != 2 || fixed.Version == v.Version {
		t.Fatalf("corrected: %+v, %v", fixed, err)
	}
	_, _, _, details := datatest.LastAudit(t, s, v.ID)
	if before := details["before"].(map[string]any); before["visitor_name"] != "Ramesh Kumar" || before["visitor_phone"] != nil || details["notes"] != "heard it wrong" {
		t.Errorf("audit of the correction: %v", details)
	}
	_, err = s.Visits.Correct(t.Context(), s.Guard2, uuid.New(), c)
	if e := datatest.Kind(t, err, fault.Refused); !strings.Contains(e.Error(), "corrected") {
		t.Errorf("a second correction of the same row says %q", e)
	}
	if _, err := s.Visits.CheckOut(t.Context(), s.Guard, uuid.New(), v.ID); err != nil {
		t.Fatal(err)
	}
	c.Seen.Version = fixed.Version
	_, err = s.Visits.Correct(t.Context(), s.Guard, uuid.New(), c)
	datatest.Kind(t, err, fault.Refused)
}

func TestLapsedApproval(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	n := datatest.Ramesh(s)
	n.Approval.Channel = visits.PreApproved
	v := datatest.LogVisit(t, s, visits.Approved, n)
	s.Exec(t, `UPDATE visitor_logs SET approved_at = now() - interval '25 hours', created_at = now() - interval '25 hours' WHERE id = $1`, v.ID)
	_, err := s.Visits.CheckIn(t.Context(), s.Guard, uuid.New(), v, visits.Entry{})
	if e := datatest.Kind(t, err, fault.Refused); !strings.Contains(e.Error(), "lapsed") {
		t.Errorf("entering on a lapsed approval says %q", e)
	}
	if _, err := s.Visits.Approve(t.Context(), s.Guard, uuid.New(), v.ID, visits.Approval{Channel: visits.ByIntercom}); err != nil {
		t.Fatalf("approve anew: %v", err)
	}
	if _, err := s.Visits.CheckIn(t.Context(), s.Guard, uuid.New(), v, visits.Entry{}); err != nil {
		t.Fatalf("check in: %v", err)
	}
}

func TestPresumedLeft(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	v := datatest.LogVisit(t, s, visits.CheckedIn, datatest.Ramesh(s))
	_, err := s.Visits.PresumeLeft(t.Context(), s.Staff, uuid.New(), v.ID, "")
	datatest.Kind(t, err, fault.Refused)
	s.Exec(t, `UPDATE visitor_logs SET check_in_time = now() - interval '26 hours' WHERE id = $1`, v.ID)
	_, err = s.Visits.PresumeLeft(t.Context(), s.Guard, uuid.New(), v.ID, "")
	datatest.Kind(t, err, fault.Forbidden)
	v, err = s.Visits.PresumeLeft(t.Context(), s.Staff, uuid.New(), v.ID, "gone home long ago")
	if err != nil || !v.PresumedLeft || v.Status != visits.CheckedOut || v.ExitGate != "" {
		t.Fatalf("presumed left: %+v, %v", v, err)
	}
}

func TestResidentsKeepToTheirUnits(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	own := datatest.LogVisit(t, s, visits.Pending, datatest.Ramesh(s))
	other := datatest.Ramesh(s)
	other.UnitID = s.Units["B-204"]
	foreign := datatest.LogVisit(t, s, visits.Pending, other)

	_, err := s.Visits.Get(t.Context(), s.Meera, foreign.ID)
	datatest.Kind(t, err, fault.NotFound)
	_, err = s.Visits.Approve(t.Context(), s.Meera, uuid.New(), foreign.ID, visits.Approval{})
	datatest.Kind(t, err, fault.NotFound)
	_, err = s.Visits.Log(t.Context(), s.Meera, uuid.New(), visits.Approved, other)
	datatest.Kind(t, err, fault.Invalid)
	_, err = s.Visits.Log(t.Context(), s.Meera, uuid.New(), visits.CheckedIn, datatest.Ramesh(s))
	datatest.Kind(t, err, fault.Forbidden)
	_, err = s.Visits.CheckOut(t.Context(), s.Meera, uuid.New(), own.ID)
	datatest.Kind(t, err, fault.Forbidden)

	v, err := s.Visits.Approve(t.Context(), s.Meera, uuid.New(), own.ID, visits.Approval{})
	if err != nil || v.ApproverID == nil || *v.ApproverID != s.Meera.UserID {
		t.Fatalf("own visitor: %+v, %v", v, err)
	}
	v, err = s.Visits.Log(t.Context(), s.Meera, uuid.New(), visits.Approved, datatest.Ramesh(s))
	if err != nil || v.Status != visits.Approved || v.GuardID != nil || v.Approver != "Meera Joshi" {
		t.Fatalf("announced: %+v, %v", v, err)
	}
	page, err := s.Visits.List(t.Context(), s.Meera, visits.Filter{View: visits.History})
	if err != nil || len(page.Visits) != 2 {
		t.Fatalf("own history: %d, %v", len(page.Visits), err)
	}
}

func TestUnknownRolesAndGoneAccountsMayNothing(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	for name, actor := range map[string]role.Actor{"unknown role": s.Stranger, "zero actor": {}} {
		_, err := s.Visits.Log(t.Context(), actor, uuid.New(), visits.CheckedIn, datatest.Ramesh(s))
		datatest.Kind(t, err, fault.Forbidden)
		_, err = s.Visits.List(t.Context(), actor, visits.Filter{})
		if e := datatest.Kind(t, err, fault.Forbidden); e == nil {
			t.Error(name)
		}
	}
	s.Exec(t, `UPDATE users SET status = 'banned' WHERE id = $1`, s.Guard.UserID)
	_, err := s.Visits.Log(t.Context(), s.Guard, uuid.New(), visits.CheckedIn, datatest.Ramesh(s))
	datatest.Kind(t, err, fault.Forbidden)
	if n := s.Count(t, `visitor_logs`); n != 0 {
		t.Errorf("a banned guard wrote %d visits", n)
	}
}

func TestBadFieldsAreNamed(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	_, err := s.Visits.Log(t.Context(), s.Guard, uuid.New(), visits.CheckedIn, visits.Draft{
		Text: visits.Text{Name: "\u200b", Phone: "12", Plate: strings.Repeat("X", 21), PartySize: 100},
	})
	e := datatest.Kind(t, err, fault.Invalid)
	for _, field := range []string{"name", "phone", "unit", "plate", "party"} {
		if e.Bad[field] == nil {
			t.Errorf("nothing is said about %s: %v", field, e.Bad)
		}
	}
	n := datatest.Ramesh(s)
	n.UnitID = uuid.New()
	_, err = s.Visits.Log(t.Context(), s.Guard, uuid.New(), visits.CheckedIn, n)
	if e := datatest.Kind(t, err, fault.Invalid); e.Bad["unit"] == nil {
		t.Errorf("unknown unit: %v", e.Bad)
	}
}

func TestHostileTextIsCleaned(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	s.Exec(t, `INSERT INTO visitor_logs (unit_id, visitor_name, purpose) VALUES ($1, $2, $3)`,
		s.Units["A-101"], "Bad\x1b[31m\u202eName\u009b", "a\u200bb")
	page, err := s.Visits.List(t.Context(), s.Guard, visits.Filter{})
	if err != nil || len(page.Visits) != 1 {
		t.Fatal(page, err)
	}
	if v := page.Visits[0]; v.Name != "Bad[31mName" || v.Purpose != "ab" {
		t.Errorf("a string came uncleaned: %q %q", v.Name, v.Purpose)
	}
}
