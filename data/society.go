// Package data is a society: everything that reads or writes its Postgres, one room
// a subject (data/README.md, The rooms). Open gives the rooms' stores. Their methods
// check the actor's permission, own their transaction and write the audit row in it;
// every error they return is a fault.Error.
package data

import (
	"context"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/archive"
	"github.com/civoranexus/society360/data/backup"
	"github.com/civoranexus/society360/data/demo"
	"github.com/civoranexus/society360/data/desks"
	"github.com/civoranexus/society360/data/directory"
	"github.com/civoranexus/society360/data/files"
	"github.com/civoranexus/society360/data/health"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/imports"
	"github.com/civoranexus/society360/data/imports/opening"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/maintenance"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/notices"
	"github.com/civoranexus/society360/data/reports"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/schedule"
	"github.com/civoranexus/society360/data/seal"
	"github.com/civoranexus/society360/data/settings"
	"github.com/civoranexus/society360/data/setup"
	"github.com/civoranexus/society360/data/tickets"
	"github.com/civoranexus/society360/data/trail"
	"github.com/civoranexus/society360/data/visits"
)

// Society is one society's database, as the desk's role. It is safe for use by many
// goroutines.
type Society struct {
	reg *register.Register

	Settings  *settings.Store
	Accounts  *accounts.Store
	Files     *files.Store
	Homes     *homes.Store
	Visits    *visits.Store
	Tickets   *tickets.Store
	Money     *money.Store
	Notices   *notices.Store
	Trail     *trail.Store
	Seal      *seal.Store
	Directory *directory.Store
	Imports   *imports.Store
	Openings  *opening.Store
	Reports   *reports.Store
	Health    *health.Store
	Backups   *backup.Store
	Archive   *archive.Store
	Desks     *desks.Store
	Setup     *setup.Store
	Demo      *demo.Store
	Schedule  *schedule.Store

	Maintenance *maintenance.Store
}

// Open connects to the database that cfg names, as the desk's role where it may
// take it. An unreachable database is an Unavailable error.
func Open(ctx context.Context, cfg Config, log *slog.Logger) (*Society, error) {
	reg, err := register.Open(ctx, cfg, log, topicOf)
	if err != nil {
		return nil, err
	}
	s := &Society{reg: reg}
	s.Settings = settings.New(reg.For(register.AccountsLane), setup.AllSettings())
	s.Accounts = accounts.New(reg.For(register.AccountsLane), s.Settings)
	s.Files = files.New(reg, s.Settings)
	s.Homes = homes.New(reg.For(register.HomesLane), s.Settings)
	s.Visits = visits.New(reg.For(register.VisitsLane), s.Settings)
	s.Tickets = tickets.New(reg.For(register.TicketsLane), s.Settings)
	s.Money = money.New(reg.For(register.MoneyLane), s.Settings)
	s.Notices = notices.New(reg.For(register.NoticesLane), s.Settings)
	s.Trail = trail.New(reg, s.Settings)
	s.Seal = seal.New(reg)
	s.Directory = directory.New(reg.For(register.HomesLane), s.Settings)
	s.Imports = imports.New(reg, s.Settings)
	s.Openings = opening.New(reg, s.Settings)
	s.Reports = reports.New(reg, s.Settings, s.Tickets, s.Money)
	s.Health = health.New(reg, s.Settings)
	s.Backups = backup.New(reg)
	s.Archive = archive.New(reg, s.Settings)
	s.Desks = desks.New(reg, s.Settings, s.Tickets)
	s.Setup = setup.New(reg)
	s.Demo = demo.New(reg, s.Accounts)
	s.Maintenance = maintenance.New(reg, s.Settings)
	s.Schedule = schedule.New(reg, s.Settings, schedule.Rooms{Homes: s.Homes, Money: s.Money, Reports: s.Reports, Archive: s.Archive, Desks: s.Desks, Seals: s.Seal, Trail: s.Trail, Maintenance: s.Maintenance}, schedule.Jobs())
	if _, err := s.Settings.Values(ctx); err != nil {
		reg.Close()
		return nil, err
	}
	return s, nil
}

// Close tells the desks what is still to be told, and closes the connections.
func (s *Society) Close() { s.reg.Close() }

// Ping reports whether the database answers.
func (s *Society) Ping(ctx context.Context) error { return s.reg.Ping(ctx) }

// Hears reports whether the database tells this process of changes: false while the bus
// waits for it to answer.
func (s *Society) Hears() bool { return !s.reg.Silent.Load() }

// Pool tells how the process uses its connections.
func (s *Society) Pool() register.Pool { return s.reg.Pool() }

// Observe has fn told of each write: what it did, how long it took, and its error. It
// must not wait.
func (s *Society) Observe(fn func(did action.Action, took time.Duration, err error)) {
	s.reg.Observe(fn)
}

// Standby is a hot standby that lists are read from.
type Standby = register.Elsewhere

// Elsewhere opens the hot standby that cfg names (Config.ReadURL) and returns a context
// whose reads go there, and here again where that fails; what is written with it goes
// where changes go. The caller closes it.
func (s *Society) Elsewhere(ctx context.Context, cfg Config) (context.Context, *Standby, error) {
	return s.reg.Elsewhere(ctx, cfg)
}

// Settle finds out what became of a write whose acknowledgement was lost. It
// waits for the write if that is still at work. saved false is final: the key is
// spent, so that a straggler of the write can no longer be done. It answers only
// what is sure to last; until then the error is Unknown. Anybody signed in may ask
// about their own writes; about somebody else's it is Refused.
func (s *Society) Settle(ctx context.Context, actor role.Actor, intent uuid.UUID) (saved bool, err error) {
	return s.reg.Settle(ctx, actor, intent)
}
