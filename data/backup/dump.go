package backup

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/value"

	"github.com/jackc/pgx/v5"
)

// Server is what has to be known of a server before a dump of it.
type Server struct {
	// Major is its version, Bytes what the database takes.
	Major int
	Bytes int64
}

// Look asks a server.
func Look(ctx context.Context, cfg connect.Config) (s Server, err error) {
	conn, err := connect.Owner(ctx, cfg)
	if err != nil {
		return s, err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	err = conn.QueryRow(ctx, `SELECT current_setting('server_version_num')::int / 10000, pg_database_size(current_database())`).Scan(&s.Major, &s.Bytes)
	return s, connect.ReadError(err)
}

// Zone is the society's, by the setting of that key, also where its schema is an older one.
func Zone(ctx context.Context, cfg connect.Config, setting string) (*time.Location, error) {
	conn, err := connect.SocietyOwner(ctx, cfg)
	if err != nil {
		return nil, err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	var name string
	err = conn.QueryRow(ctx, `SELECT coalesce(max(config_value), '') FROM system_config WHERE config_key = $1`, setting).Scan(&name)
	if err != nil {
		return nil, connect.ReadError(err)
	}
	if zone, err := time.LoadLocation(name); err == nil {
		return zone, nil
	}
	return time.UTC, nil // as the program reads a zone that it does not know
}

// Making is what a dump is told.
type Making struct {
	// Folder is that of the dumps.
	Folder string
	// Program is this program's version, Zone the society's.
	Program, Zone string
	// Keys are the program's keys as Seal encrypted them; nil for none.
	Keys []byte
}

// Dump dumps the database with pg_dump into a folder of its own, as it is at one moment,
// counts what stands in it at that moment, and writes both down with the checksum of each
// file. Until all of that is on the disk the folder is called half made. Desks work on;
// migrate up waits. Errors: Unavailable, and Refused where pg_dump says why it cannot.
func Dump(ctx context.Context, cfg connect.Config, clients Clients, making Making) (Dumped, error) {
	c, err := clients.on(cfg)
	if err != nil {
		return Dumped{}, err
	}
	conn, err := connect.SocietyOwner(ctx, cfg)
	if err != nil {
		return Dumped{}, err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	tx, err := conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return Dumped{}, connect.ReadError(err)
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }()
	m := Manifest{Program: making.Program, Zone: making.Zone, Client: clients.Major}
	var snapshot string
	err = tx.QueryRow(ctx, `SELECT now(), current_setting('server_version_num')::int / 10000, pg_export_snapshot(),
			(SELECT max(version_id) FROM `+connect.MigrationsTable+` WHERE is_applied), (SELECT id::text FROM society360_society)`).
		Scan(&m.At, &m.Server, &snapshot, &m.Step, &m.Society)
	if err != nil {
		return Dumped{}, connect.ReadError(err)
	}
	m.At = m.At.UTC()
	m.Label = m.At.Format(labelForm)
	d := Dumped{Manifest: m, Folder: filepath.Join(making.Folder, m.Label)}
	partial := d.Folder + halfMade
	if err := os.MkdirAll(making.Folder, 0o700); err != nil {
		return d, unwritable(making.Folder, err)
	}
	if err := os.Mkdir(partial, 0o700); err != nil {
		return d, unwritable(partial, err)
	}
	if err := read(ctx, &d, c, tx, snapshot, partial, making.Keys); err != nil {
		return d, errors.Join(err, os.RemoveAll(partial))
	}
	if err := os.Rename(partial, d.Folder); err != nil {
		return d, errors.Join(unwritable(d.Folder, err), os.RemoveAll(partial))
	}
	return d, nil
}

// read has pg_dump read what a transaction sees, while that counts.
func read(ctx context.Context, d *Dumped, c client, tx pgx.Tx, snapshot, folder string, keys []byte) error {
	files := filepath.Join(folder, dumpName)
	wait, err := c.begin(ctx, "pg_dump", "--format=directory", "--jobs="+jobs(), "--snapshot="+snapshot, "--file="+files,
		"--lock-wait-timeout=30000", "--no-password", "--dbname="+c.database)
	if err != nil {
		return c.failed(ctx, "pg_dump", "", err)
	}
	counted, uncounted := count(ctx, tx)
	if err := errors.Join(wait(), connect.ReadError(uncounted)); err != nil {
		return err
	}
	d.Counted = counted
	if d.Files, err = filesOf(ctx, files); err != nil {
		return unwritable(folder, err)
	}
	if len(keys) > 0 {
		path := filepath.Join(folder, keysName)
		if err := writeNew(path, keys); err != nil {
			return unwritable(path, err)
		}
		d.Keys = &File{Name: keysName}
		if d.Keys.Size, d.Keys.SHA256, err = sum(path); err != nil {
			return unwritable(path, err)
		}
	}
	d.Ended = time.Now().UTC()
	if err := d.write(folder); err != nil {
		return unwritable(folder, err)
	}
	return nil
}

func unwritable(folder string, err error) error {
	return &fault.Error{Kind: fault.Refused, Cause: err, Format: "%s cannot be written: %s.", Args: []any{folder, value.Clean(err.Error())}}
}
