package settings

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Row is a setting as an editor shows it: one that the program reads, or an
// entry of another program of the platform, which is shown and not changed.
type Row struct {
	// ID is the entry's in system_config, nil where there is none yet and the
	// default is in force.
	ID          *uuid.UUID `json:"id"`
	Key         string     `json:"key"`
	Category    string     `json:"category"`
	Type        string     `json:"type"`
	Description string     `json:"description"`
	// Stored is the value in the database, nil where there is none.
	Stored *string `json:"stored"`
	// Value is the value in force: Stored, or the default where that is missing or
	// is refused by Check.
	Value string `json:"value"`
	// Default is empty for an entry of another program.
	Default string `json:"default"`
	// Known says that the program reads the setting, and may change it.
	Known bool `json:"known"`
	// ChangedBy and ChangedAt are the last change as the audit trail has it, or the
	// entry itself; empty and nil where nobody changed it.
	ChangedBy string     `json:"changed_by"`
	ChangedAt *time.Time `json:"changed_at"`
	// Version changes with the stored value, empty where there is none: a change
	// names the one it was made from.
	Version string `json:"version"`
	// setting is the definition, nil for another program's.
	setting *Setting
}

// IsDefault reports whether the default is in force.
func (r Row) IsDefault() bool { return r.Known && r.Value == r.Default }

// Ignored reports whether the stored value is one that Check refuses, so that the
// default is in force.
func (r Row) Ignored() bool { return r.Known && r.Stored != nil && *r.Stored != r.Value }

// Guarded reports whether a change needs the actor's own password.
func (r Row) Guarded() bool { return r.Category == "security" }

// Setting is the definition of the row's setting; false for another program's.
func (r Row) Setting() (Setting, bool) {
	if r.setting == nil {
		return Setting{}, false
	}
	return *r.setting, true
}

// Row is the setting as an editor shows it while its default is in force.
func (s Setting) Row() Row { return Row{}.of(s) }

// definition is the setting of a key; false for another program's.
func (s *Store) definition(key string) (Setting, bool) {
	i := slices.IndexFunc(s.defined, func(d Setting) bool { return d.Key == key })
	if i < 0 {
		return Setting{}, false
	}
	return s.defined[i], true
}

// settingColumns reads the part of a Row that the database has, from c
// system_config.
const settingColumns = `c.id, c.config_key AS key, c.category, coalesce(c.data_type, 'string') AS type,
	coalesce(c.description, '') AS description, c.config_value AS stored,
	md5(c.config_value) AS version, coalesce(CASE WHEN l.at >= c.updated_at THEN l.who ELSE w.full_name END, '') AS changed_by,
	CASE WHEN l.at IS NOT NULL OR c.updated_by IS NOT NULL THEN greatest(l.at, c.updated_at) END AS changed_at`

// settingJoins are the tables that settingColumns names beside c: who the entry
// itself says changed it, which is all that another program of the platform may
// leave, and who the audit trail does. The audit row that made the entry is no
// change.
const settingJoins = `
	LEFT JOIN users w ON w.id = c.updated_by
	LEFT JOIN LATERAL (
		SELECT CASE WHEN au.removed_at IS NULL THEN coalesce(a.details #>> '{actor,name}', au.full_name) ELSE au.full_name END AS who, a.created_at AS at
		FROM audit_logs a LEFT JOIN users au ON au.id = a.user_id
		WHERE a.resource_type = 'system_config' AND a.resource_id = c.id AND a.details -> 'before' IS NOT NULL
		ORDER BY a.created_at DESC, a.id DESC LIMIT 1) l ON true`

// storedSetting is an entry of system_config.
type storedSetting struct {
	ID                             *uuid.UUID
	Key, Category, Type            string
	Description, Stored, ChangedBy string
	ChangedAt                      *time.Time
	Version                        string
}

// row is the entry as an editor shows it without a definition.
func (c storedSetting) row() Row {
	return Row{
		ID: c.ID, Key: c.Key, Category: c.Category, Type: c.Type, Description: c.Description,
		Stored: &c.Stored, Value: c.Stored, ChangedBy: c.ChangedBy, ChangedAt: c.ChangedAt, Version: c.Version,
	}
}

// of is the row with the definition of its setting.
func (r Row) of(s Setting) Row {
	r.Key, r.Category, r.Type, r.Description = s.Key, s.Category(), s.Type, s.Description
	r.Default, r.Known, r.setting = s.Default, true, &s
	if r.Stored == nil || s.check(*r.Stored) != nil {
		r.Value = s.Default
	}
	return r
}

// List returns every setting: those that the rooms define in their order, then those
// of other programs by key; 500 stored ones at most.
func (s *Store) List(ctx context.Context, actor role.Actor) ([]Row, error) {
	if _, err := actor.Permit(role.ManageSettings); err != nil {
		return nil, err
	}
	keys := make([]string, len(s.defined))
	for i, d := range s.defined {
		keys[i] = d.Key
	}
	stored, err := register.List[storedSetting](ctx, s.reg, `SELECT `+settingColumns+` FROM system_config c`+settingJoins+`
		ORDER BY c.config_key <> ALL (@defined::text[]), c.config_key LIMIT 500`, pgx.NamedArgs{"defined": keys})
	if err != nil {
		return nil, err
	}
	byKey := make(map[string]storedSetting, len(stored))
	for _, c := range stored {
		byKey[c.Key] = c
	}
	var rows []Row
	for _, d := range s.defined {
		if c, ok := byKey[d.Key]; ok {
			rows = append(rows, c.row().of(d))
			delete(byKey, d.Key)
			continue
		}
		rows = append(rows, d.Row())
	}
	for _, c := range stored {
		if _, ok := byKey[c.Key]; ok {
			rows = append(rows, c.row())
		}
	}
	return rows, nil
}

// Set changes a setting that the program reads. seen is the row as the
// change was made from: where somebody changed it since, the change is refused
// (*fault.Conflict[Row]) and says who did. own is the actor's own password, asked for where the row is
// Guarded. Every desk obeys the new value at once. Field names for complaints:
// value, own.
func (s *Store) Set(ctx context.Context, actor role.Actor, intent uuid.UUID, own string, seen Row, text string) (Row, error) {
	if _, err := actor.Permit(role.ManageSettings); err != nil || actor.IsProgram() {
		return Row{}, cmp.Or(err, error(role.MayNot()))
	}
	setting, ok := s.definition(seen.Key)
	if !ok {
		return Row{}, fault.Refuse("%s belongs to another program of the platform; it is not changed here.", value.Clean(seen.Key))
	}
	if text = strings.TrimSpace(value.CleanText(text)); setting.Type == "string" {
		text = value.Clean(text)
	}
	if err := setting.Check(text); err != nil {
		return Row{}, err
	}
	if text = setting.Plain(text); seen.Stored != nil && *seen.Stored == text {
		return Row{}, fault.Wrong("value", "The setting has this value already.")
	}
	if setting.Category() == "security" {
		if err := s.confirm(ctx, actor, own); err != nil {
			return Row{}, err
		}
	}
	return s.putSetting(ctx, actor, intent, setting, seen.Version, text)
}

// Plain is a valid value as it is stored: a number without needless zeros, so that
// 015 is told as the default 15, and of other formats the one spelling of theirs.
func (s Setting) Plain(value string) string {
	switch {
	case s.plain != nil:
		return s.plain(value)
	case s.Type != "number":
		return value
	}
	if n, err := strconv.Atoi(value); err == nil {
		return strconv.Itoa(n)
	}
	whole, part, _ := strings.Cut(value, ".")
	if whole = strings.TrimLeft(whole, "0"); whole == "" {
		whole = "0"
	}
	if part = strings.TrimRight(part, "0"); part != "" {
		whole += "." + part
	}
	return whole
}

// Reset is Set to the default.
func (s *Store) Reset(ctx context.Context, actor role.Actor, intent uuid.UUID, own string, seen Row) (Row, error) {
	setting, _ := s.definition(seen.Key)
	return s.Set(ctx, actor, intent, own, seen, setting.Default)
}

// settingSnapshot is what audit rows keep of an entry c.
const settingSnapshot = `jsonb_build_object('config_key', c.config_key, 'config_value', c.config_value)`

// putSetting writes the entry, or makes it where the default was in force without
// one; the audit row then names that default as what was before, where it is another,
// and key and value as new: the database demands that it tells of an entry that is made.
func (s *Store) putSetting(ctx context.Context, actor role.Actor, intent uuid.UUID, setting Setting, seen, text string) (Row, error) {
	stored, err := register.Run[storedSetting](ctx, s.reg, actor, register.Write{
		// The lock serialises the making of an entry that is not there yet.
		Intent: intent, Action: action.SettingChanged, Resource: "system_config", Lock: "settings",
		Payload: []string{setting.Key, text}, Details: map[string]any{"config_key": setting.Key},
		Change: `
			held AS (
				SELECT c.id, ` + settingSnapshot + ` AS before, md5(c.config_value) = @seen AS allowed
				FROM system_config c WHERE c.config_key = @key FOR UPDATE
			),
			updated AS (
				UPDATE system_config c SET config_value = @value::text, updated_by = @actor, updated_at = now(),
					data_type = CASE WHEN left(@value::text, 1) IN ('{', '[') THEN 'json' ELSE c.data_type END
				FROM held WHERE c.id = held.id AND held.allowed AND EXISTS (SELECT FROM actor)
				RETURNING held.before, c.id, c.config_key, c.config_value, c.category, c.data_type, c.description, c.updated_at
			),
			inserted AS (
				INSERT INTO system_config AS c (id, config_key, config_value, category, description, data_type, updated_by)
				SELECT @id, @key, @value::text, @category, @description, @type, @actor
				WHERE NOT EXISTS (SELECT FROM held) AND @seen = '' AND EXISTS (SELECT FROM actor)
				RETURNING CASE WHEN c.config_value <> @default::text THEN jsonb_build_object('config_value', @default::text) END AS before,
					c.id, c.config_key, c.config_value, c.category, c.data_type, c.description, c.updated_at
			),
			written AS (
				SELECT before, id, config_key, config_value, category, data_type, description, updated_at FROM updated
				UNION ALL
				SELECT before, id, config_key, config_value, category, data_type, description, updated_at FROM inserted
			),
			change AS (
				SELECT c.id, c.before, ` + settingSnapshot + ` AS after,
					jsonb_build_object('ID', c.id, 'Key', c.config_key, 'Category', c.category, 'Type', c.data_type,
						'Description', c.description, 'Stored', c.config_value, 'ChangedBy', @changed_by::text,
						'ChangedAt', c.updated_at, 'Version', md5(c.config_value)) AS result
				FROM written c
			)`,
		Args: pgx.NamedArgs{
			"id": value.NewID(), "key": setting.Key, "value": text, "seen": seen, "default": setting.Default,
			"category": setting.Category(), "description": setting.Description, "type": setting.Type, "changed_by": actor.Name,
		},
		Explain: func(ctx context.Context, d connect.DB) error { return settingChangedBy(ctx, d, setting) },
	})
	if err != nil {
		return Row{}, err
	}
	return stored.row().of(setting), nil
}

// settingChangedBy refuses a change of a setting that somebody else changed since
// it was read, and says who and to what.
func settingChangedBy(ctx context.Context, d connect.DB, setting Setting) error {
	now, err := register.One[storedSetting](ctx, d, `SELECT `+settingColumns+` FROM system_config c`+settingJoins+`
		WHERE c.config_key = @key`, pgx.NamedArgs{"key": setting.Key})
	switch {
	case err != nil:
		return err
	case now.ChangedBy == "" || now.ChangedAt == nil:
		e := fault.Refuse("This was changed meanwhile; look before you save. It is %s now.", cmp.Or(now.Stored, "-"))
		e.Cause = &fault.Conflict[Row]{Now: now.row().of(setting)}
		return e
	}
	e := fault.Refuse("%s changed this at %s; look before you save. It is %s now.", now.ChangedBy, *now.ChangedAt, cmp.Or(now.Stored, "-"))
	e.Cause = &fault.Conflict[Row]{Now: now.row().of(setting), Who: now.ChangedBy, At: *now.ChangedAt}
	return e
}

// Change is one change of a setting, as its audit row tells it.
type Change struct {
	At  time.Time
	Who string
	// Before is empty for the row that made the entry.
	Before, After string
}

// Trail returns the changes of one setting by the ID of its entry, newest
// first, 50 at most.
func (s *Store) Trail(ctx context.Context, actor role.Actor, id uuid.UUID) ([]Change, error) {
	if _, err := actor.Permit(role.ManageSettings); err != nil {
		return nil, err
	}
	return register.List[Change](ctx, s.reg, `
		SELECT a.created_at AS at, `+register.Who(`a`, `u`)+` AS who,
			coalesce(a.details #>> '{before,config_value}', '') AS before,
			coalesce(a.details #>> '{after,config_value}', '') AS after
		FROM audit_logs a LEFT JOIN users u ON u.id = a.user_id
		WHERE a.resource_type = 'system_config' AND a.resource_id = @id
		ORDER BY a.created_at DESC, a.id DESC LIMIT 50`, pgx.NamedArgs{"id": id})
}
