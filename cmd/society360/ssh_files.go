package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/files"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/seal"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/screens"
	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/sshd"
)

// transfer has a file's way to or from an account stand among the sessions until
// leave is called: it ends with its account's sessions, and by an admin.
func (d sshDesks) transfer(s *sshd.Session, actor role.Actor, what string) (leave func()) {
	backend := screens.NewBackend(d.society, actor.Origin, screens.Options{})
	backend.Transfers(actor, what)
	end := func(reason string) { s.End(errors.New(reason)) }
	return d.live.Join(&screens.LiveDesk{
		ID: uuid.MustParse(s.ID()), Backend: backend, End: end,
		Post: func(msg tea.Msg) {
			if ended, ok := msg.(tui.Ended); ok {
				end(ended.Reason)
			}
		},
	})
}

// Get sends a file of the account's outbox.
func (d sshDesks) Get(ctx context.Context, s *sshd.Session, name string) (io.ReadCloser, error) {
	actor, err := d.actor(ctx, s)
	if err != nil {
		return nil, err
	}
	leave := d.transfer(s, actor, "get")
	content, err := d.society.Files.Fetch(ctx, actor, uuid.New(), files.Outbox, name)
	if err != nil {
		leave()
		return nil, err
	}
	return outgoing{bytes.NewReader(content), leave}, nil
}

// outgoing is a file on its way to a client.
type outgoing struct {
	io.Reader
	leave func()
}

// Close is the end of its way.
func (o outgoing) Close() error { o.leave(); return nil }

// Put takes a file into the account's inbox, whole or not at all. Whether there is
// room is asked before it is read, and no more is read than there is.
func (d sshDesks) Put(ctx context.Context, s *sshd.Session, name string, r io.Reader) error {
	actor, err := d.actor(ctx, s)
	if err != nil {
		return err
	}
	defer d.transfer(s, actor, "put")()
	if strings.HasSuffix(name, headsEnd) {
		return d.witness(ctx, actor, r)
	}
	room, err := d.society.Files.RoomFor(ctx, actor, files.Inbox, name)
	if err != nil {
		return err
	}
	content, err := incoming(r, room, d.society.Files.Days())
	if err != nil {
		return err
	}
	_, err = d.society.Files.Put(ctx, actor, uuid.New(), files.Inbox, name, content)
	return err
}

// headsEnd is how a file is called whose heads of another society's seal are kept in the
// trail, in place of a box that forgets.
const headsEnd = ".heads"

// witness keeps the heads of another society's trail.
func (d sshDesks) witness(ctx context.Context, actor role.Actor, r io.Reader) error {
	content, err := io.ReadAll(io.LimitReader(r, seal.MostHeads+1))
	if err != nil {
		return err
	}
	if len(content) > seal.MostHeads {
		return &fault.Error{Kind: fault.Refused, Format: "These are more heads than are kept at once: %s.", Args: []any{fmt.Sprintf("%d MB", seal.MostHeads>>20)}}
	}
	_, err = d.society.Seal.Witness(ctx, actor, content)
	return err
}

// incoming reads what a client sends, piece by piece, as long as there is room; what is in
// the boxes goes after some days.
func incoming(r io.Reader, room, days int) ([]byte, error) {
	var content bytes.Buffer
	n, err := io.Copy(&content, io.LimitReader(r, int64(room)+1))
	switch {
	case err != nil:
		return nil, err
	case n <= int64(room):
		return content.Bytes(), nil
	case room == files.MaxFile:
		return nil, &fault.Error{Kind: fault.Refused, Format: "The file is larger than %s.", Args: []any{fmt.Sprintf("%d MB", files.MaxFile>>20)}}
	}
	return nil, &fault.Error{
		Kind: fault.Refused, Format: "Your boxes have room for %s more; fetch what is there, it expires after %d days.",
		Args: []any{fmt.Sprintf("%d KB", room>>10), days},
	}
}
