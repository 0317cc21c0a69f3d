package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/files"
	"github.com/civoranexus/society360/data/sheet"
	"github.com/civoranexus/society360/data/value"
	"github.com/civoranexus/society360/tui"

	"github.com/google/uuid"
)

// printTime bounds handing a file to the printer's queue.
const printTime = 15 * time.Second

// Print hands content to lp, on the printer that the settings name, and records it first:
// what may have been printed stands in the trail. No shell takes part, and both arguments are plain:
// the printer's name is checked with the setting, the title by its option.
func (l leaving) Print(ctx context.Context, file tui.File, content []byte) error {
	settings, err := l.society.Settings.Values(ctx)
	if err != nil {
		return err
	}
	printer := settings.Printer()
	if printer == "" {
		return &fault.Error{Kind: fault.Refused, Format: "No printer is named: an admin sets general.printer. p writes a file."}
	}
	lp, err := exec.LookPath("lp")
	if err != nil {
		return &fault.Error{Kind: fault.Refused, Cause: err, Format: "Nothing was printed: this machine has no lp. p writes a file."}
	}
	if err := l.file(ctx, action.FilePrinted, file, printer); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, printTime)
	defer cancel()
	cmd := exec.CommandContext(ctx, lp, "-d", printer, "-t", file.Name, "-")
	cmd.Stdin = bytes.NewReader(content)
	cmd.WaitDelay = time.Second
	if said, err := cmd.CombinedOutput(); err != nil {
		cause := fmt.Errorf("lp -d %s: %w: %s", printer, err, value.Clean(string(said[:min(len(said), 500)])))
		if ctx.Err() != nil { // it may have taken the file, and only not said so
			return &fault.Error{Kind: fault.Refused, Cause: cause, Format: "The printer %s did not answer; look whether it prints before you try again.", Args: []any{printer}}
		}
		return &fault.Error{Kind: fault.Refused, Cause: cause, Format: "The printer %s did not take it; nothing was printed.", Args: []any{printer}}
	}
	return nil
}

// hereFiles are the files of a desk on this terminal: the current folder, where
// a person looks for them.
type hereFiles struct{ leaving }

// Put writes a file into the current folder, beside what is there; it stands there
// whole and recorded, or not at all.
func (h hereFiles) Put(ctx context.Context, of tui.File, write func(io.Writer) error) (where string, err error) {
	name := of.Name
	file, err := os.CreateTemp(".", ".society360-*")
	if err != nil {
		return "", &fault.Error{Kind: fault.Refused, Cause: err, Format: "The file %s cannot be written into this folder.", Args: []any{name}}
	}
	defer func() { _ = os.Remove(file.Name()) }()
	err = sheet.File(name, write)(file)
	if err == nil {
		err = file.Sync()
	}
	if err := errors.Join(err, file.Close()); err != nil {
		var own *fault.Error
		if errors.As(err, &own) {
			return "", err
		}
		return "", &fault.Error{Kind: fault.Refused, Cause: err, Format: "The file %s could not be written whole; is the disk full?", Args: []any{name}}
	}
	if err := h.file(ctx, action.FileWritten, of, "a folder"); err != nil {
		return "", err
	}
	if where, err = moveBeside(file.Name(), name); err != nil {
		return "", &fault.Error{Kind: fault.Refused, Cause: err, Format: "The file %s cannot be written into this folder.", Args: []any{name}}
	}
	return where, nil
}

// Inbox lists the current folder's files, newest first.
func (hereFiles) Inbox(context.Context) ([]string, error) {
	entries, err := os.ReadDir(".")
	if err != nil {
		return nil, &fault.Error{Kind: fault.Refused, Cause: err, Format: "This folder cannot be read."}
	}
	type dated struct {
		name string
		at   time.Time
	}
	var files []dated
	for _, e := range entries {
		info, err := e.Info()
		if err == nil && info.Mode().IsRegular() && !strings.HasPrefix(e.Name(), ".") {
			files = append(files, dated{e.Name(), info.ModTime()})
		}
	}
	slices.SortStableFunc(files, func(a, b dated) int { return b.at.Compare(a.at) })
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = f.name
	}
	return names, nil
}

// Get reads a file of the current folder.
func (hereFiles) Get(_ context.Context, name string) ([]byte, error) {
	plain, err := plainName(name)
	if err == nil && plain != name {
		err = fs.ErrInvalid
	}
	var content []byte
	if err == nil {
		content, err = readUpTo(plain, files.MaxFile)
	}
	switch {
	case err != nil:
		return nil, &fault.Error{Kind: fault.NotFound, Cause: err, Format: "There is no file %s in this folder.", Args: []any{value.Clean(name)}}
	case len(content) > files.MaxFile:
		return nil, tooLarge(name)
	}
	return content, nil
}

func tooLarge(name string) error {
	return &fault.Error{
		Kind: fault.Refused, Format: "The file %s is larger than %s.",
		Args: []any{value.Clean(name), fmt.Sprintf("%d MB", files.MaxFile>>20)},
	}
}

// boxFiles are the files of an account at a desk over SSH: its own outbox and
// inbox.
type boxFiles struct {
	leaving
	// address is where the account reached this server; nil where that is not
	// known.
	address net.Addr
}

// Put stores a file in the outbox; where is the command that fetches it.
func (b boxFiles) Put(ctx context.Context, of tui.File, write func(io.Writer) error) (where string, err error) {
	name := of.Name
	content := capped{name: name}
	if err := sheet.File(name, write)(&content); err != nil {
		return "", err
	}
	if _, err := b.society.Files.Put(ctx, b.actor, uuid.New(), files.Outbox, name, content.Bytes()); err != nil {
		return "", err
	}
	return fetchCommand(b.actor.Email, b.address, name), b.file(ctx, action.FileWritten, of, string(files.Outbox))
}

// fetchCommand is what a person types on their own machine to fetch a file into
// their folder: a PDF must not end on their terminal.
func fetchCommand(email string, at net.Addr, name string) string {
	host, port := "HOST", ""
	if tcp, ok := at.(*net.TCPAddr); ok {
		host, port = tcp.IP.String(), strconv.Itoa(tcp.Port)
	}
	return strings.Join([]string{sshTo(email, host, port), "get", name, ">", name}, " ")
}

// sshTo is the command that reaches the desk of an account; without a port it is 22.
func sshTo(email, host, port string) string {
	command := "ssh"
	if port != "" && port != "22" {
		command += " -p " + quoted(port)
	}
	if strings.HasPrefix(email, "-") {
		command += " --" // what follows is no option, whatever it looks like
	}
	return command + " " + quoted(email+"@"+host)
}

// quoted is a word as a shell takes it for one, whatever is in it: an e-mail may have
// what a shell would run. A file's name has nothing of that.
func quoted(word string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("@.-_+:%,/=", r)
	}
	if strings.IndexFunc(word, func(r rune) bool { return !plain(r) }) < 0 {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

// Inbox lists the account's inbox, newest first.
func (b boxFiles) Inbox(ctx context.Context) ([]string, error) {
	boxes, err := b.society.Files.List(ctx, b.actor, files.Inbox)
	slices.SortStableFunc(boxes, func(a, b files.File) int { return b.CreatedAt.Compare(a.CreatedAt) })
	names := make([]string, len(boxes))
	for i, f := range boxes {
		names[i] = f.Name
	}
	return names, err
}

// Get reads a file of the account's inbox.
func (b boxFiles) Get(ctx context.Context, name string) ([]byte, error) {
	return b.society.Files.Fetch(ctx, b.actor, uuid.New(), files.Inbox, name)
}

// capped collects the bytes of a file, and refuses more than a box holds.
type capped struct {
	bytes.Buffer
	name string
}

// Write refuses what would make the file too large.
func (c *capped) Write(p []byte) (int, error) {
	if c.Len()+len(p) > files.MaxFile {
		return 0, &fault.Error{
			Kind: fault.Refused, Format: "%s is larger than %s, so it was not kept. Make it of fewer rows.",
			Args: []any{value.Clean(c.name), fmt.Sprintf("%d MB", files.MaxFile>>20)},
		}
	}
	return c.Buffer.Write(p)
}
