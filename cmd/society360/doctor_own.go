package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/civoranexus/society360/data/health"
	"github.com/civoranexus/society360/tui/sshd"
)

// Checks that the command line makes by itself: of this machine's files, and of what the
// checks in the database cannot know.
const (
	hostKeyCheck = "host-key"
	demoCheck    = "demo-password"
)

// keyAge is how old a server's key may be before another one is due.
const keyAge = 3 * 365 * 24 * time.Hour

func ownChecks() []health.Check {
	return []health.Check{
		{
			Name: hostKeyCheck, Title: "The server's key", Severity: health.Wrong,
			Says: "The file of a server's SSH key can be read by others, or the key is very old.",
			Mend: "Run the command, or change the key for another one (serve --host-key twice, the old one first).",
		},
		{
			Name: demoCheck, Title: "The demo's password", Severity: health.Wrong, Screen: "users",
			Says: "Accounts of the demo's domain have the password that everybody can read in the program.",
			Mend: "Give them other passwords (society360 user passwd), or delete them.",
		},
	}
}

// allChecks are those of the database and the command line's own.
func allChecks() []health.Check { return slices.Concat(health.Checks(), ownChecks()) }

func findCheck(name string) (health.Check, error) {
	for _, c := range ownChecks() {
		if c.Name == name {
			return c, nil
		}
	}
	return health.Find(name)
}

// page is a page of what a check found.
func (d *doctor) page(ctx context.Context, f health.Filter) (health.Page, error) {
	switch f.Check {
	case hostKeyCheck:
		return health.Page{Findings: keyFindings(d.hostKeys, time.Now())}, nil
	case demoCheck:
		// Whether it works is the operator's to know; the same rights as for the others.
		if _, err := d.society.Health.List(ctx, d.actor, health.Filter{Check: "settings", Limit: 1}); err != nil {
			return health.Page{}, err
		}
		works, err := d.society.Demo.PasswordWorks(ctx)
		if err != nil || !works {
			return health.Page{}, err
		}
		return health.Page{Findings: []health.Finding{{Place: "*", Thing: "Demo accounts", Stands: "the password of the demo signs in"}}}, nil
	}
	return d.society.Health.List(ctx, d.actor, f)
}

// keyFindings are what is wrong with the files of keys.
func keyFindings(files []string, now time.Time) (found []health.Finding) {
	for _, file := range files {
		info, err := os.Stat(file)
		switch {
		case err != nil:
			found = append(found, health.Finding{Place: file, Thing: file, Stands: "is not there", Command: "society360 host-key " + shellWord(file)})
			continue
		case info.Mode().Perm()&0o077 != 0:
			found = append(found, health.Finding{
				Place: file, Thing: file, Stands: fmt.Sprintf("mode %04o: others may read it", info.Mode().Perm()), Command: "chmod 600 " + shellWord(file),
			})
		default:
			// What else would keep serve from it, such as another account's file.
			if _, err := sshd.LoadHostKey(file); err != nil {
				found = append(found, health.Finding{Place: file, Thing: file, Stands: err.Error()})
			}
		}
		if made := info.ModTime(); now.Sub(made) > keyAge {
			found = append(found, health.Finding{Place: file + " age", Thing: file, Stands: "made " + made.UTC().Format(time.DateOnly)})
		}
	}
	return found
}
