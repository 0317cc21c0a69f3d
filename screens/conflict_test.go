package screens_test

import (
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/notices"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/tickets"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/screens"
	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/shell"
	"github.com/civoranexus/society360/tui/tuitest"
)

// onRegister is a desk of the actor's on the real register, which hears no news.
func onRegister(t *testing.T, s *datatest.Society, actor role.Actor) *tuitest.Driver {
	t.Helper()
	stage := tuitest.NewStage(t, tuitest.Terminal("xterm-256color"))
	backend := screens.NewBackend(s.Society, actor.Origin, screens.Options{Files: func(role.Actor) tui.Files { return nil }})
	return stage.Run(shell.NewDesk(stage.Env, backend, shell.Options{Session: backend.Opened(t.Context(), actor)}))
}

// TestTwoDesksChangeOneThing has two desks open each form of the same thing on the real
// register. Each changes another field: whoever saves second is told who was sooner,
// with what, and what is not saved; the next save saves that and takes nothing back.
func TestTwoDesksChangeOneThing(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	ctx := t.Context()
	datatest.RaiseBill(t, s, 500_00, 5)
	if _, err := s.Notices.Write(ctx, s.Admin, uuid.New(), notices.Text{Title: "Water off", Content: "All day.", Audience: notices.ForStaff}); err != nil {
		t.Fatal(err)
	}
	datatest.LogVisit(t, s, visits.CheckedIn, datatest.Ramesh(s))
	datatest.RaiseTicket(t, s, s.Meera, tickets.Draft{UnitID: s.Units["A-101"], Category: "Lift", Title: "Lift stuck", Priority: tickets.High})

	second := s.Staff
	s.Exec(t, `UPDATE users SET role_id = (SELECT id FROM roles WHERE name = 'admin') WHERE id = $1`, second.UserID)
	second.Role = role.Admin
	for _, c := range []struct {
		open string // the keys that open the form
		form string // what it shows
		// What the first and the second desk do in it before they save.
		first, second string
		told          []string // what the second is told besides who it was
		stands        string   // what holds when both are saved
	}{
		{
			"g i / 'a102 enter e", "Edit A-102", "tab ctrl+u '7", "end 'B",
			[]string{"now: Floor 7.", "Not saved: Number 102B."},
			`units WHERE unit_number = '102B' AND floor_number = 7`,
		},
		{
			"g i / 'a101 enter enter down down e", "Arun Joshi in A-101", "tab '3_May_2024", "o",
			[]string{"now: Since 3 May 2024.", "Not saved: As owner."},
			`user_units l JOIN users u ON u.id = l.user_id WHERE u.full_name = 'Arun Joshi' AND resident_type = 'owner' AND move_in_date = '2024-05-03'`,
		},
		{
			"g i left e", "Edit Tower A", "tab 'x", "end '1",
			[]string{"now: About x.", "Not saved: Name Tower A1."},
			`blocks WHERE name = 'Tower A1' AND description = 'x'`,
		},
		{
			"g u / 'sunita enter e", "Edit Sunita Pawar", "tab tab ctrl+u '9820012345", "end '_(day)",
			[]string{"now: Phone 9820012345.", "Not saved: Name Sunita Pawar (day)."},
			`users WHERE full_name = 'Sunita Pawar (day)' AND phone_number = '9820012345'`,
		},
		{
			"g t enter e", "Edit the ticket", "end '_of_Tower_A", "shift+tab end '!",
			[]string{"now: Title Lift stuck of", "Not saved: Category Lift!."},
			`maintenance_tickets WHERE title = 'Lift stuck of Tower A' AND category = 'Lift!'`,
		},
		{
			"g b enter c", "Correct the bill", "'450 tab tab tab end '! tab 'wrong", "tab tab '5_Jan_2027 tab tab 'wrong",
			[]string{"Not saved: Due 5 Jan 2027."},
			`bills WHERE amount = 450 AND due_date = '2027-01-05' AND description LIKE '%!'`,
		},
		{
			"g g e e", "Correct Ramesh", "end '!", "shift+tab ctrl+u '9820099999", []string{"now: Name Ramesh Kumar!."}, `visitor_logs WHERE visitor_name = 'Ramesh Kumar!' AND visitor_phone = '9820099999'`,
		},
		{"g n e", "Change Water", "end '! ", "tab end '!", []string{"now: Title Water off!."}, `announcements WHERE title = 'Water off!' AND content = 'All day.!'`},
		{"g s right right right down e", "Change", "tab ctrl+u '12", "'2", []string{"now: high 12.", "Not saved: critical 2."}, `system_config WHERE config_key = 'maintenance.sla_hours' AND config_value::jsonb @> '{"critical": 2, "high": 12}'`},
	} {
		one, two := onRegister(t, s, s.Admin), onRegister(t, s, second)
		press := func(d *tuitest.Driver, keys string) {
			for k := range strings.FieldsSeq(keys) {
				if text, typed := strings.CutPrefix(k, "'"); typed {
					d.Type(strings.ReplaceAll(text, "_", " "))
					continue
				}
				d.Keys(k)
			}
		}
		for _, d := range []*tuitest.Driver{one, two} {
			press(d, c.open)
			d.See(c.form)
		}
		press(one, c.first+" ctrl+s")
		press(two, c.second+" ctrl+s")
		two.See(append(c.told, "Changed meanwhile by Asha Rao at ")...)
		press(two, "ctrl+s")
		if n := s.Count(t, c.stands); n != 1 {
			t.Errorf("%s: the second save took something back\n%s", c.form, two.View())
		}
	}
}
