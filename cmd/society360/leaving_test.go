package main

import (
	"encoding/csv"
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/civoranexus/society360/tui"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

// TestListsWithContactsAreRecorded: each list that gives somebody's e-mail or phone in
// full, in whichever column, leaves a row that says who read what and how much; the
// others leave none.
func TestListsWithContactsAreRecorded(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	register(t, soc)
	office(t, soc)
	config(t, soc, "billing.late_fee_from", "2000-01-01")
	s := on(soc.DB)
	_, line := newClientKey(t)
	s.types(strings.TrimSpace(line)).ok(t, "user", "key", "add", soc.Guard.Email, "-", asAdmin)
	soc.Exec(t, `INSERT INTO desk_sessions (id, user_id, ip_address, user_agent, server, active_at) VALUES ($1, $2, '10.0.0.7', 'test', $1, now())`,
		uuid.New(), soc.Staff.UserID)
	dumps := t.TempDir()
	s.ok(t, "backup", "--folder", dumps)
	given := strings.NewReplacer("BACKUPS", dumps, "FILE", unitsFile(t, "Tower Z,101,1,2BHK,Ravi Iyer,ravi@other.example,7711100000,owner,,"), "a@b.example", soc.Admin.Email)
	contact := regexp.MustCompile(`@test\.example|98[0-9 ]{8,}`)
	recorded := 0
	for name, more := range listCommands(t) {
		if name == "bills unrun" {
			continue // there is none
		}
		before := soc.Count(t, `audit_logs WHERE action = 'LIST_READ'`)
		r := s.run(t.Context(), append(strings.Fields(name), append(strings.Fields(given.Replace(more)), "--csv")...)...)
		lines, err := csv.NewReader(strings.NewReader(r.out)).ReadAll()
		if err != nil || len(lines) == 0 {
			t.Errorf("%s: %v, %s", name, err, r.err)
			continue
		}
		rows := soc.Count(t, `audit_logs WHERE action = 'LIST_READ'`) - before
		if gave := contact.MatchString(r.out); gave && rows != 1 || !gave && rows > 1 {
			t.Errorf("%s gives contacts: %v, and leaves %d rows", name, gave, rows)
		}
		if rows == 0 {
			continue
		}
		recorded++
		if n := soc.Count(t, `audit_logs WHERE action = 'LIST_READ' AND details ->> 'name' = $1 AND (details #>> '{after,rows}')::int = $2
			AND details #> '{after,whole}' = 'true' AND jsonb_array_length(details -> 'in_full') > 0 AND details ->> 'operator' LIKE '%@%' AND details -> 'filter' ? 'csv'`, name, len(lines)-1); n != 1 {
			t.Errorf("%s has %d rows, and the trail does not say so", name, len(lines)-1)
		}
	}
	if recorded < 4 {
		t.Errorf("only %d lists are recorded", recorded)
	}
}

// TestAReadingSaysWhatItWas: who, from where, by which filter, how far it came.
func TestAReadingSaysWhatItWas(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	register(t, soc)
	s := on(soc.DB)
	s.env["SSH_CONNECTION"], s.env["SUDO_USER"] = "203.0.113.7 50000 10.0.0.1 22", "mallory\x1b[31m"
	s.ok(t, "visitors", "--status", "checked_in", "--search", "98", "--json", "--limit", "1", "--as", soc.Guard.Email)
	s.ok(t, "bills")
	var details struct {
		Actor struct {
			Email string `json:"email"`
		} `json:"actor"`
		Name     string            `json:"name"`
		Operator string            `json:"operator"`
		To       string            `json:"to"`
		Filter   map[string]string `json:"filter"`
		InFull   []string          `json:"in_full"`
		After    struct {
			Rows  int  `json:"rows"`
			Whole bool `json:"whole"`
		} `json:"after"`
	}
	var raw []byte
	if err := soc.DB.Owner.QueryRow(t.Context(), `SELECT details FROM audit_logs WHERE action = 'LIST_READ' AND user_id = $1 AND resource_type = 'visitor_logs'`, soc.Guard.UserID).Scan(&raw); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &details); err != nil {
		t.Fatal(err)
	}
	if details.Name != "visitors" || details.Filter["status"] != "checked_in" || details.Filter["search"] != "98" || details.Filter["limit"] != "1" ||
		details.To != "standard output" || len(details.InFull) != 1 || details.InFull[0] != "phone" || details.After.Rows > 1 {
		t.Errorf("the row says %s", raw)
	}
	if !strings.Contains(details.Operator, "over SSH from 203.0.113.7") || !strings.Contains(details.Operator, "sudo by mallory") || strings.Contains(details.Operator, "\x1b") {
		t.Errorf("the operator is %q", details.Operator)
	}
	if n := soc.Count(t, `audit_logs WHERE action = 'LIST_READ'`); n != 1 {
		t.Errorf("%d lists were recorded, where one gave contacts", n)
	}
	// A write says it as well: the account is only what it claims.
	s.ok(t, "settings", "set", "billing.due_days", "20", asAdmin)
	if n := soc.Count(t, `audit_logs WHERE action = 'SETTING_CHANGED' AND details ->> 'operator' LIKE '%from 203.0.113.7%'`); n != 1 {
		t.Error("a change does not say who runs the command")
	}
}

// TestNothingLeavesUnrecorded: where the trail refuses the row, a file is not written and
// nothing printed; a list, whose rows are out, fails.
func TestNothingLeavesUnrecorded(t *testing.T) {
	s := datatest.NewSociety(t)
	register(t, s)
	t.Chdir(t.TempDir())
	config(t, s, "general.printer", "Office")
	lp := t.TempDir()
	if err := os.WriteFile(filepath.Join(lp, "lp"), []byte("#!/bin/sh\n: > "+filepath.Join(lp, "printed")+"\n/bin/cat >/dev/null\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", lp)
	here := hereFiles{leaving{s.Society, s.Guard, slog.New(slog.DiscardHandler)}}
	file := tui.File{Name: "muster.txt", Rows: 3, Contacts: []string{"phone"}}
	printed := func() bool { _, err := os.Stat(filepath.Join(lp, "printed")); return err == nil }

	s.Exec(t, `REVOKE INSERT ON audit_logs FROM society360_desk`)
	if where, err := here.Put(t.Context(), file, saying("who is inside")); err == nil {
		t.Errorf("it was written to %s", where)
	}
	if left, _ := filepath.Glob("*"); len(left) != 0 {
		t.Errorf("the folder holds %q", left)
	}
	if err := here.Print(t.Context(), file, []byte("who is inside")); err == nil || printed() {
		t.Errorf("printed: %v, %v", printed(), err)
	}
	if r := on(s.DB).run(t.Context(), "visitors"); r.code != exitFailure || !strings.Contains(r.err, "audit log") {
		t.Errorf("exit %d, %q", r.code, r.err)
	}

	s.Exec(t, `GRANT INSERT ON audit_logs TO society360_desk`)
	if _, err := here.Put(t.Context(), file, saying("who is inside")); err != nil {
		t.Fatal(err)
	}
	if err := here.Print(t.Context(), file, []byte("who is inside")); err != nil || !printed() {
		t.Fatal(err)
	}
	for did, to := range map[string]string{"FILE_WRITTEN": "a folder", "FILE_PRINTED": "Office"} {
		if n := s.Count(t, `audit_logs WHERE action = $1 AND user_id = $2 AND details ->> 'name' = 'muster.txt' AND details ->> 'to' = $3
			AND details -> 'in_full' = '["phone"]' AND (details #>> '{after,rows}')::int = 3`, did, s.Guard.UserID, to); n != 1 {
			t.Errorf("%s has %d rows", did, n)
		}
	}

	// In a fire the list is written all the same, and the log has it.
	var log strings.Builder
	here.log = slog.New(slog.NewTextHandler(&log, nil))
	s.Close()
	if where, err := here.Put(t.Context(), file, saying("who is inside")); err != nil || where != "muster-2.txt" {
		t.Errorf("%q, %v", where, err)
	}
	if !strings.Contains(log.String(), "not in the trail") || !strings.Contains(log.String(), "muster.txt") {
		t.Errorf("the log has %q", log.String())
	}
}
