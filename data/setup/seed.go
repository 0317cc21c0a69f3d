package setup

import (
	"context"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/jackc/pgx/v5"
)

// Seeded counts what a Seed added; zero is a database that had it all.
type Seeded struct{ Roles, Settings int }

// roleDescriptions are the platform's roles and the desk's fourth.
func roleDescriptions() [][2]string {
	return [][2]string{
		{string(role.Admin), "Full system access, user management, reports"},
		{string(role.Staff), "Maintenance and visitor management"},
		{string(role.Resident), "Personal dashboard, bill payments, requests"},
		{string(role.Guard), "The gate: visitors in and out, and whom to call"},
	}
}

// Seed adds the roles and the default of every setting that the database lacks,
// each with its audit row, in one transaction as the owner; billing.late_fee_from
// becomes the day of the seed, so that what was due before the society took up
// this program gets no late fee. It changes nothing that is there, so it can be
// run at any time. actor is an admin or Program(). Errors: Forbidden,
// Unavailable, Refused where OwnerURL may not write these tables.
func Seed(ctx context.Context, cfg connect.Config, actor role.Actor) (Seeded, error) {
	return seed(ctx, cfg, actor, SeedDefaults)
}

// Found is Seed for a society that is being made: while it has no account, its commands
// have to prove theirs (accounts.CommandLineFounded).
func Found(ctx context.Context, cfg connect.Config, actor role.Actor) (Seeded, error) {
	return seed(ctx, cfg, actor, func(ctx context.Context, d connect.DB, actor role.Actor) (Seeded, error) {
		done, err := SeedDefaults(ctx, d, actor)
		if err != nil {
			return done, err
		}
		_, err = d.Exec(ctx, `
			WITH changed AS (
				UPDATE system_config c SET config_value = @value, updated_at = now() FROM (SELECT id, config_value FROM system_config WHERE config_key = @key FOR UPDATE) was
				WHERE c.id = was.id AND c.config_value <> @value AND NOT EXISTS (SELECT FROM users) RETURNING c.id, was.config_value AS before
			)
			INSERT INTO audit_logs (user_id, action, resource_type, resource_id, ip_address, user_agent, details, created_at)
			SELECT @actor, @changed, 'system_config', id, @address, @client, @details::jsonb || jsonb_build_object(
				'before', jsonb_build_object('config_value', before), 'after', jsonb_build_object('config_value', @value::text)), clock_timestamp() FROM changed`,
			pgx.NamedArgs{
				"key": accounts.CommandLineKey, "value": accounts.CommandLineFounded, "actor": value.NullID(actor.UserID), "changed": string(action.SettingChanged),
				"address": actor.Origin.Address, "client": actor.Origin.Client, "details": register.AuditDetails(actor, "", nil),
			})
		return done, err
	})
}

func seed(ctx context.Context, cfg connect.Config, actor role.Actor, write func(context.Context, connect.DB, role.Actor) (Seeded, error)) (Seeded, error) {
	if scope, err := actor.Permit(role.ManageAccounts); err != nil || scope != role.Everything {
		return Seeded{}, role.MayNot()
	}
	conn, err := connect.SocietyOwner(ctx, cfg)
	if err != nil {
		return Seeded{}, connect.ReadError(err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	var done Seeded
	err = connect.Whole(conn, func() error {
		return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
			done, err = write(ctx, tx, actor)
			return err
		})
	})
	return done, SeedError(err)
}

// SeedError is the error of what was written as the owner of the tables; Refused
// where the role may not write them.
func SeedError(err error) error {
	if connect.StateOf(err) == connect.InsufficientRight {
		return &fault.Error{
			Kind: fault.Refused, Cause: err,
			Format: "This database role may not seed the society; nothing was saved. Set DATABASE_OWNER_URL to the owner of the tables.",
		}
	}
	return connect.WriteError(err)
}

// SeedDefaults is Seed within a transaction of the caller's.
func SeedDefaults(ctx context.Context, d connect.DB, actor role.Actor) (Seeded, error) {
	var done Seeded
	args := pgx.NamedArgs{
		"actor": value.NullID(actor.UserID), "details": register.AuditDetails(actor, "", nil),
		"address": actor.Origin.Address, "client": actor.Origin.Client,
		"role_created": string(action.RoleCreated), "setting_changed": string(action.SettingChanged),
	}
	var names, descriptions []string
	for _, r := range roleDescriptions() {
		names, descriptions = append(names, r[0]), append(descriptions, r[1])
	}
	args["names"], args["descriptions"] = names, descriptions
	// Looked for first as well: ON CONFLICT alone would use up a serial number
	// for each role at every run.
	if err := d.QueryRow(ctx, `
		WITH added AS (
			INSERT INTO roles (name, description)
			SELECT w.name, w.description FROM unnest(@names::text[], @descriptions::text[]) AS w(name, description)
			WHERE NOT EXISTS (SELECT FROM roles r WHERE r.name = w.name)
			ON CONFLICT DO NOTHING RETURNING id, name, description
		), audited AS (
			INSERT INTO audit_logs (user_id, action, resource_type, ip_address, user_agent, details, created_at)
			SELECT @actor, @role_created, 'roles', @address, @client, @details::jsonb || jsonb_build_object(
				'after', jsonb_build_object('id', a.id, 'name', a.name, 'description', a.description)), clock_timestamp()
			FROM added a
		)
		SELECT count(*) FROM added`, args).Scan(&done.Roles); err != nil {
		return Seeded{}, err
	}
	err := d.QueryRow(ctx, `
		WITH added AS (
			INSERT INTO system_config (config_key, config_value, category, description, data_type)
			SELECT w.key, CASE WHEN w.key = @fee_from THEN society360_today()::text ELSE w.value END, w.category, w.description, w.type
			FROM unnest(@keys::text[], @values::text[], @categories::text[], @descriptions::text[], @types::text[])
				AS w(key, value, category, description, type)
			WHERE NOT EXISTS (SELECT FROM system_config c WHERE c.config_key = w.key)
			ON CONFLICT DO NOTHING RETURNING id, config_key, config_value
		), audited AS (
			INSERT INTO audit_logs (user_id, action, resource_type, resource_id, ip_address, user_agent, details, created_at)
			SELECT @actor, @setting_changed, 'system_config', a.id, @address, @client, @details::jsonb || jsonb_build_object(
				'after', jsonb_build_object('config_key', a.config_key, 'config_value', a.config_value)), clock_timestamp()
			FROM added a
		)
		SELECT count(*) FROM added`, settingArgs(args)).Scan(&done.Settings)
	return done, err
}

// settingArgs adds the settings to args, a list for each column of their rows.
func settingArgs(args pgx.NamedArgs) pgx.NamedArgs {
	var keys, values, categories, descriptions, types []string
	for _, s := range AllSettings() {
		keys, values, types = append(keys, s.Key), append(values, s.Default), append(types, s.Type)
		categories, descriptions = append(categories, s.Category()), append(descriptions, s.Description)
	}
	args["keys"], args["values"], args["types"] = keys, values, types
	args["categories"], args["descriptions"] = categories, descriptions
	args["fee_from"] = money.LateFeeFromKey
	return args
}

// HasAccounts reports whether the society has an account that can sign in at
// all: without one a desk is of no use to anybody.
func (s *Store) HasAccounts(ctx context.Context) (bool, error) {
	var inhabited bool
	err := s.reg.QueryRow(ctx, `SELECT EXISTS (SELECT FROM users u WHERE `+register.ActiveUser(`u`)+`)`).Scan(&inhabited)
	return inhabited, connect.ReadError(err)
}
