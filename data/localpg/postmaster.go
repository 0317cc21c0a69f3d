package localpg

import (
	"context"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// postmaster is what a server says about itself in postmaster.pid, whose lines
// are: process, data folder, start time, port, socket folder, listen address,
// shared memory key, state.
type postmaster struct {
	pid    int
	port   string
	socket string
	listen string
	ready  bool
}

func pidFile(data string) string { return filepath.Join(data, "postmaster.pid") }

// readPostmaster reads the file; ok is false where there is none. A file that is
// being written can lack its later lines.
func readPostmaster(data string) (p postmaster, ok bool, err error) {
	text, err := os.ReadFile(pidFile(data))
	if errors.Is(err, os.ErrNotExist) {
		return p, false, nil
	}
	if err != nil {
		return p, false, err
	}
	lines := append(strings.Split(string(text), "\n"), make([]string, 8)...)
	p.pid, _ = strconv.Atoi(strings.TrimSpace(lines[0]))
	p.port, p.socket, p.listen = lines[3], lines[4], lines[5]
	p.ready = strings.TrimSpace(lines[7]) == "ready"
	return p, true, nil
}

// alive reports whether the process is there and is the server of this data
// folder. A process ID alone proves nothing: after a power cut, or in a
// container that starts the same programs in the same order, the number is soon
// somebody else's.
func (p postmaster) alive(data string) bool {
	if p.pid <= 1 {
		return false
	}
	if err := syscall.Kill(p.pid, 0); err != nil && !errors.Is(err, syscall.EPERM) {
		return false
	}
	if runtime.GOOS == "linux" {
		return linuxServer(p.pid, data)
	}
	out, err := exec.Command("ps", "-o", "comm=", "-p", strconv.Itoa(p.pid)).Output() //nolint:noctx // local and instant
	return err == nil && filepath.Base(strings.TrimSpace(string(out))) == "postgres"
}

// linuxServer compares the process's working folder, which a postmaster sets to
// its data folder.
func linuxServer(pid int, data string) bool {
	proc := "/proc/" + strconv.Itoa(pid)
	if stat, err := os.ReadFile(proc + "/stat"); err != nil || zombie(string(stat)) {
		return false
	}
	cwd, err := os.Stat(proc + "/cwd")
	if err != nil {
		// Not ours to look at: then it is not the server that we run either.
		return false
	}
	here, err := os.Stat(data)
	return err == nil && os.SameFile(cwd, here)
}

// zombie reads the state after the parenthesised name of /proc/PID/stat. A
// killed server whose parent does not reap it (a container without an init)
// stays in the table for ever.
func zombie(stat string) bool {
	i := strings.LastIndexByte(stat, ')')
	return i >= 0 && strings.HasPrefix(strings.TrimSpace(stat[i+1:]), "Z")
}

// answers reports whether somebody listens on the socket, which only the server
// can: the folder is its own.
func (p postmaster) answers(ctx context.Context) bool {
	if p.socket == "" || p.port == "" {
		return false
	}
	dialer := net.Dialer{Timeout: time.Second}
	conn, err := dialer.DialContext(ctx, "unix", socketPath(p.socket, p.port))
	if err != nil {
		return false
	}
	_ = conn.Close()
	return true
}

// disown makes a postmaster.pid whose number another process has taken over
// startable: it puts our own number there, which Postgres knows for its
// starter's and passes over. The file is not removed, because the shared memory
// key in it is how the new server notices that processes of the old one still
// write to the data.
func disown(data string) error {
	text, err := os.ReadFile(pidFile(data))
	if err != nil {
		return err
	}
	_, rest, _ := strings.Cut(string(text), "\n")
	f, err := os.OpenFile(pidFile(data), os.O_WRONLY|os.O_TRUNC|syscall.O_NOFOLLOW, 0)
	if err != nil {
		return err
	}
	_, err = f.WriteString(strconv.Itoa(os.Getpid()) + "\n" + rest)
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	return err
}
