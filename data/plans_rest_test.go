package data_test

import (
	"context"
	"time"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/directory"
	"github.com/civoranexus/society360/data/files"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/notices"
	"github.com/civoranexus/society360/data/reports"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/seal"
	"github.com/civoranexus/society360/data/settings"
	"github.com/civoranexus/society360/data/trail"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data"
)

func (f found) peopleReads() (all []awaited) {
	for name, filter := range map[string]directory.Filter{
		"": {}, ", deep": {After: &directory.Cursor{Key: "M 0000000101", ID: f.unit}},
	} {
		filter.Limit = pageRows
		all = append(all, awaited{"Directory.List" + name, of(func(ctx context.Context, s *data.Society) (directory.Page, error) {
			return s.Directory.List(ctx, f.guard, filter)
		})})
	}
	for name, filter := range map[string]homes.UnitFilter{
		"": {}, " deep": {After: &homes.UnitCursor{Key: "M 0000000101", ID: f.unit}}, " of a block": {BlockID: &f.block},
		" vacant": {Status: "vacant"}, " under maintenance": {Status: "under_maintenance"},
	} {
		filter.Limit = pageRows
		all = append(all, awaited{"Homes.Units" + name, of(func(ctx context.Context, s *data.Society) (homes.UnitPage, error) {
			return s.Homes.Units(ctx, f.admin, filter)
		})})
	}
	for name, filter := range map[string]homes.ResidentFilter{
		"": {}, " deep": {After: &homes.ResidentCursor{Key: "M 0000000101", Unit: f.unit}}, " of a unit": {Unit: &f.unit},
	} {
		filter.Limit = pageRows
		all = append(all, awaited{"Homes.AllResidents" + name, of(func(ctx context.Context, s *data.Society) (homes.ResidentPage, error) {
			return s.Homes.AllResidents(ctx, f.admin, filter)
		})})
	}
	for name, filter := range map[string]accounts.Filter{
		"": {}, " deep": {After: &accounts.Cursor{ID: f.resident.UserID}}, " guards": {Role: role.Guard},
		" residents": {Role: role.Resident}, " barred": {Status: accounts.Barred}, " deleted": {Deleted: true},
	} {
		filter.Limit = pageRows
		all = append(all, awaited{"Accounts.List" + name, of(func(ctx context.Context, s *data.Society) (accounts.Page, error) {
			return s.Accounts.List(ctx, f.admin, filter)
		})})
	}
	return append(all,
		awaited{"Directory.Unit", of(func(ctx context.Context, s *data.Society) (directory.Entry, error) {
			return s.Directory.Unit(ctx, f.guard, f.unit)
		})},
		awaited{"Directory.Record", of(func(ctx context.Context, s *data.Society) (directory.Record, error) {
			return s.Directory.Record(ctx, f.admin, f.unit)
		})},
		awaited{"Directory.MyArrivals", of(func(ctx context.Context, s *data.Society) ([]directory.Arrival, error) {
			return s.Directory.MyArrivals(ctx, f.resident)
		})},
		awaited{"Homes.FindUnits", of(func(ctx context.Context, s *data.Society) ([]homes.Unit, error) {
			return s.Homes.FindUnits(ctx, f.guard, f.label)
		})},
		awaited{"Homes.MyUnits", of(func(ctx context.Context, s *data.Society) ([]homes.Unit, error) {
			return s.Homes.MyUnits(ctx, f.resident)
		})},
		awaited{"Homes.Residents", of(func(ctx context.Context, s *data.Society) ([]homes.Resident, error) {
			return s.Homes.Residents(ctx, f.guard, f.unit)
		})},
		awaited{"Homes.UnitByLabel", of(func(ctx context.Context, s *data.Society) (homes.Unit, error) {
			return s.Homes.UnitByLabel(ctx, f.admin, f.label)
		})},
		awaited{"Homes.FindResidentAccounts", of(func(ctx context.Context, s *data.Society) ([]homes.ResidentAccount, error) {
			return s.Homes.FindResidentAccounts(ctx, f.admin, f.resident.Email)
		})},
		awaited{"Homes.Blocks", of(func(ctx context.Context, s *data.Society) (homes.BlockPage, error) {
			return s.Homes.Blocks(ctx, f.admin, homes.BlockFilter{Limit: pageRows})
		})},
		awaited{"Accounts.Get", of(func(ctx context.Context, s *data.Society) (accounts.Detail, error) {
			_, detail, err := s.Accounts.Get(ctx, f.admin, f.resident.UserID)
			return detail, err
		})},
		awaited{"Accounts.ByEmail", of(func(ctx context.Context, s *data.Society) (accounts.User, error) {
			return s.Accounts.ByEmail(ctx, f.admin, f.resident.Email, false)
		})},
		awaited{"Accounts.ActorByEmail", of(func(ctx context.Context, s *data.Society) (role.Actor, error) {
			return s.Accounts.ActorByEmail(ctx, f.admin.Origin, f.resident.Email)
		})},
		awaited{"Accounts.FoundingAdmin", of(func(ctx context.Context, s *data.Society) (role.Actor, error) {
			return s.Accounts.FoundingAdmin(ctx, f.admin.Origin, f.resident.Email)
		})},
		awaited{"Accounts.Guessed", of(func(ctx context.Context, s *data.Society) ([]accounts.Guess, error) {
			return s.Accounts.Guessed(ctx, f.admin)
		})},
		awaited{"Accounts.Keys", of(func(ctx context.Context, s *data.Society) ([]accounts.SSHKey, error) {
			return s.Accounts.Keys(ctx, f.admin, "")
		})},
		awaited{"Accounts.Tokens", of(func(ctx context.Context, s *data.Society) ([]accounts.Token, error) {
			return s.Accounts.Tokens(ctx, f.admin, "")
		})},
		awaited{"Accounts.Terminals", of(func(ctx context.Context, s *data.Society) ([]accounts.SSHKey, error) {
			return s.Accounts.Terminals(ctx, f.admin)
		})},
		awaited{"Accounts.Sessions", of(func(ctx context.Context, s *data.Society) ([]accounts.Session, error) {
			return s.Accounts.Sessions(ctx, f.admin, nil)
		})},
		awaited{"Accounts.Look", of(func(ctx context.Context, s *data.Society) (accounts.Look, error) {
			return s.Accounts.Look(ctx, f.guard)
		})},
		awaited{"Accounts.ToldUntil", of(func(ctx context.Context, s *data.Society) (time.Time, error) {
			until, _, err := s.Accounts.ToldUntil(ctx, f.guard)
			return until, err
		})},
		awaited{"Accounts.UpgradeNotes", of(func(ctx context.Context, s *data.Society) ([]accounts.UpgradeNote, error) {
			return s.Accounts.UpgradeNotes(ctx, f.admin)
		})},
		awaited{"Accounts.Alive", func(ctx context.Context, s *data.Society) error { return s.Accounts.Alive(ctx, f.guard) }},
		awaited{"Accounts.Resume", of(func(ctx context.Context, s *data.Society) (role.Actor, error) {
			return s.Accounts.Resume(ctx, f.guard.Origin, f.guard.UserID, accounts.AnyEpoch)
		})},
		awaited{"Accounts.SignInPlaces", of(func(ctx context.Context, s *data.Society) ([]accounts.SignInPlace, error) {
			return s.Accounts.SignInPlaces(ctx, 90*24*time.Hour)
		})},
		awaited{"Accounts.Dismissed", of(func(ctx context.Context, s *data.Society) ([]accounts.Dismissal, error) {
			return s.Accounts.Dismissed(ctx, []accounts.Presence{{UserID: &f.guard.UserID, ID: uuid.New()}})
		})},
	)
}

func (f found) deskReads() (all []awaited) {
	list := func(name string, filter trail.Filter) {
		filter.Limit = pageRows
		all = append(all, awaited{"Trail.List " + name, of(func(ctx context.Context, s *data.Society) (trail.Page, error) {
			return s.Trail.List(ctx, f.admin, filter)
		})})
	}
	behind := &trail.Cursor{At: f.deep, ID: f.thing}
	list("all", trail.Filter{})
	list("deep", trail.Filter{After: behind})
	list("a person", trail.Filter{Person: &f.guard.UserID})
	list("a person, deep", trail.Filter{Person: &f.guard.UserID, After: behind})
	list("an action", trail.Filter{Actions: []action.Action{action.VisitorCheckedIn}})
	list("a rare action", trail.Filter{Actions: []action.Action{action.PaymentReversed}})
	list("an action nobody did", trail.Filter{Actions: []action.Action{"NOTHING"}})
	list("several actions", trail.Filter{Actions: []action.Action{action.PaymentReversed, action.BillVoided, action.TicketRejected}})
	list("several actions, deep", trail.Filter{Actions: []action.Action{action.PaymentReversed, action.VisitorDenied}, After: behind})
	for _, kind := range []string{"visitor_logs", "maintenance_tickets", "bills", "payments", "users", "units", "announcements", "system_config", "amenities"} {
		list("a kind: "+kind, trail.Filter{Resource: kind})
		list("a kind, deep: "+kind, trail.Filter{Resource: kind, After: behind})
	}
	list("several kinds", trail.Filter{Resources: []string{"users", "user_units"}})
	list("a thing", trail.Filter{Resource: "visitor_logs", ResourceID: &f.visit})
	list("a whole bill", trail.Filter{Resource: "bills", ResourceID: &f.bill, Whole: true})
	list("an address", trail.Filter{Address: "10.0.4.21"})
	list("an address's beginning", trail.Filter{Address: "10.0."})
	list("a role", trail.Filter{Role: role.Staff})
	list("the program", trail.Filter{Program: true})
	list("days", trail.Filter{From: f.deep.AddDate(0, 0, -2), To: f.deep})
	list("text of a week", trail.Filter{From: time.Now().AddDate(0, 0, -6), Text: "plumber"})
	list("text of a week that nobody wrote", trail.Filter{From: time.Now().AddDate(0, 0, -6), Text: "no such words"})
	note := func(name string, filter notices.Filter, who role.Actor) {
		filter.Limit = pageRows
		all = append(all, awaited{"Notices.List " + name, of(func(ctx context.Context, s *data.Society) (notices.Page, error) {
			return s.Notices.List(ctx, who, filter)
		})})
	}
	note("all", notices.Filter{}, f.admin)
	note("expired", notices.Filter{View: notices.Expired}, f.admin)
	note("own", notices.Filter{}, f.resident)
	lastMonths := reports.Range{From: f.day.AddDays(-90), To: f.day}
	return append(all,
		awaited{"Seal.State", of(func(ctx context.Context, s *data.Society) (seal.State, error) {
			return s.Seal.State(ctx, f.admin)
		})},
		awaited{"Trail.Get", of(func(ctx context.Context, s *data.Society) (trail.Entry, error) {
			return s.Trail.Get(ctx, f.admin, f.thing)
		})},
		awaited{"Trail.Session", of(func(ctx context.Context, s *data.Society) (trail.Page, error) {
			entry, err := s.Trail.Get(ctx, f.admin, f.thing)
			if err != nil {
				return trail.Page{}, err
			}
			return s.Trail.Session(ctx, f.admin, entry.Row, nil)
		})},
		awaited{"Trail.People", of(func(ctx context.Context, s *data.Society) ([]trail.Person, error) {
			return s.Trail.People(ctx, f.admin, f.guard.Email)
		})},
		awaited{"Trail.Words", of(func(ctx context.Context, s *data.Society) (trail.Words, error) { return s.Trail.Words(ctx, f.admin) })},
		awaited{"Notices.UnreadImportant", of(func(ctx context.Context, s *data.Society) ([]notices.Headline, error) {
			return s.Notices.UnreadImportant(ctx, f.resident)
		})},
		awaited{"Notices.Get", of(func(ctx context.Context, s *data.Society) (notices.Notice, error) {
			return s.Notices.Get(ctx, f.admin, f.notice)
		})},
		awaited{"Notices.Readers", of(func(ctx context.Context, s *data.Society) (int, error) {
			return s.Notices.Readers(ctx, f.admin, f.notice, notices.ForAll)
		})},
		awaited{"Files.List", of(func(ctx context.Context, s *data.Society) ([]files.File, error) {
			return s.Files.List(ctx, f.guard, files.Outbox)
		})},
		awaited{"Files.RoomFor", of(func(ctx context.Context, s *data.Society) (int, error) {
			return s.Files.RoomFor(ctx, f.guard, files.Inbox, "units.csv")
		})},
		awaited{"Settings.Trail", of(func(ctx context.Context, s *data.Society) ([]settings.Change, error) {
			return s.Settings.Trail(ctx, f.admin, f.thing)
		})},
		awaited{"Settings.List", func(ctx context.Context, s *data.Society) error {
			_, err := s.Settings.List(ctx, f.admin)
			return err
		}},
		awaited{"Settings.Values", func(ctx context.Context, s *data.Society) error {
			_, err := s.Settings.Values(ctx)
			return err
		}},
		awaited{"Reports.Visits", of(func(ctx context.Context, s *data.Society) (reports.VisitReport, error) {
			return s.Reports.Visits(ctx, f.admin, lastMonths)
		})},
		awaited{"Reports.Stays", of(func(ctx context.Context, s *data.Society) (reports.StayReport, error) {
			return s.Reports.Stays(ctx, f.admin, lastMonths)
		})},
		awaited{"Reports.Tickets", of(func(ctx context.Context, s *data.Society) (reports.TicketReport, error) {
			return s.Reports.Tickets(ctx, f.admin, lastMonths)
		})},
		awaited{"Reports.Collection", of(func(ctx context.Context, s *data.Society) (reports.CollectionReport, error) {
			return s.Reports.Collection(ctx, f.admin, lastMonths)
		})},
		awaited{"Reports.Occupancy", of(func(ctx context.Context, s *data.Society) (reports.OccupancyReport, error) {
			return s.Reports.Occupancy(ctx, f.admin, lastMonths)
		})},
	)
}
