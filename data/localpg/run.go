package localpg

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"
)

// bringUp joins the running server or starts one.
func (s *Server) bringUp(ctx context.Context, opts Options, lock *os.File) error {
	c := s.cluster
	if _, err := prepareClusterRoot(s.folder, c.acc); err != nil {
		return err
	}
	old, crashed, err := c.settle(ctx)
	if err != nil {
		return err
	}
	if old.ready {
		if opts.TCP && old.listen == "" {
			return fail(Failed, nil, "The private database in %s is already running without TCP: stop its other users first.", s.folder)
		}
		s.socket, s.port, s.tcp = old.socket, old.port, old.listen != ""
		opts.Log.Debug("joined the private database", "folder", s.folder)
		return nil
	}
	began := time.Now()
	major, err := c.major()
	if err != nil {
		return err
	}
	if c.bin, err = c.find.choose(ctx, major, c.data); err != nil {
		return err
	}
	if err := c.checkReach(ctx); err != nil {
		return err
	}
	c.rotateLog()
	if major == 0 {
		opts.Log.Info("making the private database", "folder", s.folder, "postgres", c.bin.major)
		if err := c.create(ctx, lock); err != nil {
			return err
		}
	}
	if s.socket, err = socketFolder(c.root, c.acc); err != nil {
		return err
	}
	if err := s.launch(ctx, opts, old, crashed); err != nil {
		return err
	}
	opts.Log.Info("started the private database", "folder", s.folder, "postgres", c.bin.major, "took", time.Since(began).Round(time.Millisecond))
	return nil
}

// deafTime is how long a server that calls itself ready is given to answer.
const deafTime = 5 * time.Second

// settle looks at what postmaster.pid says until the server there is ready or
// gone. crashed says that one is gone that did not clean up after itself.
func (c *cluster) settle(ctx context.Context) (p postmaster, crashed bool, err error) {
	var deaf time.Time
	for {
		p, there, err := readPostmaster(c.data)
		if err != nil {
			return p, false, folderError(c.data, err)
		}
		if !there {
			return postmaster{}, false, nil
		}
		if p.ready && p.answers(ctx) {
			return p, false, nil
		}
		if !p.alive(c.data) {
			p.ready = false
			return p, true, nil
		}
		if p.ready && deaf.IsZero() {
			deaf = time.Now()
		}
		if p.ready && time.Since(deaf) > c.patience {
			// Somebody emptied the folder of its socket: nobody gets in any more.
			c.log.Warn("restarting a private database whose socket is gone", "socket", p.socket)
			if err := c.shutDown(ctx); err != nil {
				return p, false, err
			}
			continue
		}
		// Somebody else starts or stops it: a program that was killed meanwhile,
		// or the owner by hand.
		if err := sleep(ctx, 50*time.Millisecond); err != nil {
			return p, false, err
		}
	}
}

// What a failed start is tried again for: a port that somebody took between our
// look and the server's, and processes of a crashed server that still hold its
// shared memory (they leave by themselves).
const (
	portTries   = 5
	crashedWait = 15 * time.Second
)

func (s *Server) launch(ctx context.Context, opts Options, old postmaster, crashed bool) error {
	c := s.cluster
	var err error
	deadline := time.Now().Add(crashedWait)
	for try := 1; ; try++ {
		if err = s.launchOnce(ctx, opts, old, crashed); err == nil {
			return nil
		}
		var refused *Error
		if ctx.Err() != nil || errors.As(err, &refused) {
			return err
		}
		again := (opts.TCP && try < portTries) || (crashed && time.Now().Before(deadline))
		if !again {
			return fail(Failed, err, "Postgres did not start: %s (the log is %s).", err.Error(), c.logPath())
		}
		if err := sleep(ctx, 200*time.Millisecond); err != nil {
			return err
		}
		old.port = ""
	}
}

func (s *Server) launchOnce(ctx context.Context, opts Options, old postmaster, crashed bool) error {
	c := s.cluster
	s.port, s.tcp = socketPort, opts.TCP
	if opts.TCP {
		port, err := freePort(old.port)
		if err != nil {
			return err
		}
		s.port = port
	}
	if crashed {
		if err := disown(c.data); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	if err := clearSocket(s.socket, s.port); err != nil {
		return err
	}
	err := c.configure(settings{
		socket: s.socket, port: s.port, tcp: opts.TCP, noSync: opts.NoSync, connections: opts.Connections,
		accounts: c.enter(ctx), roles: opts.Roles, major: c.bin.major,
	})
	if err != nil {
		return err
	}
	// The time is the context's: a large database may have much to recover. The
	// paths are relative to the folder it runs in, because pg_ctl hands them to a
	// shell in double quotes, where a $ in a folder's name is not itself.
	return c.run(ctx, tool{program: "pg_ctl", grace: startGrace, args: []string{
		"start", "--silent", "--wait", "--timeout", "86400", "--pgdata", filepath.Base(c.data), "--log", filepath.Base(c.logPath()),
	}})
}

// shutDown stops a running server and waits for its end.
func (c *cluster) shutDown(ctx context.Context) error {
	p, there, err := readPostmaster(c.data)
	if err != nil {
		return folderError(c.data, err)
	}
	if !there || !p.alive(c.data) {
		return nil
	}
	if c.bin.dir == "" {
		// Joined: the programs were not needed until now.
		major, err := c.major()
		if err != nil {
			return err
		}
		if c.bin, err = c.find.choose(ctx, major, c.data); err != nil {
			return err
		}
	}
	err = c.run(ctx, tool{program: "pg_ctl", args: []string{
		"stop", "--silent", "--wait", "--mode", "fast", "--timeout", "86400", "--pgdata", c.data,
	}})
	if err != nil && ctx.Err() == nil && p.alive(c.data) {
		return fail(Failed, err, "Postgres did not stop: %s (the log is %s).", err.Error(), c.logPath())
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if p.socket != "" && filepath.Dir(p.socket) == shortTemp {
		// Only ever removed when empty.
		_ = os.Remove(p.socket)
	}
	c.log.Info("stopped the private database", "folder", filepath.Dir(c.root))
	return nil
}
