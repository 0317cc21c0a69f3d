package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"
	gossh "golang.org/x/crypto/ssh"

	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/visits"
)

// isFull is what everybody is told of a full disk.
const isFull = "The database's disk is full"

// untilFull does something again and again until it says that the disk is full: pages
// that are there have room for a while.
func untilFull(t *testing.T, what string, do func() error) {
	t.Helper()
	for range 3000 {
		err := do()
		var e *fault.Error
		switch {
		case err == nil:
		case errors.As(err, &e) && e.Trouble == fault.Full:
			return
		default:
			t.Fatalf("%s: %v", what, err)
		}
	}
	t.Fatalf("%s: the disk is never full", what)
}

// TestAFullDisk: every way in says that the disk is full, reading goes on, and so does
// everything once there is room again: nothing typed is lost, nothing is half done,
// nobody's right password counted as wrong, and nothing was started anew.
func TestAFullDisk(t *testing.T) {
	t.Parallel()
	server := datatest.NewServer(t)
	disk := server.SmallDisk(t, 96)
	s := server.Society(t)
	auth := gossh.Password(datatest.Password)
	at := serveUnder(t, s.Config, nil)
	d := at.connect("xterm-256color", s.Guard.Email, auth)
	d.WaitFor("Inside ", "n in")
	// What the schedule has to do.
	s.Exec(t, `UPDATE user_units SET move_out_date = society360_today() - 1 WHERE user_id = $1`, s.Arun.UserID)

	disk.Fill()
	untilFull(t, "a check-in", func() error {
		_, err := s.Visits.Log(t.Context(), s.Guard, uuid.New(), visits.CheckedIn, visits.Draft{Text: visits.Text{Name: "P", UnitID: s.Units["A-101"]}})
		return err
	})
	untilFull(t, "a sign-in", func() error { // its row in the trail is the smallest
		_, err := s.Accounts.SignIn(t.Context(), s.Staff.Origin, s.Staff.Email, datatest.Password)
		return err
	})

	// At a desk: what was typed stays.
	d.Press("n")
	d.Type("9820012345")
	d.Press("tab")
	d.Type("Mohan Lal")
	d.Press("tab")
	d.Type("a101")
	d.Press("ctrl+s")
	d.WaitFor(isFull+"; nothing was saved. Tell the office.", "9820012345", "Mohan Lal", "A-101")
	// Before one signs in, over SSH and at the login screen.
	var shown strings.Builder
	_, err := gossh.Dial("tcp", at.addr, &gossh.ClientConfig{
		User: s.Staff.Email, Auth: []gossh.AuthMethod{auth}, HostKeyCallback: gossh.InsecureIgnoreHostKey(),
		BannerCallback: func(line string) error { shown.WriteString(line); return nil },
	})
	if err == nil || !strings.Contains(shown.String(), isFull) {
		t.Errorf("a sign-in over SSH: %v, told %q", err, shown.String())
	}
	login := open(t, s.Config)
	login.WaitFor("E-mail")
	login.Type(s.Staff.Email)
	login.Press("tab")
	login.Type(datatest.Password)
	login.Press("enter")
	login.WaitFor(isFull)
	// Commands: what reads goes on, what writes says why it does not.
	says := func(args ...string) (said string, err error) {
		cmd := exec.Command(os.Args[0], args...)
		cmd.Env = programEnv(t, s.Config)
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	if said, err := says("user", "list"); err != nil || !strings.Contains(said, s.Guard.Email) {
		t.Errorf("a list: %v\n%s", err, said)
	}
	notice := []string{"notices", "add", "--title", "Water", "--content", "From ten on", "--intent", "water", "--as", s.Admin.Email}
	for _, args := range [][]string{notice, {"maintain"}} {
		if said, err := says(args...); err == nil || !strings.Contains(said, isFull) {
			t.Errorf("%v: %v\n%s", args, err, said)
		}
	}
	// The schedule, and the log of all of it, with the trouble's class.
	log := filepath.Join(t.TempDir(), "log")
	scheduled := serveUnder(t, s.Config, nil, "--no-schedule=false", "--log-file", log)
	datatest.WaitUntil(t, func() bool {
		text, _ := os.ReadFile(log) // which is there soon
		return strings.Contains(row(string(text), `msg="the schedule"`), "trouble=full")
	})
	scheduled.end()
	scheduled.wait()

	disk.MakeRoom()
	d.Press("ctrl+s")
	d.WaitFor("Checked in Mohan Lal to A-101")
	login.Type(datatest.Password)
	login.Press("enter")
	login.WaitFor("Gate")
	client, err := at.dial(s.Staff.Email, auth)
	if err != nil {
		t.Fatalf("a sign-in when there is room again: %v", err)
	}
	_ = client.Close()
	for _, args := range [][]string{notice, {"maintain"}} {
		if said, err := says(args...); err != nil {
			t.Errorf("%v when there is room again: %v\n%s", args, err, said)
		}
	}
	for of, n := range map[string]int{
		`visitor_logs WHERE visitor_name = 'Mohan Lal'`:                                                                            1,
		`announcements WHERE title = 'Water'`:                                                                                      1,
		`user_units WHERE status = 'moved_out'`:                                                                                    1,
		`audit_logs WHERE action = 'RESIDENT_MOVED_OUT'`:                                                                           1,
		`visitor_logs v WHERE NOT EXISTS (SELECT FROM audit_logs a WHERE a.resource_id = v.id)`:                                    0,
		`audit_logs a WHERE resource_type = 'visitor_logs' AND NOT EXISTS (SELECT FROM visitor_logs v WHERE v.id = a.resource_id)`: 0,
		`audit_logs WHERE action LIKE 'USER_LOGIN_%'`:                                                                              0,
	} {
		if is := s.Count(t, of); is != n {
			t.Errorf("%d %s, want %d", is, of, n)
		}
	}
	at.end()
	at.wait()
	if log := at.said(); !strings.Contains(row(log, "sign-in refused"), "trouble=full") || !strings.Contains(row(log, "msg=refused"), "trouble=full") {
		t.Errorf("the log does not say it:\n%s", log)
	}
}
