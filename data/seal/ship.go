package seal

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
)

// shippedFile keeps how much of the heads each place has.
const shippedFile = "shipped"

// shipTime bounds one try of a command.
const shipTime = 30 * time.Second

// Places are where heads are shipped to, as they are signed: who would change what was
// signed has to change them there too.
type Places struct {
	// File, where set, has every head added at its end: on another machine's disk, best
	// one that only takes what is added.
	File string
	// Command, where set, is given new heads on its standard input, by sh, in at most 30
	// seconds; a status other than 0 has them given again with the next.
	Command string
}

// Any reports whether there is one.
func (p Places) Any() bool { return p.File != "" || p.Command != "" }

// Ship sends the heads that a place does not have yet, and keeps in the database whether
// it could. Errors: Unavailable, with why it could not.
func (z *Sealer) Ship(ctx context.Context, to Places) error {
	if !to.Any() {
		return nil
	}
	sent := false
	_, err := z.folder.hold(func() (err error) {
		sent, err = z.folder.ship(ctx, to)
		return err
	})
	if !sent && err == nil {
		return nil
	}
	var why *string
	if err != nil {
		text := strings.TrimSuffix(err.Error(), ".")
		why = &text
	}
	_, kept := z.store.reg.Exec(ctx, `UPDATE society360_seal_state SET untold = left(@why::text, 500), told_at = CASE WHEN @why::text IS NULL THEN clock_timestamp() ELSE told_at END`,
		pgx.NamedArgs{"why": why})
	return errors.Join(err, connect.WriteError(kept))
}

func (f *Folder) ship(ctx context.Context, to Places) (sent bool, err error) {
	has := map[string]int64{}
	content, err := os.ReadFile(f.file(shippedFile))
	if err == nil {
		err = json.Unmarshal(content, &has)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		has = map[string]int64{} // all are sent again
	}
	err = nil
	ways := map[string]func(context.Context, []byte) error{}
	if to.File != "" {
		ways["file "+to.File] = func(_ context.Context, heads []byte) error { return addTo(to.File, heads) }
	}
	if to.Command != "" {
		ways["command "+to.Command] = func(ctx context.Context, heads []byte) error { return give(ctx, to.Command, heads) }
	}
	for name, send := range ways {
		heads, failed := f.headsFrom(has[name])
		if failed == nil && len(heads) > 0 {
			if failed = send(ctx, heads); failed == nil {
				has[name] += int64(len(heads))
				sent = true
			}
		}
		err = errors.Join(err, failed)
	}
	if !sent {
		return false, err
	}
	kept, failed := json.Marshal(has)
	if failed == nil {
		failed = f.write(shippedFile, string(kept), 0o600)
	}
	return sent, errors.Join(err, failed)
}

// headsFrom are the heads behind so many bytes.
func (f *Folder) headsFrom(at int64) ([]byte, error) {
	if f.read <= at {
		return nil, nil
	}
	from, err := os.Open(f.file(headsFile))
	if err != nil {
		return nil, err
	}
	defer func() { _ = from.Close() }() // only read
	heads := make([]byte, f.read-at)
	_, err = io.ReadFull(io.NewSectionReader(from, at, f.read-at), heads)
	return heads, err
}

// addTo adds heads to the end of a file.
func addTo(path string, heads []byte) error {
	to, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND|os.O_CREATE|syscall.O_NOFOLLOW, 0o600)
	if err == nil {
		_, err = to.Write(heads)
		err = errors.Join(err, to.Sync(), to.Close())
	}
	if err != nil {
		return &fault.Error{Kind: fault.Unavailable, Cause: err, Format: "The heads cannot be added to %s: %s", Args: []any{path, err.Error()}}
	}
	return nil
}

// give gives heads to a command.
func give(ctx context.Context, command string, heads []byte) error {
	ctx, cancel := context.WithTimeout(ctx, shipTime)
	defer cancel()
	run := exec.CommandContext(ctx, "sh", "-c", command)
	run.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	run.Cancel = func() error { return syscall.Kill(-run.Process.Pid, syscall.SIGKILL) } // its children too
	run.WaitDelay = time.Second
	run.Stdin = strings.NewReader(string(heads))
	said, err := run.CombinedOutput()
	if ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	if err != nil {
		words := strings.TrimSpace(string(said))
		if words == "" {
			words = err.Error()
		}
		return &fault.Error{Kind: fault.Unavailable, Cause: err, Format: "The command for the heads failed: %s", Args: []any{firstLine(words)}}
	}
	return nil
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}
