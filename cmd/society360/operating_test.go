package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

var (
	ofTheGuide    = regexp.MustCompile("(?s)```(sh|shell)\n(.*?)```")
	theMachines   = regexp.MustCompile(`(?m)^(apt-get|systemctl|install|ssh|curl) .*$`)
	startsService = regexp.MustCompile(`systemctl (enable --now|start|restart) society360`)
)

// TestTheGuideIsFollowed: an operator who types what OPERATING.md shows, block after
// block, has a society that is backed up, restored and mended. Folders of the system are
// folders of the test; what only the machine itself can do is left out, and the service is
// started and stopped where it would be.
func TestTheGuideIsFollowed(t *testing.T) {
	t.Parallel()
	guide, err := os.ReadFile("OPERATING.md")
	if err != nil {
		t.Fatal(err)
	}
	dir := shortDir(t)
	bin := filepath.Join(dir, "bin")
	for _, folder := range []string{bin, filepath.Join(dir, "backup"), filepath.Join(dir, "lib")} {
		if err := os.Mkdir(folder, 0o711); err != nil {
			t.Fatal(err)
		}
	}
	file(t, filepath.Join(dir, "password"), "river stone 42\n")
	file(t, filepath.Join(dir, "units.csv"), "block,unit,floor,type\nTower C,101,1,2BHK\n")
	file(t, filepath.Join(dir, "society.xlsx"), "Flat No,Name,Mobile,0-30,O/S\nD-101,Ravi Iyer,9820012345,500,500\n")
	if out, err := exec.Command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", filepath.Join(dir, "gate1")).CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	home := filepath.Join(dir, "lib", "society360")
	script(t, filepath.Join(bin, "society360"), fmt.Sprintf("exec env %s=1 %q \"$@\"", asProgram, os.Args[0]))
	// doctor ends with 1 where it found something, and nobody is at a desk here.
	script(t, filepath.Join(bin, "society360ctl"), `society360 "$@" --private; is=$?
		case "$1 $2" in "doctor "|"sessions end") [ $is -le 1 ] && exit 0;; esac; exit $is`)
	etc := filepath.Join(dir, "etc")
	if err := os.Mkdir(etc, 0o711); err != nil {
		t.Fatal(err)
	}
	file(t, filepath.Join(etc, "passphrase"), "a long one of many words\n")
	folders := strings.NewReplacer("/var/lib/society360", home, "/mnt/backup", filepath.Join(dir, "backup"), "/etc/society360", etc)
	env := []string{
		"PATH=" + bin + ":" + os.Getenv("PATH"), "HOME=" + dir, "SOCIETY360_DATA_DIR=" + home,
		"SOCIETY360_PG_BIN=" + os.Getenv("SOCIETY360_PG_BIN"), "LANG=C.UTF-8",
		passwordFileName + "=" + filepath.Join(dir, "password"), // what a terminal would ask for
	}
	service := guideService{env: env, dir: dir, key: filepath.Join(home, "ssh_host_key")}
	defer service.stop(t)
	ran := 0
	for _, block := range ofTheGuide.FindAllStringSubmatch(string(guide), -1) {
		text := regexp.MustCompile(`(?m)^(society360 doctor.*)$`).ReplaceAllString(block[2], "$1 || [ $$? = 1 ]")
		if block[1] == "shell" {
			text = theMachines.ReplaceAllString(text, "")
		}
		if strings.Contains(block[2], "systemctl stop society360") {
			service.stop(t)
		}
		cmd := exec.CommandContext(t.Context(), "bash", "-euo", "pipefail", "-c", folders.Replace(text))
		cmd.Dir, cmd.Env = dir, env
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s\n%v: %s", block[2], err, out)
		}
		if startsService.MatchString(block[2]) {
			service.start(t)
		}
		ran++
	}
	if ran == 0 {
		t.Error("the guide shows nothing to type")
	}
}

// guideService is what systemd would run.
type guideService struct {
	env      []string
	dir, key string
	cmd      *exec.Cmd
}

func (s *guideService) start(t *testing.T) {
	t.Helper()
	s.stop(t)
	s.cmd = exec.CommandContext(t.Context(), filepath.Join(s.dir, "bin", "society360"), "serve", "--private", "--listen", "127.0.0.1:0", "--host-key", s.key)
	s.cmd.Env = s.env
	says, err := s.cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(says)
	for lines.Scan() {
		if strings.Contains(lines.Text(), "Desks are served on") {
			go func() { _, _ = io.Copy(io.Discard, says) }()
			return
		}
	}
	t.Fatal("the service does not start")
}

func (s *guideService) stop(t *testing.T) {
	t.Helper()
	if s.cmd == nil {
		return
	}
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	if err := s.cmd.Wait(); err != nil {
		t.Errorf("the service ended with %v", err)
	}
	s.cmd = nil
}

func script(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+text+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
}
