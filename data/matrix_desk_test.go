package data_test

import (
	"io"

	"github.com/civoranexus/society360/data/files"
	"github.com/civoranexus/society360/data/reports"
	"github.com/civoranexus/society360/data/settings"
	"github.com/civoranexus/society360/data/trail"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

// settleFiles puts a file called by its account's name into everybody's outbox, and
// has figures for the reports.
func settleFiles(tw *town) {
	tw.Exec(tw.t, `INSERT INTO desk_files (id, user_id, box, name, content, expires_at)
		SELECT gen_random_uuid(), u.id, 'outbox', u.full_name, '\x41', now() + interval '1 day' FROM users u`)
	if _, err := tw.Store.Reports.RefreshReports(tw.t.Context(), tw.Admin, false); err != nil {
		tw.t.Fatal(err)
	}
}

// ownFile gives a cell the name of the actor's own file, othersFile of another's.
func ownFile(c *cell)    { c.name, c.strange = c.actor.Name, "None" }
func othersFile(c *cell) { c.name, c.strange = c.Guard2.Name, "None" }

func fetches(c *cell) error {
	content, err := c.Store.Files.FetchFile(c.t.Context(), c.actor, c.key(), files.Outbox, c.name)
	if err == nil && string(content) != "A" {
		c.t.Errorf("%s fetched %q", c.actor.Name, content)
	}
	return err
}

// deskTrials are files, which are everybody's own, and what is an admin's: audit,
// settings, reports, sessions. The schedule makes the figures and tidies; the
// command line exports the trail.
func deskTrials() []trial {
	trials := []trial{
		{
			//       admin  cli    staff  guard  owner  family tenant other  noflat clown  norole barred exadm  once   nobody prog
			method: "Files",
			want:   "own    own    own    own    own    own    own    own    own    no     no     5s     5s     no     no     own",
			home: func(c *cell) []string {
				if c.actor.UserID == uuid.Nil {
					return nil
				}
				return []string{c.actor.Name}
			},
			list: func(c *cell) ([]string, error) {
				boxes, err := c.Store.Files.Files(c.t.Context(), c.actor, files.Outbox)
				return unitsNamed(boxes, err, func(f files.File) string { return f.Name })
			},
		},
		{
			method: "FetchFile", as: "own",
			want:  "yes    yes    yes    yes    yes    yes    yes    yes    yes    no     no     no     no     no     no     -",
			given: ownFile, write: fetches,
		},
		{
			method: "FetchFile", as: "another's",
			want:  "none   none   none   none   none   none   none   none   none   no     no     none   none   no     no     none",
			given: othersFile, write: fetches,
		},
		{
			method: "RoomFor",
			want:   "yes    yes    yes    yes    yes    yes    yes    yes    yes    no     no     no     no     no     no     no",
			read: func(c *cell) error {
				_, err := c.Store.Files.RoomFor(c.t.Context(), c.actor, files.Inbox, "units.csv")
				return err
			},
		},
		{
			method: "StoreFile",
			want:   "yes    yes    yes    yes    yes    yes    yes    yes    yes    no     no     no     no     no     no     no",
			write: func(c *cell) error {
				_, err := c.Store.Files.StoreFile(c.t.Context(), c.actor, c.key(), files.Inbox, "units.csv", []byte("A"))
				return err
			},
		},
		{
			method: "Tidy",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     yes",
			given: func(c *cell) {
				c.Exec(c.t, `INSERT INTO write_intents (key, actor_id, action, payload_hash, void, created_at)
					VALUES ($1, $2, 'VOID', '', true, now() - interval '90 days')`, uuid.New(), c.Guard2.UserID)
			},
			write: func(c *cell) error {
				_, err := c.Store.Desks.Tidy(c.t.Context(), c.actor)
				return err
			},
		},
	}
	trials = append(trials, auditTrials()...)
	trials = append(trials, settingTrials()...)
	return append(trials, reportTrials()...)
}

// lastRow is the newest row of the trail.
func lastRow(c *cell) trail.Row {
	return must(c.Store.Trail.AuditRows(c.t.Context(), c.Admin, trail.Filter{Limit: 1}))(c).Rows[0]
}

// watched gives a cell an open session.
func watched(c *cell) {
	c.id = uuid.New()
	c.Exec(c.t, `INSERT INTO desk_sessions (id, user_id, ip_address, user_agent, server) VALUES ($1, $2, 'local', 'test', $3)`,
		c.id, c.Guard2.UserID, uuid.New())
}

func auditTrials() []trial {
	return []trial{
		{
			//       admin  cli    staff  guard  owner  family tenant other  noflat clown  norole barred exadm  once   nobody prog
			method: "AuditRows",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     5s     5s     no     no     yes",
			read: func(c *cell) error {
				_, err := c.Store.Trail.AuditRows(c.t.Context(), c.actor, trail.Filter{})
				return err
			},
		},
		{
			method: "AuditEntry",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     5s     5s     no     no     yes",
			given:  func(c *cell) { c.id = lastRow(c).ID },
			read: func(c *cell) error {
				_, err := c.Store.Trail.AuditEntry(c.t.Context(), c.actor, c.id)
				return err
			},
		},
		{
			method: "AuditSession",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     5s     5s     no     no     yes",
			read: func(c *cell) error {
				_, err := c.Store.Trail.AuditSession(c.t.Context(), c.actor, lastRow(c), nil)
				return err
			},
		},
		{
			method: "AuditPeople",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     5s     5s     no     no     yes",
			read:   func(c *cell) error { return anything(c.Store.Trail.AuditPeople(c.t.Context(), c.actor, "meera")) },
		},
		{
			method: "AuditWords",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     5s     5s     no     no     yes",
			read: func(c *cell) error {
				_, err := c.Store.Trail.AuditWords(c.t.Context(), c.actor)
				return err
			},
		},
		{
			method: "ExportAudit",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     yes",
			write: func(c *cell) error {
				_, err := c.Store.Trail.ExportAudit(c.t.Context(), c.actor, c.key(), trail.Filter{}, trail.CSV, io.Discard, nil)
				return err
			},
		},
		{
			method: "DeskSessions",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     5s     5s     no     no     yes",
			given:  watched,
			read:   func(c *cell) error { return anything(c.Store.Accounts.DeskSessions(c.t.Context(), c.actor, nil)) },
		},
		{
			method: "EndSession",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  watched,
			write:  func(c *cell) error { return c.Store.Accounts.EndSession(c.t.Context(), c.actor, c.key(), c.id, "") },
		},
	}
}

// setTo gives a cell a setting that is not as it will be, by its key.
func setTo(key, value string) func(c *cell) {
	return func(c *cell) {
		datatest.Setting(c.t, c.Society, key, value)
		c.name = key
		c.Exec(c.t, `DELETE FROM sign_in_attempts`)
	}
}

// row is the cell's setting as the admin's screen has it.
func (c *cell) row() settings.Row {
	for _, r := range must(c.Store.Settings.SettingRows(c.t.Context(), c.Admin))(c) {
		if r.Key == c.name {
			return r
		}
	}
	c.t.Fatalf("there is no setting %s", c.name)
	return settings.Row{}
}

func sets(value string) func(c *cell) error {
	return func(c *cell) error {
		_, err := c.Store.Settings.SetSetting(c.t.Context(), c.actor, c.key(), datatest.Password, c.row(), value)
		return err
	}
}

func settingTrials() []trial {
	return []trial{
		{
			//       admin  cli    staff  guard  owner  family tenant other  noflat clown  norole barred exadm  once   nobody prog
			method: "SettingRows",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     5s     5s     no     no     yes",
			read:   func(c *cell) error { return anything(c.Store.Settings.SettingRows(c.t.Context(), c.actor)) },
		},
		{
			method: "SettingTrail",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     5s     5s     no     no     yes",
			given: func(c *cell) {
				setTo("billing.due_days", "10")(c)
				row := c.row()
				c.id = *row.ID
				must(c.Store.Settings.SetSetting(c.t.Context(), c.Admin, uuid.New(), "", row, "12"))(c)
			},
			read: func(c *cell) error { return anything(c.Store.Settings.SettingTrail(c.t.Context(), c.actor, c.id)) },
		},
		{
			method: "SetSetting",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  setTo("billing.due_days", "10"), write: sets("20"),
		},
		{
			method: "SetSetting", as: "of security",
			want:  "yes    yes    no     no     no     no     no     no     no     no     no     no*    no     no     no     no",
			given: setTo("security.approval_hours", "10"), write: sets("20"),
		},
		{
			method: "ResetSetting",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no*    no     no     no     no",
			given:  setTo("security.approval_hours", "10"),
			write: func(c *cell) error {
				_, err := c.Store.Settings.ResetSetting(c.t.Context(), c.actor, c.key(), datatest.Password, c.row())
				return err
			},
		},
	}
}

func reportTrials() []trial {
	lately := func(c *cell) reports.Range {
		today := c.Store.Settings.ThisDay()
		return reports.Range{From: today.AddDays(-7), To: today}
	}
	table := func(name string) func(c *cell) error {
		return func(c *cell) error {
			_, err := c.Store.Reports.ReportTable(c.t.Context(), c.actor, name, lately(c))
			return err
		}
	}
	const reads, makes = "yes    yes    no     no     no     no     no     no     no     no     no     5s     5s     no     no     yes",
		"yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     yes"
	trials := []trial{
		{method: "VisitReport", want: reads, read: func(c *cell) error {
			_, err := c.Store.Reports.VisitReport(c.t.Context(), c.actor, lately(c))
			return err
		}},
		{method: "StayReport", want: reads, read: func(c *cell) error {
			_, err := c.Store.Reports.StayReport(c.t.Context(), c.actor, lately(c))
			return err
		}},
		{method: "TicketReport", want: reads, read: func(c *cell) error {
			_, err := c.Store.Reports.TicketReport(c.t.Context(), c.actor, lately(c))
			return err
		}},
		{method: "CollectionReport", want: reads, read: func(c *cell) error {
			_, err := c.Store.Reports.CollectionReport(c.t.Context(), c.actor, lately(c))
			return err
		}},
		{method: "OccupancyReport", want: reads, read: func(c *cell) error {
			_, err := c.Store.Reports.OccupancyReport(c.t.Context(), c.actor, lately(c))
			return err
		}},
		{method: "RefreshReport", want: makes, write: func(c *cell) error {
			_, err := c.Store.Reports.RefreshReport(c.t.Context(), c.actor, c.key(), reports.Visits)
			return err
		}},
		{method: "RefreshReports", want: makes, write: func(c *cell) error {
			_, err := c.Store.Reports.RefreshReports(c.t.Context(), c.actor, false)
			return err
		}},
	}
	for _, name := range reports.Tables() {
		trials = append(trials, trial{method: "ReportTable", as: name, want: reads, read: table(name)})
	}
	return trials
}
