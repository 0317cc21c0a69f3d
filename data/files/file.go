// Package files keeps each account's two boxes of files.
package files

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
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

// Box is one of an account's two places for files.
type Box string

// Files go out by the outbox (exports, receipts) and come in by the inbox
// (imports).
const (
	Inbox  Box = "inbox"
	Outbox Box = "outbox"
)

// MaxFile is a file's largest size in bytes, and maxBox the largest of all of an
// account's files together.
const (
	MaxFile = 16 << 20
	maxBox  = 64 << 20
)

// File is a file in a box, without its content.
type File struct {
	ID        uuid.UUID `json:"id"`
	Name      string    `json:"name"`
	Size      int       `json:"size"`
	CreatedAt time.Time `json:"created_at"`
	ExpiresAt time.Time `json:"expires_at"`
}

const fileColumns = `f.id, f.name, octet_length(f.content) AS size, f.created_at, f.expires_at`

// checkFileName takes plain names only, none that could lead to another folder.
func checkFileName(name string) error {
	if name == "" || len(name) > 100 || strings.HasPrefix(name, ".") || value.Clean(name) != name ||
		strings.ContainsAny(name, `/\:*?"<>|`) {
		return fault.Wrong("name", "A file's name has 1 to 100 plain characters, no / and no leading dot.")
	}
	return nil
}

// boxedBytes is the size in bytes of an account a's files, without the one that the
// file @name in @box replaces.
const boxedBytes = `(SELECT coalesce(sum(octet_length(o.content)), 0) FROM desk_files o
	WHERE o.user_id = a.id AND o.expires_at > now() AND (o.box, o.name) <> (@box::text, @name::text))`

// RoomFor is how many bytes a file may have that the actor puts into one of their
// boxes under a name. Refused: there is no room at all.
func (s *Store) RoomFor(ctx context.Context, actor role.Actor, box Box, name string) (int, error) {
	if _, err := actor.Permit(role.KeepFiles); err != nil || actor.IsProgram() {
		return 0, cmp.Or(err, error(role.MayNot()))
	}
	if err := checkFileName(name); err != nil {
		return 0, err
	}
	found, err := register.List[struct{ Boxed int }](ctx, s.reg, register.WithActor()+` SELECT `+boxedBytes+` AS boxed FROM actor a`, pgx.NamedArgs{
		"actor": value.NullID(actor.UserID), "actor_role": string(actor.Role), "box": string(box), "name": name,
	})
	switch {
	case err != nil:
		return 0, err
	case len(found) == 0:
		return 0, register.AccountChanged()
	case found[0].Boxed >= maxBox:
		return 0, s.boxesFull()
	}
	return min(MaxFile, maxBox-found[0].Boxed), nil
}

func (s *Store) boxesFull() *fault.Error {
	return fault.Refuse("Your boxes are full. Fetch what you need; files go after %d days.", s.Days())
}

// Put puts a file into one of the actor's own boxes; one of the same name
// is replaced. It expires after the days that general.files_days says.
func (s *Store) Put(ctx context.Context, actor role.Actor, intent uuid.UUID, box Box, name string, content []byte) (File, error) {
	if _, err := actor.Permit(role.KeepFiles); err != nil {
		return File{}, err
	}
	if err := checkFileName(name); err != nil {
		return File{}, err
	}
	if len(content) > MaxFile {
		return File{}, fault.Refuse("The file is larger than %s.", fmt.Sprintf("%d MB", MaxFile>>20))
	}
	values, err := s.settings.Values(ctx)
	if err != nil {
		return File{}, err
	}
	sum := sha256.Sum256(content)
	return register.Run[File](ctx, s.reg, actor, register.Write{
		Intent: intent, Action: action.FileStored, Resource: "desk_files", Lock: "files:" + actor.UserID.String(),
		Payload: []any{box, name, sum[:]},
		Change: `
			stored AS (
				INSERT INTO desk_files AS f (id, user_id, box, name, content, expires_at)
				SELECT @id, a.id, @box::text, @name::text, @content::bytea, now() + @lasts::interval FROM actor a
				WHERE ` + boxedBytes + ` + octet_length(@content::bytea) <= @most
				ON CONFLICT (user_id, box, name) DO UPDATE SET content = excluded.content,
					created_at = now(), expires_at = excluded.expires_at
				RETURNING ` + fileColumns + `, f.box
			),
			expired AS (
				DELETE FROM desk_files WHERE expires_at < now()
			),
			change AS (
				SELECT f.id, NULL::jsonb AS before, jsonb_build_object('box', f.box, 'name', f.name, 'size', f.size) AS after,
					to_jsonb(f) - 'box' AS result FROM stored f
			)`,
		Args:    pgx.NamedArgs{"id": value.NewID(), "box": string(box), "name": name, "content": content, "lasts": lasts().In(values), "most": maxBox},
		Explain: func(context.Context, connect.DB) error { return s.boxesFull() },
	})
}

// Fetch returns a file's content from one of the actor's own boxes, and audits that
// it was taken. NotFound: there is none of that name.
func (s *Store) Fetch(ctx context.Context, actor role.Actor, intent uuid.UUID, box Box, name string) ([]byte, error) {
	if _, err := actor.Permit(role.KeepFiles); err != nil {
		return nil, err
	}
	found, err := register.One[struct {
		ID      uuid.UUID
		Content []byte
	}](ctx, s.reg, `SELECT id, content FROM desk_files
		WHERE user_id = @actor AND box = @box AND name = @name AND expires_at > now()`,
		pgx.NamedArgs{"actor": value.NullID(actor.UserID), "box": string(box), "name": name})
	var e *fault.Error
	switch {
	case errors.As(err, &e) && e.Kind == fault.NotFound:
		return nil, fault.Missing("There is no file %s in your %s.", value.Clean(name), string(box))
	case err != nil:
		return nil, err
	}
	_, err = register.Run[bool](ctx, s.reg, actor, register.Write{
		Intent: intent, Action: action.FileFetched, Resource: "desk_files", Payload: []any{box, name},
		Change: `
			change AS (
				SELECT @id::uuid AS id, NULL::jsonb AS before, jsonb_build_object('box', @box::text, 'name', @name::text) AS after,
					to_jsonb(true) AS result FROM actor
			)`,
		Args:    pgx.NamedArgs{"id": found.ID, "box": string(box), "name": name},
		Explain: func(context.Context, connect.DB) error { return role.MayNot() },
	})
	if err != nil {
		return nil, err
	}
	return found.Content, nil
}

// List returns the files in one of the actor's own boxes, by name, 500 at most.
func (s *Store) List(ctx context.Context, actor role.Actor, box Box) ([]File, error) {
	if _, err := actor.Permit(role.KeepFiles); err != nil {
		return nil, err
	}
	return register.List[File](ctx, s.reg, `SELECT `+fileColumns+` FROM desk_files f
		WHERE f.user_id = @actor AND f.box = @box AND f.expires_at > now() ORDER BY f.name LIMIT 500`,
		pgx.NamedArgs{"actor": value.NullID(actor.UserID), "box": string(box)})
}
