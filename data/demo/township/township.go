// Package township makes a society of any size with two years behind it, for trying
// what a large one asks of the desk: people and their homes, visits, tickets, dues that
// add up, receipts, and a trail that tells of all of it. The same number gives the same
// township on the same day.
package township

import (
	"context"
	"strconv"
	"time"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/demo"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/settings"
	"github.com/civoranexus/society360/data/setup"

	"golang.org/x/crypto/bcrypt"
)

// How many units a township can have.
const (
	FewestUnits = 10
	MostUnits   = 20_000
)

// Options vary the township; the zero value is the usual one.
type Options struct {
	// Variant gives another township of the same kind.
	Variant uint64
	// Progress, where set, is asked for a counter of a kind of work, "rows" or "indexes",
	// and that is told how far it is; it may be nil.
	Progress func(of string) func(done, total int)
}

// Made is what was made.
type Made struct {
	Units, Users, Visits, Tickets, Bills, Payments, Entries int
}

// CheckUnits complains of a number of units that no township has.
func CheckUnits(units int) error {
	if units < FewestUnits || units > MostUnits {
		return fault.Wrong("township", "A township has "+strconv.Itoa(FewestUnits)+" to "+strconv.Itoa(MostUnits)+" units.")
	}
	return nil
}

// Seed fills an empty, migrated database with a township of so many units, up to now, as
// its owner. The demo society's addresses and its password open one account of each role
// (demo.Emails), so that nobody may serve it to a network either.
//
// Rows go into the tables over two connections, each in a transaction, behind which its
// indexes and keys are made anew and the sums are looked at. What is cut short leaves an
// empty database, but for roles and settings. A database that has accounts, units or
// anything that happened is left alone: Refused with the cause demo.ErrNotEmpty.
func Seed(ctx context.Context, cfg connect.Config, now time.Time, units int, opts Options) (Made, error) {
	if err := CheckUnits(units); err != nil {
		return Made{}, err
	}
	f := &filling{cfg: cfg, opts: opts}
	if err := f.begin(ctx); err != nil {
		return Made{}, setup.SeedError(err)
	}
	defer f.close()
	hash, err := bcrypt.GenerateFromPassword([]byte(demo.Password), bcrypt.DefaultCost)
	if err != nil {
		return Made{}, fault.Broken(err)
	}
	if _, err := setup.Seed(ctx, cfg, role.Program()); err != nil {
		return Made{}, err
	}
	f.town = newTown(now, settings.Of(nil).Zone(), units, opts.Variant, string(hash))
	return f.made, setup.SeedError(f.fill(ctx))
}

// seeded is the entry that the township itself is, and by which one that was cut short
// while it was committed is known.
const seeded = action.TownshipSeeded
