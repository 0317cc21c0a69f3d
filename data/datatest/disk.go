package datatest

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/civoranexus/society360/data/localpg"
)

// Disk is a small disk of its own, in memory, on which the databases of a server stand.
// Its log stands elsewhere: a server whose log finds no room ends, which is another
// trouble.
type Disk struct {
	tb testing.TB
	// dir is where the disk is seen.
	dir string
}

// SmallDisk has the databases that are made on a server from now on stand on a disk of so
// many megabytes. To mount one takes root, sudo that asks for no password, or a system on
// which everybody may have name spaces of their own.
func (s *Server) SmallDisk(tb testing.TB, megabytes int) *Disk {
	tb.Helper()
	dir, err := os.MkdirTemp(localpg.Scratch(), "s360d-*") //nolint:usetesting // the server's account has to come into it
	if err != nil {
		tb.Fatalf("datatest: %v", err)
	}
	tb.Cleanup(func() { _ = os.RemoveAll(dir) })
	d := &Disk{tb: tb, dir: dir}
	owner := s.account(tb)
	if owner == nil {
		owner = &syscall.Credential{Uid: uint32(os.Geteuid()), Gid: uint32(os.Getegid())}
	}
	options := fmt.Sprintf("size=%dm,mode=0700,uid=%d,gid=%d", megabytes, owner.Uid, owner.Gid)
	if err := d.mount(options); err != nil {
		tb.Fatalf("datatest: no small disk to test on (as root, with sudo -n, or with unshare): %v", err)
	}
	super := s.As(tb, "postgres", "postgres")
	Exec(tb, super, `CREATE TABLESPACE small LOCATION '`+strings.ReplaceAll(d.dir, `'`, `''`)+`'`)
	// What is made from it stands where it does.
	Exec(tb, super, `ALTER DATABASE template0 SET TABLESPACE small`)
	return d
}

// mount mounts the disk in whichever way is open.
func (d *Disk) mount(options string) error {
	var failed []error
	for _, as := range [][]string{nil, {"sudo", "-n"}} {
		command := func(words ...string) *exec.Cmd {
			words = slices.Concat(as, words)
			return exec.Command(words[0], words[1:]...)
		}
		out, err := command("mount", "-t", "tmpfs", "-o", options, "tmpfs", d.dir).CombinedOutput()
		if err != nil {
			failed = append(failed, fmt.Errorf("%w %s", err, out))
			continue
		}
		at := d.dir
		d.tb.Cleanup(func() {
			if out, err := command("umount", "-l", at).CombinedOutput(); err != nil {
				d.tb.Errorf("datatest: the small disk stays: %v %s", err, out)
			}
		})
		return nil
	}
	if err := d.mountApart(options); err != nil {
		return errors.Join(append(failed, err)...)
	}
	return nil
}

// mountApart mounts the disk in a name space of its own, where it is seen through its
// process.
func (d *Disk) mountApart(options string) error {
	holds := exec.CommandContext(d.tb.Context(), "unshare", "--user", "--map-root-user", "--mount",
		"/bin/sh", "-c", `mount -t tmpfs -o "$1" tmpfs "$2" && echo ready && exec cat`, "sh", "size="+sizeOf(options)+",mode=0700", d.dir)
	leash, err := holds.StdinPipe()
	if err != nil {
		return err
	}
	said, err := holds.StdoutPipe()
	if err != nil {
		return err
	}
	if err := holds.Start(); err != nil {
		return err
	}
	d.tb.Cleanup(func() {
		_ = leash.Close()
		_ = holds.Wait() // it ends with its input
	})
	ready := make([]byte, len("ready\n"))
	if _, err := said.Read(ready); err != nil {
		return fmt.Errorf("unshare: %w", err)
	}
	d.dir = filepath.Join("/proc", strconv.Itoa(holds.Process.Pid), "root", d.dir)
	return nil
}

// sizeOf is the size that mount's options give.
func sizeOf(options string) string {
	size, _, _ := strings.Cut(strings.TrimPrefix(options, "size="), ",")
	return size
}

// ballast is what Fill fills the disk with.
func (d *Disk) ballast() string { return filepath.Join(d.dir, "ballast") }

// Fill leaves no room on the disk. What has room in its pages goes on to be saved, until
// these are full.
func (d *Disk) Fill() {
	d.tb.Helper()
	f, err := os.Create(d.ballast())
	if err != nil {
		d.tb.Fatalf("datatest: %v", err)
	}
	block := make([]byte, 4096)
	for err == nil {
		_, err = f.Write(block)
	}
	_ = f.Close() // it is full, or not
	if !errors.Is(err, syscall.ENOSPC) {
		d.tb.Fatalf("datatest: %v", err)
	}
}

// MakeRoom takes away what Fill filled it with.
func (d *Disk) MakeRoom() {
	d.tb.Helper()
	if err := os.Remove(d.ballast()); err != nil {
		d.tb.Fatalf("datatest: %v", err)
	}
}
