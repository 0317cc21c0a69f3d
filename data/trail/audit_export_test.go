package trail_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/trail"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

const exports = `audit_logs WHERE action = 'AUDIT_EXPORTED'`

// manyRows puts n rows of one action into the trail, a minute apart, all in the
// past.
func manyRows(t *testing.T, s *datatest.Society, n int) trail.Filter {
	t.Helper()
	s.Exec(t, `INSERT INTO audit_logs (user_id, action, details, created_at)
		SELECT $1, 'BULK', jsonb_build_object('notes', '=row ' || n), now() - n * interval '1 minute' FROM generate_series(1, $2) n`, s.Staff.UserID, n)
	return trail.Filter{Actions: []action.Action{"BULK"}}
}

func TestExportAuditIsWhatTheFilterShows(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.Trail(t, s)
	manyRows(t, s, 1203)
	f := trail.Filter{Person: &s.Staff.UserID, Limit: 7}
	want := datatest.All(t, s, f)
	var seen []int
	var out bytes.Buffer
	n, err := s.Trail.Export(t.Context(), s.Admin, uuid.New(), f, trail.CSV, &out, func(n int) { seen = append(seen, n) })
	if err != nil || n != 1203 || !slices.Equal(seen, []int{500, 1000, 1203}) {
		t.Fatalf("%d rows, progress %v, %v", n, seen, err)
	}
	lines, err := csv.NewReader(&out).ReadAll()
	if err != nil || len(lines) != 1204 || !slices.Equal(lines[0], trail.Columns()) {
		t.Fatalf("%d lines, %v", len(lines), err)
	}
	at := func(column string) int { return slices.Index(lines[0], column) }
	for i, row := range want {
		if lines[i+1][at("id")] != row.ID.String() {
			t.Fatalf("line %d is another row than the list's", i+1)
		}
	}
	if got := lines[1][at("notes")]; got != "'=row 1" {
		t.Errorf("a spreadsheet would run %q", got)
	}

	out.Reset()
	if n, err = s.Trail.Export(t.Context(), s.Admin, uuid.New(), f, trail.JSONLines, &out, nil); err != nil || n != 1203 {
		t.Fatal(n, err)
	}
	dec := json.NewDecoder(&out)
	for i, row := range want {
		var got trail.Row
		if err := dec.Decode(&got); err != nil || got.ID != row.ID || !got.At.Equal(row.At) || got.Notes != row.Notes {
			t.Fatalf("line %d: %+v, %v", i, got, err)
		}
	}
}

// TestExportAuditOfEverything: rows of other programs without a time are in it,
// with one that JSON has no form for, too; what came after it began is not.
func TestExportAuditOfEverything(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.Trail(t, s)
	s.Exec(t, `INSERT INTO audit_logs (action, created_at) VALUES ('OLDEST', '0044-03-15 BC')`)
	before := len(datatest.All(t, s, trail.Filter{}))
	s.Exec(t, `INSERT INTO audit_logs (action, created_at) VALUES ('AFTERWARDS', now() + interval '1 minute')`)
	var out bytes.Buffer
	n, err := s.Trail.Export(t.Context(), s.Admin, uuid.New(), trail.Filter{}, trail.JSONLines, &out, nil)
	if err != nil || n != before || strings.Contains(out.String(), "AFTERWARDS") || !strings.Contains(out.String(), `"at":"-0043-03-15T`) || strings.Count(out.String(), "OTHER_PROGRAM") != 2 {
		t.Errorf("%d of %d rows, %v", n, before, err)
	}
}

func TestExportAuditIsAuditedOnce(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	f, intent := manyRows(t, s, 3), uuid.New()
	f.From = time.Now().Add(-time.Hour)
	for range 2 {
		if n, err := s.Trail.Export(t.Context(), s.Admin, intent, f, trail.CSV, &bytes.Buffer{}, nil); err != nil || n != 3 {
			t.Fatal(n, err)
		}
	}
	if n := s.Count(t, exports+` AND user_id = $1 AND resource_type = 'audit_logs'
		AND details #>> '{after,rows}' = '3' AND details #>> '{after,format}' = 'csv' AND details #>> '{after,whole}' = 'true'
		AND details #>> '{filter,actions,0}' = 'BULK' AND details #> '{filter,from}' IS NOT NULL`, s.Admin.UserID); n != 1 {
		t.Errorf("%d audit rows of one export", n)
	}
	for _, actor := range []role.Actor{s.Staff, s.Guard, s.Meera, s.Stranger, {}} {
		var out bytes.Buffer
		_, err := s.Trail.Export(t.Context(), actor, uuid.New(), f, trail.CSV, &out, nil)
		datatest.Kind(t, err, fault.Forbidden)
		if out.Len() > 0 {
			t.Errorf("%s got %q", actor.Role, out.String())
		}
	}
	_, err := s.Trail.Export(t.Context(), s.Admin, uuid.New(), f, "xlsx", &bytes.Buffer{}, nil)
	datatest.Kind(t, err, fault.Invalid)
	// An account that was changed meanwhile gets no whole export.
	s.Exec(t, `UPDATE users SET status = 'banned' WHERE id = $1`, s.Admin.UserID)
	_, err = s.Trail.Export(t.Context(), s.Admin, uuid.New(), f, trail.CSV, &bytes.Buffer{}, nil)
	datatest.Kind(t, err, fault.Forbidden)
	if n := s.Count(t, exports); n != 1 {
		t.Errorf("%d exports audited", n)
	}
}

// TestExportAuditGivenUp: who stops it half-way has seen rows, and the trail says
// how many; nothing is written where the trail cannot say so.
func TestExportAuditGivenUp(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	f := manyRows(t, s, 1203)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	n, err := s.Trail.Export(ctx, s.Admin, uuid.New(), f, trail.CSV, &bytes.Buffer{}, func(int) { stop() })
	if err == nil || n != 500 {
		t.Fatalf("%d rows, %v", n, err)
	}
	given := exports + ` AND details #>> '{after,rows}' = '500' AND details #>> '{after,whole}' = 'false'`
	if n := s.Count(t, given); n != 1 {
		t.Errorf("%d audit rows of an export given up", n)
	}
	if _, err := s.Trail.Export(t.Context(), s.Admin, uuid.New(), f, trail.JSONLines, full{}, nil); err == nil {
		t.Error("an export to a full disk succeeds")
	}
	s.Exec(t, `REVOKE INSERT ON audit_logs FROM society360_desk`)
	_, err = s.Trail.Export(t.Context(), s.Admin, uuid.New(), f, trail.CSV, &bytes.Buffer{}, nil)
	datatest.Kind(t, err, fault.Refused)
}

// full is a disk without room.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }
