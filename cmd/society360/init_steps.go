package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
	gossh "golang.org/x/crypto/ssh"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/archive"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/health"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/settings"
	"github.com/civoranexus/society360/data/value"
	"github.com/civoranexus/society360/tui/sshd"
)

// foundAt is the database that was named, or that the person names now: nothing is the
// private one.
func (a *app) foundAt(ctx context.Context, ask asker) (place, error) {
	at, err := a.locate(false)
	var wrong usageError
	if errors.As(err, &wrong) && ask.asks() && a.databaseURL == "" {
		at, err = a.askWhere(ctx, ask)
	}
	if err != nil {
		return place{}, err
	}
	at.makes = true
	fmt.Fprintf(a.out, "Database: %s.\n", at)
	return at, nil
}

func (a *app) askWhere(ctx context.Context, ask asker) (at place, err error) {
	folder, err := a.folder("")
	if err != nil {
		return place{}, err
	}
	err = ask.until(ctx, "", "URL of the database (nothing: a private one, in "+folder+")", "", "", func(text string) (err error) {
		a.databaseURL, a.private = text, text == ""
		at, err = a.locate(false)
		return err
	})
	return at, err
}

// sayServerLacks says what a server of one's own does not give the desks, with the
// statements that mend it.
func (a *app) sayServerLacks(ctx context.Context, c call, cfg data.Config) error {
	lacks := 0
	for _, check := range []string{"desk-role", "time-limits", "schema-open"} {
		page, err := c.society.Health.List(ctx, c.actor, health.Filter{Check: check})
		if err != nil {
			return err
		}
		for _, found := range page.Findings {
			if lacks++; lacks == 1 {
				fmt.Fprintf(a.out, "\nWhat %s still lacks; a superuser runs:\n", cfg.Where())
			}
			fmt.Fprintln(a.out, "  "+value.Clean(found.Command))
		}
	}
	if lacks == 0 {
		fmt.Fprintln(a.out, "Server: roles, rights and time limits are as they should be.")
	}
	return nil
}

// firstAdmin says in whose name the rest is done: of the admin that stands, or of the one
// that is made now.
func (a *app) firstAdmin(ctx context.Context, c call, f *founding) error {
	page, err := c.society.Accounts.List(ctx, c.actor, accounts.Filter{Role: role.Admin, Status: accounts.Active})
	if err != nil {
		return err
	}
	email := f.adminEmail
	switch {
	case len(page.Users) == 0:
		email, err = a.makeAdmin(ctx, c, c.actor, f)
	case len(page.Users) == 1 && (email == "" || strings.EqualFold(value.Clean(email), page.Users[0].Email)):
		email = page.Users[0].Email
		fmt.Fprintf(a.out, "Admin: %s, %s.\n", page.Users[0].Name, email)
	default:
		var admin accounts.User
		err = f.ask.until(ctx, "admin-email", "In the name of which admin (e-mail)", "", email, func(text string) error {
			admin, err = a.adminOf(ctx, c, text)
			return err
		})
		if email = admin.Email; err == nil {
			fmt.Fprintf(a.out, "Admin: %s.\n", admin.Name)
		}
	}
	f.admin = sync.OnceValues(func() (role.Actor, error) { return a.founder(ctx, c, f, email) })
	return err
}

// founder is the admin in whose name something is written: of a society that is still
// being made as claimed, of another as its commands have it.
func (a *app) founder(ctx context.Context, c call, f *founding, email string) (role.Actor, error) {
	actor, err := c.society.Accounts.FoundingAdmin(ctx, c.actor.Origin, email)
	switch {
	case !errors.Is(err, accounts.ErrUnproved):
		return actor, err
	case f.passwordStdin:
		return a.byPassword(ctx, c.society, c.actor.Origin, email, a.in, onInput)
	}
	return a.account(ctx, c.society, c.actor.Origin, email)
}

// adminOf is an admin that stands, by e-mail.
func (a *app) adminOf(ctx context.Context, c call, email string) (accounts.User, error) {
	user, err := c.society.Accounts.ByEmail(ctx, c.actor, email, false)
	switch {
	case err != nil:
		return user, err
	case user.Role != string(role.Admin):
		return user, fail(nil, "%s is no admin.", user.Name)
	case !user.Active():
		return user, fail(nil, "%s is %s.", user.Name, user.Status)
	}
	return user, nil
}

// makeAdmin makes the first admin. What the register refuses is asked for anew, and
// nothing else.
func (a *app) makeAdmin(ctx context.Context, c call, program role.Actor, f *founding) (email string, err error) {
	draft := accounts.Draft{Name: f.adminName, Email: f.adminEmail, Phone: f.adminPhone, Role: role.Admin}
	once := accounts.NewOneTime()
	chosen := f.passwordStdin || f.ask.asks()
	for {
		if err := f.askAdmin(ctx, &draft, c.society.Settings.Region()); err != nil {
			return "", err
		}
		if chosen && draft.Password == "" {
			if draft.Password, err = a.adminPassword(ctx, f); err != nil {
				return "", err
			}
		}
		var user accounts.User
		if chosen {
			user, err = c.society.Accounts.Create(ctx, program, uuid.New(), draft)
		} else {
			user, err = c.society.Accounts.CreateOnce(ctx, program, uuid.New(), draft, once)
		}
		switch {
		case err == nil:
			fmt.Fprintf(a.out, "Admin: %s (%s) was made.\n", user.Name, user.Email)
			if !chosen {
				fmt.Fprintf(a.out, "One-time password of %s: %s\n", user.Email, once.Reveal())
			}
			return user.Email, nil
		case !f.ask.asks() || !mendable(err):
			return "", err
		}
		// The register knows better, such as that another account has the e-mail.
		f.ask.say("%s", sentence(err, a.zone))
		draft.Name, draft.Email, draft.Phone = "", "", ""
	}
}

// askAdmin asks for what an admin's account lacks, and looks at what was given. No phone
// is asked for where the rest was given beforehand.
func (f *founding) askAdmin(ctx context.Context, draft *accounts.Draft, region string) error {
	phone := draft.Phone != "" || f.ask.asks() && draft.Name+draft.Email == ""
	for _, field := range []struct {
		name, question string
		to             *string
	}{
		{"name", "Full name of the first admin", &draft.Name},
		{"email", "E-mail of the first admin", &draft.Email},
		{"phone", "Phone of the first admin (nothing: none)", &draft.Phone},
	} {
		if field.name == "phone" && !phone {
			continue
		}
		err := f.ask.until(ctx, "admin-"+field.name, field.question, "", *field.to, func(text string) error {
			*field.to = text
			bad := fault.Fields{}
			accounts.CheckAccount(bad, value.Clean(draft.Name), value.Clean(draft.Email), value.Clean(draft.Phone), region)
			if bad[field.name] == nil {
				return nil
			}
			return bad[field.name]
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// adminPassword is the first admin's, from standard input or the terminal.
func (a *app) adminPassword(ctx context.Context, f *founding) (string, error) {
	for {
		if !f.passwordStdin {
			f.ask.say("A password for the first admin; it is not shown.")
		}
		secret, err := a.newPassword(ctx, f.passwordStdin)
		if err == nil {
			err = accounts.CheckPassword(secret)
		}
		if err == nil || f.passwordStdin || !mendable(err) {
			return secret, err
		}
		f.ask.say("%s", sentence(err, a.zone))
	}
}

// foundSettings sets what the society is called, its zone and its gates, where they
// stand as the program made them, and returns the zone.
func (a *app) foundSettings(ctx context.Context, c call, f *founding) (*time.Location, error) {
	gates := ""
	if len(f.gates) > 0 {
		gates = listOf(f.gates)
	}
	for _, s := range []struct{ key, flag, says, question, told string }{
		{settings.SocietyName, "name", "Name", "Name of the society", f.name},
		{settings.Timezone, "timezone", "Time zone", "Time zone, such as Asia/Kolkata", f.zone},
		{settings.Gates().Key, "gates", "Gates", "Names of the gates, with commas between", gates},
	} {
		rows, err := c.society.Settings.List(ctx, c.actor)
		if err != nil {
			return nil, err
		}
		row, err := settingOf(rows, s.key)
		if err != nil {
			return nil, err
		}
		if !row.IsDefault() {
			fmt.Fprintf(a.out, "%s: %s.\n", s.says, shownSetting(row.Value))
			continue
		}
		err = f.ask.until(ctx, s.flag, s.question, shownSetting(row.Value), s.told, func(text string) error {
			if strings.HasPrefix(row.Value, "[") && !strings.HasPrefix(text, "[") {
				text = listOf(strings.Split(text, ","))
			}
			if text == row.Value {
				return nil
			}
			admin, err := f.admin()
			if err != nil {
				return err
			}
			now, err := c.society.Settings.Set(ctx, admin, uuid.New(), "", row, text)
			if err == nil {
				row = now
			}
			return err
		})
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(a.out, "%s: %s.\n", s.says, shownSetting(row.Value))
	}
	values, err := c.society.Settings.Values(ctx)
	return values.Zone(), err
}

// foundArchive has a new society keep its records in the register for as long as the
// platform proposes. One that has units had people who know what it kept so far: they
// decide themselves, with the counts before them (society360 archive due).
func (a *app) foundArchive(ctx context.Context, c call, f *founding) error {
	if f.keep {
		return nil
	}
	rows, err := c.society.Settings.List(ctx, c.actor)
	if err != nil {
		return err
	}
	for _, s := range []struct {
		kind          archive.Kind
		what, usually string
	}{{archive.Visits, "old visits", "6"}, {archive.Tickets, "closed tickets", "12"}, {archive.Audit, "rows of the audit log", "24"}} {
		row, err := settingOf(rows, s.kind.Key())
		if err != nil {
			return err
		}
		if !row.IsDefault() {
			continue // as one before left it that was cut short here
		}
		err = f.ask.until(ctx, "", "Months until "+s.what+" go to the archive (0: never)", s.usually, "", func(text string) error {
			if text == row.Value {
				return nil
			}
			admin, err := f.admin()
			if err != nil {
				return err
			}
			now, err := c.society.Settings.Set(ctx, admin, uuid.New(), "", row, text)
			if err == nil {
				row = now
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// listOf is a list of names as a setting keeps it.
func listOf(names []string) string {
	for i := range names {
		names[i] = value.Clean(names[i])
	}
	text, _ := json.Marshal(names) //nolint:errchkjson // strings always can be
	return string(text)
}

// shownSetting is a setting's value for a person: a list has commas.
func shownSetting(text string) string {
	var names []string
	if json.Unmarshal([]byte(text), &names) == nil {
		return value.Clean(strings.Join(names, ", "))
	}
	return value.Clean(text)
}

// foundHostKey makes the key of the SSH server where it is missing, and names its file.
func (a *app) foundHostKey(ctx context.Context, db database, f *founding) (path string, err error) {
	usual := "ssh_host_key"
	if db.folder != "" {
		usual = filepath.Join(db.folder, usual)
	}
	err = f.ask.until(ctx, "host-key", "File of the SSH host key", usual, f.hostKey, func(text string) error {
		if path, err = filepath.Abs(text); err != nil {
			return fail(err, "%s", err)
		}
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			fingerprint, err := sshd.GenerateHostKey(path)
			if err == nil {
				fmt.Fprintf(a.out, "Host key: %s was made, %s.\n", path, fingerprint)
				return nil
			}
			return fail(err, "%s", err)
		}
		key, err := sshd.LoadHostKey(path)
		if err != nil {
			return fail(err, "%s", err)
		}
		fmt.Fprintf(a.out, "Host key: %s, %s.\n", path, gossh.FingerprintSHA256(key.PublicKey()))
		return nil
	})
	return path, err
}
