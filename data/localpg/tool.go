package localpg

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// maxLog is how large the log may be before the next start sets it aside.
const maxLog = 4 << 20

// maxTail is how much of a failure's output is read for its reason.
const maxTail = 64 << 10

func (c *cluster) logPath() string { return filepath.Join(c.root, "log") }

// environment is all that the server's programs see: nothing of PG*, which
// would send them to somebody's other server, and messages in English, in which
// a failure's line is recognised.
func (c *cluster) environment() []string {
	path := c.find.getenv("PATH")
	if path == "" {
		path = "/usr/bin:/bin"
	}
	home := c.find.getenv("HOME")
	if c.acc != nil {
		home = c.acc.home
	}
	env := []string{"PATH=" + path, "HOME=" + home, "LC_ALL=C"}
	for _, name := range []string{"LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"} {
		if v := c.find.getenv(name); v != "" {
			env = append(env, name+"="+v)
		}
	}
	return env
}

// startGrace is how much longer than its context a pg_ctl start may take: killed
// before the server has written its process ID, it would leave one that cannot
// be found and stopped.
const startGrace = 5 * time.Second

// tool is one run of one of the server's programs.
type tool struct {
	program string
	args    []string
	// keep are descriptors that the program holds as well.
	keep []*os.File
	// grace is how much longer than its context it may run.
	grace time.Duration
}

// run runs a program to its end with its output in the log: a pipe of ours would
// be inherited by the server and never close. The error's text is the output's
// last meaningful line.
func (c *cluster) run(ctx context.Context, t tool) error {
	log, err := os.OpenFile(c.logPath(), os.O_WRONLY|os.O_CREATE|os.O_APPEND|syscall.O_NOFOLLOW, 0o600)
	if err != nil {
		return err
	}
	defer log.Close() //nolint:errcheck // appended by others, nothing of ours is buffered
	if c.acc != nil {
		if err := log.Chown(int(c.acc.uid), int(c.acc.gid)); err != nil {
			return err
		}
	}
	from, err := log.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, c.bin.path(t.program), t.args...)
	cmd.Dir, cmd.Env = c.root, c.environment()
	cmd.Stdout, cmd.Stderr = log, log
	cmd.ExtraFiles = t.keep
	if t.grace > 0 {
		cmd.Cancel = func() error { return nil }
		cmd.WaitDelay = t.grace
	}
	cmd.SysProcAttr = c.acc.attributes()
	err = cmd.Run()
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if line := lastMeaningful(c.logSince(from)); line != "" {
		return &toolError{line: line, cause: err}
	}
	return err
}

// toolError is a failed program with the reason that it gave.
type toolError struct {
	line  string
	cause error
}

func (e *toolError) Error() string { return e.line }
func (e *toolError) Unwrap() error { return e.cause }

func (c *cluster) logSince(from int64) []byte {
	f, err := os.OpenFile(c.logPath(), os.O_RDONLY|syscall.O_NOFOLLOW, 0)
	if err != nil {
		return nil
	}
	defer f.Close() //nolint:errcheck // only read
	info, err := f.Stat()
	if err != nil {
		return nil
	}
	from = max(from, info.Size()-maxTail)
	text, err := io.ReadAll(io.NewSectionReader(f, from, info.Size()-from))
	if err != nil {
		return nil
	}
	return text
}

// lastMeaningful picks the line that says why: the last that Postgres marks as
// an error, else the last that is not a remark about another line.
func lastMeaningful(text []byte) string {
	var marked, plain string
	for raw := range bytes.SplitSeq(text, []byte{'\n'}) {
		line := strings.TrimSpace(strings.ToValidUTF8(string(raw), "?"))
		for _, mark := range []string{"PANIC:", "FATAL:", "error:"} {
			if _, after, ok := strings.Cut(line, mark); ok {
				marked = strings.TrimSpace(after)
			}
		}
		remark := line == "" || strings.Contains(line, "HINT:") || strings.Contains(line, "Examine the log") ||
			strings.Contains(line, "LOG:") || strings.Contains(line, "removing ")
		if !remark {
			plain = line
		}
	}
	if marked != "" {
		return marked
	}
	return plain
}

// rotateLog sets a large log aside, one generation deep.
func (c *cluster) rotateLog() {
	if info, err := os.Lstat(c.logPath()); err == nil && info.Size() > maxLog {
		if err := os.Rename(c.logPath(), c.logPath()+".1"); err != nil {
			c.log.Warn("cannot set the private database's log aside", "error", err)
		}
	}
}

// checkReach makes sure that the server's account gets to its folder and to its
// programs, and names what is in the way.
func (c *cluster) checkReach(ctx context.Context) error {
	if c.acc == nil {
		return nil
	}
	cmd := exec.CommandContext(ctx, c.bin.path("postgres"), "--version")
	cmd.Dir, cmd.Env = c.root, c.environment()
	cmd.SysProcAttr = c.acc.attributes()
	err := cmd.Run()
	if err == nil || ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if !errors.Is(err, os.ErrPermission) {
		return fail(Failed, err, "Postgres cannot be run as the user %s.", c.acc.name)
	}
	for _, path := range []string{c.root, c.bin.dir} {
		if dir := untraversable(path, c.acc); dir != "" {
			return fail(BadFolder, err, "The user %s, whom Postgres runs as, may not enter %s on the way to %s: allow it (chmod o+x) or name another folder with --data-dir.", c.acc.name, dir, path)
		}
	}
	return fail(BadFolder, err, "The user %s, whom Postgres runs as, may not enter %s: name another folder with --data-dir.", c.acc.name, c.root)
}
