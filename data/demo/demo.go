// Package demo fills an empty database with a society to look at.
package demo

import (
	"context"
	"math/rand/v2"
	"time"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/demo/cast"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/reports"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/settings"
	"github.com/civoranexus/society360/data/setup"

	"github.com/jackc/pgx/v5"
	"golang.org/x/crypto/bcrypt"
)

// Password opens the five accounts of Emails.
const Password = "demo-society360"

// Emails are the addresses of the demo society's accounts that people may try.
// The resident is an owner, the tenant a resident who rents.
func Emails() []string {
	return []string{
		"guard@demo.example", "staff@demo.example", "admin@demo.example", "resident@demo.example", "tenant@demo.example",
	}
}

// Options vary the demo society; the zero value is the usual one.
type Options struct {
	// Seed gives another society of the same kind.
	Seed uint64
}

// ErrNotEmpty is the cause of a refused Seed: the database is somebody's.
const ErrNotEmpty = fault.Sentence("the database has accounts or units")

// Seed fills an empty, migrated database with the demo society "Green Park
// CHS" as its owner, in one transaction: four blocks of 24 units, their
// residents, and what happened there until now, with an audit row for each
// change. The same now and options give the same rows, but for the salt of the
// password's hash. Roles and settings that are missing are seeded as by Seed.
//
// A database that has an account or a unit is left alone: Refused with the
// cause ErrNotEmpty.
func Seed(ctx context.Context, cfg connect.Config, now time.Time, opts Options) error {
	conn, err := connect.SocietyOwner(ctx, cfg)
	if err != nil {
		return connect.ReadError(err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	// Looked at before the hash is made: most starts of a demo find their society.
	if err := mustBeEmpty(ctx, conn); err != nil {
		return err
	}
	hash, err := bcrypt.GenerateFromPassword([]byte(Password), bcrypt.DefaultCost)
	if err != nil {
		return fault.Broken(err)
	}
	return setup.SeedError(pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		// Two demos may start at once: the second waits here and is refused.
		if _, err := tx.Exec(ctx, `LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE`); err != nil {
			return err
		}
		if err := mustBeEmpty(ctx, tx); err != nil {
			return err
		}
		if _, err := setup.SeedDefaults(ctx, tx, role.Program()); err != nil {
			return err
		}
		roles, err := RoleIDs(ctx, tx)
		if err != nil {
			return err
		}
		settings, err := demoSettings(ctx, tx, now)
		if err != nil {
			return err
		}
		d := newDemo(now, opts, string(hash), roles)
		d.build(settings)
		if err := d.copyInto(ctx, tx); err != nil {
			return err
		}
		return makeDemoReports(ctx, tx)
	}))
}

// makeDemoReports makes the figures of the reports: nobody's night has made them.
func makeDemoReports(ctx context.Context, tx pgx.Tx) error {
	batch := &pgx.Batch{}
	for _, name := range reports.Reports() {
		batch.Queue(`SELECT society360_refresh_report(@report)`, pgx.NamedArgs{"report": string(name)})
	}
	return tx.SendBatch(ctx, batch).Close()
}

func mustBeEmpty(ctx context.Context, d connect.DB) error {
	var taken bool
	err := d.QueryRow(ctx, `SELECT EXISTS (SELECT FROM users) OR EXISTS (SELECT FROM units)`).Scan(&taken)
	switch {
	case err != nil:
		return connect.ReadError(err)
	case taken:
		e := fault.Refuse("This database has accounts or units already; the demo society goes into an empty one only.")
		e.Cause = ErrNotEmpty
		return e
	}
	return nil
}

// RoleIDs are the keys of the roles by their names.
func RoleIDs(ctx context.Context, d connect.DB) (map[role.Role]int32, error) {
	rows, err := register.List[struct {
		ID   int32
		Name string
	}](ctx, d, `SELECT id, name FROM roles`, nil)
	ids := make(map[role.Role]int32, len(rows))
	for _, r := range rows {
		ids[role.Role(r.Name)] = r.ID
	}
	return ids, err
}

// demo is the society while it is made: what its parts share, and the rows.
type demo struct {
	seed  uint64
	dice  *rand.PCG // what rng draws from
	rng   *rand.Rand
	now   time.Time
	zone  *time.Location
	hash  string
	roles map[role.Role]int32
	names *cast.Names

	admin, office, plumber *demoPerson
	guards                 demoGuards
	residents              []*demoPerson
	units                  []*demoUnit

	tables demoTables
}

func newDemo(now time.Time, opts Options, hash string, roles map[role.Role]int32) *demo {
	dice := rand.NewPCG(opts.Seed, 360)
	rng := rand.New(dice) //nolint:gosec // a society that is the same each time, no secret
	zone := settings.Of(nil).Zone()
	return &demo{
		seed: opts.Seed, dice: dice, rng: rng, now: now.UTC().Truncate(time.Second), zone: zone, hash: hash, roles: roles,
		names: cast.New(rng), tables: newDemoTables(),
	}
}

// build makes the society in the order in which it came to be.
func (d *demo) build(settings []demoSetting) {
	d.employ()
	d.configure(settings)
	d.erect()
	d.moveIn()
	d.moveOut()
	// What has happened by now depends on the hour, and so does how often the dice were
	// thrown: each part seeds them anew, so that it does not depend on the one before.
	for i, happen := range []func(){d.visit, d.comeNow, d.repair, d.bill, d.announce, d.signIns} {
		d.dice.Seed(d.seed, uint64(i))
		happen()
	}
	d.record(d.now, role.Program(), action.DemoSocietySeeded, "", nil, change{after: map[string]any{
		"units": len(d.units), "users": len(d.tables.users.rows), "visits": len(d.tables.visits.rows),
	}})
}

// PasswordWorks reports whether anybody can sign in with Password, to an account of the
// demo's domain, whoever made it, or one that had an e-mail there before: such a desk is
// not to be served to a network.
func (s *Store) PasswordWorks(ctx context.Context) (bool, error) {
	rows, err := register.List[struct{ Hash string }](ctx, s.reg, `
		SELECT DISTINCT u.password_hash AS hash FROM users u
		WHERE u.password_hash LIKE '$2%' AND `+register.ActiveUser(`u`)+` AND (lower(u.email) LIKE @domain OR EXISTS (
			SELECT FROM audit_logs a WHERE a.resource_type = 'users' AND a.resource_id = u.id AND lower(a.details #>> '{before,email}') LIKE @domain))`,
		pgx.NamedArgs{"domain": "%@demo.example"})
	if err != nil {
		return false, err
	}
	for _, row := range rows {
		if ok, err := s.accounts.ComparePassword(ctx, row.Hash, Password); ok || err != nil {
			return ok, err
		}
	}
	return false, nil
}
