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
	"sync"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
)

// shippedFile keeps how much of the heads a place has, by the kind of place.
const shippedFile = "shipped-"

// shipTime bounds one try of a place.
const shipTime = 30 * time.Second

// Places are where heads are shipped to, as they are signed: who would change what was
// signed has to change them there too. One that is away or hangs keeps nothing from being
// sealed, nor the other from its heads.
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

// way is one place, by its kind.
type way struct {
	kind, place string
	send        func(ctx context.Context, heads []byte) error
}

func (p Places) ways() (all []way) {
	if p.File != "" {
		all = append(all, way{"file", p.File, func(ctx context.Context, heads []byte) error { return addTo(ctx, p.File, heads) }})
	}
	if p.Command != "" {
		all = append(all, way{"command", p.Command, func(ctx context.Context, heads []byte) error { return give(ctx, p.Command, heads) }})
	}
	return all
}

// failures are why heads cannot be shipped, by the kind of place.
type failures struct {
	mu  sync.Mutex
	all map[string]string
}

// note keeps what became of a kind of place, and returns what there is to tell of all.
func (f *failures) note(kind string, err error) *string {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.all == nil {
		f.all = map[string]string{}
	}
	delete(f.all, kind)
	if err != nil {
		f.all[kind] = strings.TrimSuffix(err.Error(), ".")
	}
	var said []string
	for _, kind := range []string{"file", "command"} {
		if why := f.all[kind]; why != "" {
			said = append(said, why)
		}
	}
	if said == nil {
		return nil
	}
	text := strings.Join(said, "; ")
	return &text
}

// Ship sends the heads that a place does not have yet, and keeps in the database whether
// it could. Errors: Unavailable, with why it could not.
func (z *Sealer) Ship(ctx context.Context, to Places) error {
	var err error
	for _, w := range to.ways() {
		_, failed := z.shipBy(ctx, w)
		err = errors.Join(err, failed)
	}
	return err
}

// shipBy ships by one way. The folder is not held meanwhile: a place that hangs keeps no
// row from being sealed.
func (z *Sealer) shipBy(ctx context.Context, w way) (sent bool, err error) {
	sent, err = z.folder.ship(ctx, w)
	if ctx.Err() != nil || !sent && err == nil {
		return sent, err
	}
	_, kept := z.store.reg.Exec(ctx, `UPDATE society360_seal_state SET untold = left(@why::text, 500), told_at = CASE WHEN @why::text IS NULL THEN clock_timestamp() ELSE told_at END`,
		pgx.NamedArgs{"why": z.untold.note(w.kind, err)})
	return sent, errors.Join(err, connect.WriteError(kept))
}

// shipped is how many bytes of the heads a place has.
type shipped struct {
	Place string `json:"place"`
	Bytes int64  `json:"bytes"`
}

// ship sends what a place does not have. Of several processes one does.
func (f *Folder) ship(ctx context.Context, w way) (sent bool, err error) {
	lock, err := os.OpenFile(f.file(shippedFile+w.kind+".lock"), os.O_RDWR|os.O_CREATE|syscall.O_NOFOLLOW, 0o600)
	if err != nil {
		return false, unusable(f.dir, err)
	}
	defer func() { _ = lock.Close() }() // and let go
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return false, nil // another process is at it
	}
	has := f.has(w)
	heads, err := f.headsFrom(has)
	if err != nil || len(heads) == 0 {
		return false, err
	}
	trying, cancel := context.WithTimeout(ctx, shipTime)
	defer cancel()
	if err := w.send(trying, heads); err != nil {
		return false, err
	}
	kept, err := json.Marshal(shipped{w.place, has + int64(len(heads))})
	if err == nil {
		err = f.write(shippedFile+w.kind, string(kept), 0o600)
	}
	return true, err
}

// has is how many bytes of the heads a place has; where that is not known all are sent
// again, which does no harm.
func (f *Folder) has(w way) int64 {
	var was shipped
	content, err := os.ReadFile(f.file(shippedFile + w.kind))
	if err != nil || json.Unmarshal(content, &was) != nil || was.Place != w.place {
		return 0
	}
	return was.Bytes
}

// headsFrom are the heads behind so many bytes; all, where there are fewer.
func (f *Folder) headsFrom(at int64) ([]byte, error) {
	f.mu.Lock()
	size := f.read
	f.mu.Unlock()
	if size < at {
		at = 0 // the folder was begun anew
	}
	if size == at {
		return nil, nil
	}
	from, err := os.Open(f.file(headsFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, unusable(f.dir, err)
	}
	defer func() { _ = from.Close() }() // only read
	heads := make([]byte, size-at)
	if _, err = io.ReadFull(io.NewSectionReader(from, at, size-at), heads); err != nil {
		return nil, unusable(f.dir, err)
	}
	return heads, nil
}

// addTo adds heads to the end of a file. A disk of another machine may hang: that is left
// to itself, and what it takes then it is given twice.
func addTo(ctx context.Context, path string, heads []byte) error {
	done := make(chan error, 1)
	go func() {
		to, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND|os.O_CREATE|syscall.O_NOFOLLOW, 0o600)
		if err == nil {
			_, err = to.Write(heads)
			err = errors.Join(err, to.Sync(), to.Close())
		}
		done <- err
	}()
	var err error
	select {
	case err = <-done:
	case <-ctx.Done():
		err = fault.Sentence("it does not answer")
	}
	if err != nil {
		return &fault.Error{Kind: fault.Unavailable, Cause: err, Format: "The heads cannot be added to %s: %s", Args: []any{path, err.Error()}}
	}
	return nil
}

// give gives heads to a command.
func give(ctx context.Context, command string, heads []byte) error {
	run := exec.CommandContext(ctx, "sh", "-c", command)
	run.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	run.Cancel = func() error { return syscall.Kill(-run.Process.Pid, syscall.SIGKILL) } // its children too
	run.WaitDelay = time.Second
	run.Stdin = strings.NewReader(string(heads))
	said, err := run.CombinedOutput()
	words := firstLine(strings.TrimSpace(string(said)))
	switch {
	case ctx.Err() != nil:
		err, words = context.Cause(ctx), "it did not end in "+shipTime.String()
	case err != nil && words == "":
		words = err.Error()
	}
	if err != nil {
		return &fault.Error{Kind: fault.Unavailable, Cause: err, Format: "The command for the heads failed: %s", Args: []any{words}}
	}
	return nil
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}
