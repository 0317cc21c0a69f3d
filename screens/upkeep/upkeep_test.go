package upkeep_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/health"
	"github.com/civoranexus/society360/data/maintenance"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/schedule"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/screens/screentest"
	"github.com/civoranexus/society360/screens/upkeep"
	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/tuitest"
)

// newSociety has odd phones, an open schema and an account too many, a check that
// fails and one that would read a large table.
func newSociety() *screentest.Society {
	s := screentest.New()
	s.Odd["visit-phones"] = []health.Finding{
		{Place: "1", Thing: "Ramesh Kumar, A-101", Stands: "982001234", Open: screentest.ID(1).String()},
		{Place: "2", Thing: "Kiran (AC service), C-302", Stands: "9820O12345", Open: screentest.ID(2).String()},
	}
	s.Odd["account-emails"] = []health.Finding{
		{Place: "a 1", Thing: "Asha Rao, admin", Stands: "asha@demo.example", Open: screentest.ID(3).String()},
		{Place: "a 2", Thing: "Asha R, resident", Stands: "Asha@demo.example", Open: screentest.ID(4).String()},
	}
	s.Odd["schema-open"] = []health.Finding{{Place: "public", Thing: "public", Stands: "CREATE to PUBLIC", Command: "REVOKE CREATE ON SCHEMA public FROM PUBLIC;"}}
	s.Odd["bill-figures"] = []health.Finding{{
		Place: "1", Thing: "A-101, Water, Rs 100.00, 2026-11-01", Stands: "paid: says 60.00, payments 40.00", Open: screentest.ID(5).String(),
		Command: "UPDATE bills SET amount = amount WHERE id = '0199f3c2-7a1e-7d3b-9d0c-2f1f6f0c9d11';",
	}}
	s.Large = map[string]int{"bill-figures": 1_023_114}
	s.Unmade = map[string]*fault.Error{"residencies": screentest.Refusal("residencies takes too long here now. Try again when less is going on.")}
	month := int64(42 << 20)
	s.Sizes = []maintenance.Size{
		{Name: maintenance.Whole, Bytes: 11 << 30, Shown: "11 GB", Month: &month, MonthShown: "42 MB"},
		{Name: "audit_logs", Bytes: 5 << 30, Rows: 8_012_114, Shown: "5120 MB", Month: &month, MonthShown: "42 MB"},
		{Name: "archive.visitor_logs_2026_01", Bytes: 2 << 30, Rows: 310_022, Shown: "2048 MB"},
	}
	return s
}

func open(tb testing.TB, s *screentest.Society, at ...string) *screentest.Desk {
	tb.Helper()
	actor := s.Person("Asha Rao", role.Admin, "")
	d := s.Desk(tb, screentest.Seat{
		Actor: actor, Screen: "upkeep", Others: []string{"gate", "users", "bills", "settings"},
		New: func(env *tui.Env, open string) tui.Screen {
			return upkeep.New(env, upkeep.Stores{Health: s.Rooms().Health, Schedule: s.Rooms().Schedule, Maintenance: s.Rooms().Maintenance, Pool: func() (int, int) { return 2, 6 }, Settle: s.Settle}, actor, strings.Join(append(at, open), ""))
		},
	})
	return d
}

func TestViews(t *testing.T) {
	t.Parallel()
	tuitest.Views(t, func(tb testing.TB) *screentest.Desk { return open(tb, newSociety()) }, map[string]func(d *screentest.Desk){
		"checks":    func(*screentest.Desk) {},
		"found":     func(d *screentest.Desk) { d.Keys("enter") },
		"statement": func(d *screentest.Desk) { d.Keys("down", "enter", "enter") },
		"deep":      func(d *screentest.Desk) { d.Keys("down", "down", "down", "down", "enter") },
		"figures":   func(d *screentest.Desk) { d.Keys("down", "down", "down", "down", "enter", "y") },
		"help":      func(d *screentest.Desk) { d.Keys("?") },
		"sizes":     func(d *screentest.Desk) { d.Keys("z") },
	})
	tuitest.Views(t, func(tb testing.TB) *screentest.Desk { return open(tb, worked(), "schedule") }, map[string]func(d *screentest.Desk){
		"schedule": func(*screentest.Desk) {},
		"job":      func(d *screentest.Desk) { d.Keys("down", "down", "enter") },
		"ask":      func(d *screentest.Desk) { d.Keys("down", "down", "x") },
	})
}

// TestWhatIsWrongComesFirst: what has to be mended stands above what is in order.
func TestWhatIsWrongComesFirst(t *testing.T) {
	t.Parallel()
	d := open(t, newSociety())
	d.See(fmt.Sprintf("%d checks, 3 found something to mend", len(health.Checks())), "looked at")
	var order []string
	for line := range strings.SplitSeq(d.View(), "\n") {
		for _, state := range []string{"wrong!", "odd", "failed!", "left out", "in order"} {
			if strings.Contains(line, " "+state) && (len(order) == 0 || order[len(order)-1] != state) {
				order = append(order, state)
			}
		}
	}
	if want := []string{"wrong!", "odd", "failed!", "left out", "in order"}; !slices.Equal(order, want) {
		t.Errorf("in the order %q\n%s", order, d.View())
	}
	clean := open(t, screentest.New())
	clean.See(fmt.Sprintf("%d checks, none found anything", len(health.Checks())))
	clean.Keys("enter")
	clean.See("Nothing is left to mend here.")
}

// TestEnterOpensTheThingWhereItIsMended: on its own screen, and on the way back what
// was mended is gone from both lists.
func TestEnterOpensTheThingWhereItIsMended(t *testing.T) {
	t.Parallel()
	d := open(t, newSociety())
	d.Keys("down", "down", "enter")
	d.See("Upkeep > Phones of visitors", `"982001234"`, "Open the visit")
	d.Keys("enter")
	if want := []string{"gate " + screentest.ID(1).String()}; !slices.Equal(d.Opened, want) {
		t.Fatalf("opened %q", d.Opened)
	}
	d.Odd["visit-phones"] = d.Odd["visit-phones"][1:]
	d.Refresh("visits")
	d.Keys("esc")
	d.See("Upkeep > Phones of visitors", "Kiran")
	d.Miss("Ramesh")
	d.Keys("esc")
	d.See("Phones of visitors                      1  odd       Gate")
}

// TestAStatementIsShownToBeCopied: what no screen mends has a statement, on a line of
// its own.
func TestAStatementIsShownToBeCopied(t *testing.T) {
	t.Parallel()
	d := open(t, newSociety())
	d.Keys("down", "enter", "enter")
	d.See("Upkeep > Statement", "\nREVOKE CREATE ON SCHEMA public FROM PUBLIC;")
	d = open(t, newSociety())
	d.Keys("down", "down", "down", "down", "enter", "y", "s")
	d.See("\nUPDATE bills SET amount = amount WHERE id =\n'0199f3c2-7a1e-7d3b-9d0c-2f1f6f0c9d11';")
	if len(d.Opened) > 0 {
		t.Errorf("opened %q", d.Opened)
	}
}

// TestALargeTableIsReadAfterAQuestion: nobody reads a million rows by opening a screen.
func TestALargeTableIsReadAfterAQuestion(t *testing.T) {
	t.Parallel()
	d := open(t, newSociety())
	d.Keys("down", "down", "down", "down", "enter")
	d.See("This reads all 1,023,114 rows")
	d.Keys("n")
	if d.Called("Health.List") > 0 {
		t.Error("read without a yes")
	}
	d.Keys("enter", "y")
	d.See("Upkeep > Figures of bills", "payments 40.00")
	reads := d.Called("Health.List")
	d.Refresh("bills")
	if d.Called("Health.List") > reads {
		t.Error("a payment has the large table read again")
	}
	d.Keys("r")
	if d.Called("Health.List") == reads {
		t.Error("r reads nothing")
	}
}

// TestACheckThatFailsSaysWhy, and the others are there.
func TestACheckThatFailsSaysWhy(t *testing.T) {
	t.Parallel()
	d := open(t, newSociety())
	d.Keys("down", "down", "down", "enter")
	d.See("residencies takes too long here now.")
	if d.Called("Health.List") > 0 {
		t.Error("it was made")
	}
}

// TestNewsOfTheSocietyLookNotAgain: a check-in at the gate does not have every check
// made anew; r does, and so does the way back from what was found.
func TestNewsOfTheSocietyLookNotAgain(t *testing.T) {
	t.Parallel()
	d := open(t, newSociety())
	looks := d.Called("Health.Look")
	d.Refresh("visits")
	if n := d.Called("Health.Look"); n != looks {
		t.Errorf("%d looks", n-looks)
	}
	d.Keys("r")
	if n := d.Called("Health.Look"); n != looks+1 {
		t.Errorf("r looked %d times", n-looks)
	}
	d.Fail("Health.Look", screentest.Down())
	d.Keys("r")
	d.See("cannot be reached")
	d.Mend()
	looks = d.Called("Health.Look")
	d.Refresh()
	if d.Called("Health.Look") == looks {
		t.Error("the line is back, and what could not be read is not read")
	}
}

// TestACheckIsOpenedByItsName: as from another screen; a name that there is not opens
// the list.
func TestACheckIsOpenedByItsName(t *testing.T) {
	t.Parallel()
	open(t, newSociety(), "account-emails").See("Upkeep > E-mails of two accounts", `"Asha@demo.example"`)
	open(t, newSociety(), "nonsense").See(fmt.Sprintf("%d checks", len(health.Checks())))
}

// TestManyAreReadPageByPage as the cursor comes to them.
func TestManyAreReadPageByPage(t *testing.T) {
	t.Parallel()
	s := newSociety()
	s.Odd["account-phones"] = nil
	for n := range 120 {
		s.Odd["account-phones"] = append(s.Odd["account-phones"], health.Finding{Place: fmt.Sprintf("%03d", n), Thing: fmt.Sprintf("Person %d", n), Stands: "12", Open: screentest.ID(n).String()})
	}
	d := open(t, s, "account-phones")
	d.See("Person 0", "more below")
	d.Keys("end")
	d.See("Person 119")
}

// worked is a society whose schedule was done, failed, was left and was asked for.
func worked() *screentest.Society {
	s := screentest.New()
	known := s.Clock().Add(-40 * 24 * time.Hour)
	s.Known = &known
	run := func(ago, took time.Duration, state schedule.State, result string) schedule.Run {
		began := s.Clock().Add(-ago)
		ended := began.Add(took)
		return schedule.Run{ID: uuid.New(), State: state, StartedAt: &began, EndedAt: &ended, Result: result}
	}
	shown := []string{"move-outs", "move-ins", "overdue-bills", "reports-due", "tidying", "statistics", "reports"}
	s.Jobs = slices.DeleteFunc(s.Jobs, func(j schedule.Job) bool { return !slices.Contains(shown, j.Name) })
	asked := s.Clock().Add(-time.Minute)
	byAsha := run(3*time.Hour, 2*time.Minute, schedule.Done, "12 bills marked, 3 late fees charged (450.00)")
	byAsha.AskedBy = "Asha Rao"
	s.Runs = map[string][]schedule.Run{
		"move-outs": {run(12*time.Minute, 40*time.Millisecond, schedule.Done, "")},
		"move-ins":  {run(12*time.Minute, 20*time.Millisecond, schedule.Done, "1 resident moved in")},
		"overdue-bills": {
			run(12*time.Minute, 8*time.Second, schedule.Failed, "The database cannot be reached."),
			run(72*time.Minute, 5*time.Second, schedule.Failed, "The database cannot be reached."),
			byAsha,
			run(50*time.Hour, 0, schedule.BrokenOff, ""),
		},
		"tidying":    {{ID: uuid.New(), State: schedule.Asked, AskedAt: &asked, AskedBy: "Asha Rao"}, run(11*time.Hour, 90*time.Minute, schedule.Done, "4 keys of writes deleted")},
		"statistics": {run(11*time.Hour, time.Second, schedule.Leftover, schedule.NeedsOwner)},
	}
	return s
}

// TestTheScheduleIsOpenedByAKey, and Enter opens the runs of a job.
func TestTheScheduleIsOpenedByAKey(t *testing.T) {
	t.Parallel()
	d := open(t, worked())
	d.Keys("s")
	d.See("Upkeep", "Move-outs", "failed!", "asked", "left")
	d.Keys("down", "down", "enter")
	d.See("Failures", "2 since", "12 bills marked", "asked by Asha Rao", "broken off")
	d.Keys("esc", "esc")
	d.See("checks")
}

// TestAJobIsDoneAfterAQuestion, once, and refused where it was asked for.
func TestAJobIsDoneAfterAQuestion(t *testing.T) {
	t.Parallel()
	d := open(t, worked(), "schedule")
	d.Keys("down", "x")
	d.See("Do Move-ins now?")
	d.Keys("n")
	if len(d.Wrote) > 0 {
		t.Fatalf("wrote %q without a yes", d.Wrote)
	}
	d.Keys("x", "y")
	d.See("Asked for Move-ins")
	if want := []string{"Schedule.Ask"}; !slices.Equal(d.Wrote, want) || len(d.Runs["move-ins"]) != 2 {
		t.Fatalf("wrote %q", d.Wrote)
	}
	d.Keys("x")
	d.See("It is asked for already.")
	d.Fail("Schedule.Ask", screentest.Down())
	d.Keys("up", "x", "y")
	d.See("cannot be reached")
	d.Mend()
}

// TestTheScheduleIsReadAgainWithItsNews: a run that ends shows.
func TestTheScheduleIsReadAgainWithItsNews(t *testing.T) {
	t.Parallel()
	d := open(t, screentest.New(), "schedule")
	d.See("not yet served", "never")
	d.Runs = worked().Runs
	d.Refresh("schedule")
	d.See("1 resident moved in")
}

// TestSizesAreReadAgainWhereOneAsks: the disk is asked for every table, not with every
// change of the society.
func TestSizesAreReadAgainWhereOneAsks(t *testing.T) {
	t.Parallel()
	d := open(t, newSociety())
	d.Fail("Maintenance.Sizes", screentest.Down())
	d.Keys("z")
	d.Mend()
	d.Refresh("visits")
	d.See("Upkeep > Sizes", "the whole database", "8,012,114")
	reads := d.Called("Maintenance.Sizes")
	d.Refresh("visits")
	if n := d.Called("Maintenance.Sizes"); n != reads {
		t.Errorf("%d readings", n-reads)
	}
	d.Keys("r")
	if n := d.Called("Maintenance.Sizes"); n != reads+1 {
		t.Errorf("r read %d times", n-reads)
	}
}
