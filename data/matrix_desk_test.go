package data_test

import (
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/archive"
	"github.com/civoranexus/society360/data/backup"
	"github.com/civoranexus/society360/data/files"
	"github.com/civoranexus/society360/data/health"
	"github.com/civoranexus/society360/data/reports"
	"github.com/civoranexus/society360/data/schedule"
	"github.com/civoranexus/society360/data/seal"
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
	if _, err := tw.Reports.RefreshAll(tw.t.Context(), tw.Admin, false); err != nil {
		tw.t.Fatal(err)
	}
}

// ownFile gives a cell the name of the actor's own file, othersFile of another's.
func ownFile(c *cell)    { c.name, c.strange = c.actor.Name, "None" }
func othersFile(c *cell) { c.name, c.strange = c.Guard2.Name, "None" }

func fetches(c *cell) error {
	content, err := c.Files.Fetch(c.t.Context(), c.actor, c.key(), files.Outbox, c.name)
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
			method: "Files.List",
			want:   "own    own    own    own    own    own    own    own    own    no     no     5s     5s     no     no     own",
			home: func(c *cell) []string {
				if c.actor.UserID == uuid.Nil {
					return nil
				}
				return []string{c.actor.Name}
			},
			list: func(c *cell) ([]string, error) {
				boxes, err := c.Files.List(c.t.Context(), c.actor, files.Outbox)
				return unitsNamed(boxes, err, func(f files.File) string { return f.Name })
			},
		},
		{
			method: "Files.Fetch", as: "own",
			want:  "yes    yes    yes    yes    yes    yes    yes    yes    yes    no     no     no     no     no     no     -",
			given: ownFile, write: fetches,
		},
		{
			method: "Files.Fetch", as: "another's",
			want:  "none   none   none   none   none   none   none   none   none   no     no     none   none   no     no     none",
			given: othersFile, write: fetches,
		},
		{
			method: "Files.RoomFor",
			want:   "yes    yes    yes    yes    yes    yes    yes    yes    yes    no     no     no     no     no     no     no",
			read: func(c *cell) error {
				_, err := c.Files.RoomFor(c.t.Context(), c.actor, files.Inbox, "units.csv")
				return err
			},
		},
		{
			method: "Files.Put",
			want:   "yes    yes    yes    yes    yes    yes    yes    yes    yes    no     no     no     no     no     no     no",
			write: func(c *cell) error {
				_, err := c.Files.Put(c.t.Context(), c.actor, c.key(), files.Inbox, "units.csv", []byte("A"))
				return err
			},
		},
		{
			method: "Desks.Tidy",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     yes",
			given: func(c *cell) {
				c.Exec(c.t, `INSERT INTO write_intents (key, actor_id, action, payload_hash, void, created_at)
					VALUES ($1, $2, 'VOID', '', true, now() - interval '90 days')`, uuid.New(), c.Guard2.UserID)
			},
			write: func(c *cell) error {
				_, err := c.Desks.Tidy(c.t.Context(), c.actor)
				return err
			},
		},
	}
	trials = append(trials, archiveTrials()...)
	trials = append(trials, sealTrials()...)
	trials = append(trials, auditTrials()...)
	trials = append(trials, settingTrials()...)
	return append(trials, reportTrials()...)
}

// oldVisit is a visit of long ago that goes to the archive.
func oldVisit(c *cell) {
	c.Exec(c.t, `INSERT INTO system_config (config_key, config_value, category, data_type) VALUES ('general.archive_visits_months', '6', 'general', 'number')
		ON CONFLICT (config_key) DO UPDATE SET config_value = '6'`)
	c.Exec(c.t, `INSERT INTO visitor_logs (visitor_name, status, check_in_time, check_out_time) VALUES ('Old', 'checked_out', '2020-01-01', '2020-01-01')`)
}

// archiveTrials are what the schedule moves, and what an admin sees of it.
func archiveTrials() []trial {
	const admins = "yes    yes    no     no     no     no     no     no     no     no     no     5s     5s     no     no     yes"
	return []trial{
		{
			method: "Archive.Due", want: admins, given: oldVisit,
			read: func(c *cell) error {
				_, err := c.Archive.Due(c.t.Context(), c.actor, archive.Visits, 6)
				return err
			},
		},
		{
			method: "Archive.List", want: admins,
			read: func(c *cell) error {
				_, err := c.Archive.List(c.t.Context(), c.actor)
				return err
			},
		},
		{
			method: "Archive.Run",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     yes",
			given:  oldVisit,
			write: func(c *cell) error {
				_, err := c.Archive.Run(c.t.Context(), c.actor, nil)
				return err
			},
		},
	}
}

// sealTrials are what an admin asks of the seal of the trail.
func sealTrials() []trial {
	const admins = "yes    yes    no     no     no     no     no     no     no     no     no     5s     5s     no     no     yes"
	var f *seal.Folder
	sealed := func(c *cell) {
		c.id = lastRow(c).ID
		if f == nil {
			made, err := seal.OpenFolder(c.t.TempDir())
			if err != nil {
				c.t.Fatal(err)
			}
			c.t.Cleanup(made.Close)
			f = made
		}
		key := filepath.Join(f.Dir(), "key")
		if _, err := os.Stat(key); errors.Is(err, os.ErrNotExist) { // lost, and by nobody who might begin anew
			_ = os.Rename(key+".lost", key) // there may be none yet
		}
		for z := c.Seal.Sealer(f, slog.New(slog.DiscardHandler)); ; {
			done, err := z.Pass(c.t.Context())
			if err != nil {
				c.t.Fatal(err)
			}
			if !done.More && done.Rows == 0 {
				return
			}
		}
	}
	return []trial{
		{
			method: "Seal.State", want: admins, given: sealed,
			read: func(c *cell) error {
				_, err := c.Seal.State(c.t.Context(), c.actor)
				return err
			},
		},
		{
			method: "Seal.Verify", want: admins, given: sealed,
			read: func(c *cell) error {
				_, err := c.Seal.Verify(c.t.Context(), c.actor, seal.Check{Folder: f})
				return err
			},
		},
		{
			method: "Seal.Prove", want: admins, given: sealed,
			read: func(c *cell) error {
				_, err := c.Seal.Prove(c.t.Context(), c.actor, f, c.id)
				return err
			},
		},
		{
			method: "Seal.GoOn", given: sealed,
			want: "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			write: func(c *cell) error {
				_, err := c.Seal.GoOn(c.t.Context(), c.actor, f, c.key(), "it was restored")
				return err
			},
		},
		{
			method: "Seal.NewKey", given: sealed,
			want: "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			write: func(c *cell) error {
				_, err := c.Seal.NewKey(c.t.Context(), c.actor, f, c.key(), "a year has passed")
				return err
			},
		},
		{
			method: "Seal.LoseKey",
			given: func(c *cell) {
				sealed(c)
				key := filepath.Join(f.Dir(), "key")
				if err := os.Rename(key, key+".lost"); err != nil {
					c.t.Fatal(err)
				}
			},
			want: "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			write: func(c *cell) error {
				_, err := c.Seal.LoseKey(c.t.Context(), c.actor, f, c.key(), "the disk failed", nil)
				return err
			},
		},
		{
			method: "Seal.Witness", given: sealed,
			want: "yes    yes    yes    yes    yes    yes    yes    yes    yes    no     no     no     no     no     no     no",
			write: func(c *cell) error {
				_, err := c.Seal.Witness(c.t.Context(), c.actor, must(os.ReadFile(filepath.Join(f.Dir(), "heads")))(c))
				return err
			},
		},
		{
			method: "Seal.Kept", want: admins,
			given: func(c *cell) {
				sealed(c)
				must(c.Seal.Witness(c.t.Context(), c.Admin, must(os.ReadFile(filepath.Join(f.Dir(), "heads")))(c)))(c)
				c.id = datatest.Scan[uuid.UUID](c.t, c.Owner, `SELECT id FROM society360_society`)
			},
			read: func(c *cell) error { return c.Seal.Kept(c.t.Context(), c.actor, c.id, io.Discard) },
		},
	}
}

// lastRow is the newest row of the trail.
func lastRow(c *cell) trail.Row {
	return must(c.Trail.List(c.t.Context(), c.Admin, trail.Filter{Limit: 1}))(c).Rows[0]
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
			method: "Trail.List",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     5s     5s     no     no     yes",
			read: func(c *cell) error {
				_, err := c.Trail.List(c.t.Context(), c.actor, trail.Filter{})
				return err
			},
		},
		{
			method: "Trail.Get",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     5s     5s     no     no     yes",
			given:  func(c *cell) { c.id = lastRow(c).ID },
			read: func(c *cell) error {
				_, err := c.Trail.Get(c.t.Context(), c.actor, c.id)
				return err
			},
		},
		{
			method: "Trail.Session",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     5s     5s     no     no     yes",
			read: func(c *cell) error {
				_, err := c.Trail.Session(c.t.Context(), c.actor, lastRow(c), nil)
				return err
			},
		},
		{
			method: "Trail.People",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     5s     5s     no     no     yes",
			read:   func(c *cell) error { return anything(c.Trail.People(c.t.Context(), c.actor, "meera")) },
		},
		{
			method: "Trail.Words",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     5s     5s     no     no     yes",
			read: func(c *cell) error {
				_, err := c.Trail.Words(c.t.Context(), c.actor)
				return err
			},
		},
		{
			method: "Trail.Record",
			want:   "yes    yes    yes    yes    yes    yes    yes    yes    yes    no     no     no     no     no     no     no",
			write: func(c *cell) error {
				return c.Trail.Record(c.t.Context(), c.actor, c.key(), trail.Taken{Did: action.FileWritten, Name: "muster.txt", Rows: 1})
			},
		},
		{
			method: "Trail.Export",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     yes",
			write: func(c *cell) error {
				_, err := c.Trail.Export(c.t.Context(), c.actor, c.key(), trail.Filter{}, trail.CSV, io.Discard, nil)
				return err
			},
		},
		{
			method: "Accounts.Sessions",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     5s     5s     no     no     yes",
			given:  watched,
			read:   func(c *cell) error { return anything(c.Accounts.Sessions(c.t.Context(), c.actor, nil)) },
		},
		{
			method: "Accounts.EndSession",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  watched,
			write:  func(c *cell) error { return c.Accounts.EndSession(c.t.Context(), c.actor, c.key(), c.id, "") },
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
	for _, r := range must(c.Settings.List(c.t.Context(), c.Admin))(c) {
		if r.Key == c.name {
			return r
		}
	}
	c.t.Fatalf("there is no setting %s", c.name)
	return settings.Row{}
}

func sets(value string) func(c *cell) error {
	return func(c *cell) error {
		_, err := c.Settings.Set(c.t.Context(), c.actor, c.key(), datatest.Password, c.row(), value)
		return err
	}
}

func settingTrials() []trial {
	return []trial{
		{
			//       admin  cli    staff  guard  owner  family tenant other  noflat clown  norole barred exadm  once   nobody prog
			method: "Settings.List",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     5s     5s     no     no     yes",
			read:   func(c *cell) error { return anything(c.Settings.List(c.t.Context(), c.actor)) },
		},
		{
			method: "Settings.Trail",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     5s     5s     no     no     yes",
			given: func(c *cell) {
				setTo("billing.due_days", "10")(c)
				row := c.row()
				c.id = *row.ID
				must(c.Settings.Set(c.t.Context(), c.Admin, uuid.New(), "", row, "12"))(c)
			},
			read: func(c *cell) error { return anything(c.Settings.Trail(c.t.Context(), c.actor, c.id)) },
		},
		{
			method: "Settings.Set",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  setTo("billing.due_days", "10"), write: sets("20"),
		},
		{
			method: "Settings.Set", as: "of security",
			want:  "yes    yes    no     no     no     no     no     no     no     no     no     no*    no     no     no     no",
			given: setTo("security.approval_hours", "10"), write: sets("20"),
		},
		{
			method: "Settings.Reset",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no*    no     no     no     no",
			given:  setTo("security.approval_hours", "10"),
			write: func(c *cell) error {
				_, err := c.Settings.Reset(c.t.Context(), c.actor, c.key(), datatest.Password, c.row())
				return err
			},
		},
	}
}

func reportTrials() []trial {
	lately := func(c *cell) reports.Range {
		today := c.Settings.ThisDay()
		return reports.Range{From: today.AddDays(-7), To: today}
	}
	table := func(name string) func(c *cell) error {
		return func(c *cell) error {
			_, err := c.Reports.Table(c.t.Context(), c.actor, name, lately(c))
			return err
		}
	}
	const reads, makes = "yes    yes    no     no     no     no     no     no     no     no     no     5s     5s     no     no     yes",
		"yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     yes"
	trials := []trial{
		{method: "Reports.Visits", want: reads, read: func(c *cell) error {
			_, err := c.Reports.Visits(c.t.Context(), c.actor, lately(c))
			return err
		}},
		{method: "Reports.Stays", want: reads, read: func(c *cell) error {
			_, err := c.Reports.Stays(c.t.Context(), c.actor, lately(c))
			return err
		}},
		{method: "Reports.Tickets", want: reads, read: func(c *cell) error {
			_, err := c.Reports.Tickets(c.t.Context(), c.actor, lately(c))
			return err
		}},
		{method: "Reports.Collection", want: reads, read: func(c *cell) error {
			_, err := c.Reports.Collection(c.t.Context(), c.actor, lately(c))
			return err
		}},
		{method: "Reports.Occupancy", want: reads, read: func(c *cell) error {
			_, err := c.Reports.Occupancy(c.t.Context(), c.actor, lately(c))
			return err
		}},
		{method: "Reports.Refresh", want: makes, write: func(c *cell) error {
			_, err := c.Reports.Refresh(c.t.Context(), c.actor, c.key(), reports.Visits)
			return err
		}},
		{method: "Reports.RefreshAll", want: makes, write: func(c *cell) error {
			_, err := c.Reports.RefreshAll(c.t.Context(), c.actor, false)
			return err
		}},
	}
	trials = append(trials,
		trial{method: "Health.List", want: reads, read: func(c *cell) error {
			_, err := c.Health.List(c.t.Context(), c.actor, health.Filter{Check: "settings"})
			return err
		}},
		trial{method: "Health.Look", want: reads, read: func(c *cell) error {
			return anything(c.Health.Look(c.t.Context(), c.actor, true))
		}},
		trial{method: "Maintenance.Sizes", want: reads, read: func(c *cell) error {
			_, err := c.Maintenance.Sizes(c.t.Context(), c.actor)
			return err
		}},
		trial{method: "Schedule.List", want: reads, read: func(c *cell) error {
			return anything(c.Schedule.List(c.t.Context(), c.actor))
		}},
		trial{method: "Schedule.History", want: reads, read: func(c *cell) error {
			_, err := c.Schedule.History(c.t.Context(), c.actor, "tidying", nil, 0)
			return err
		}},
		trial{method: "Schedule.Ask", want: makes, write: func(c *cell) error {
			_, err := c.Schedule.Ask(c.t.Context(), c.actor, c.key(), "tidying")
			return err
		}},
		trial{method: "Schedule.Run", want: makes, write: func(c *cell) error {
			_, err := c.Schedule.Run(c.t.Context(), c.actor, c.key(), "move-ins", schedule.Work{Config: c.Config, Log: slog.New(slog.DiscardHandler)})
			return err
		}},
	)
	trials = append(trials,
		trial{method: "Backups.Record", want: makes, write: func(c *cell) error {
			return c.Backups.Record(c.t.Context(), c.actor, c.key(), action.BackupMade, backup.Done{Label: "20261130-020000F"})
		}},
		trial{method: "Backups.Last", want: reads, read: func(c *cell) error {
			_, err := c.Backups.Last(c.t.Context(), c.actor)
			return err
		}},
	)
	for _, name := range reports.Tables() {
		trials = append(trials, trial{method: "Reports.Table", as: name, want: reads, read: table(name)})
	}
	return trials
}
