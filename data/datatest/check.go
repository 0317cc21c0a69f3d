package datatest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"pgregory.net/rapid"
)

// Violated is the name of the constraint that refused, or the error where it was
// something else.
func Violated(err error) string {
	var pgErr *pgconn.PgError
	switch {
	case err == nil:
		return ""
	case errors.As(err, &pgErr) && pgErr.ConstraintName != "":
		return pgErr.ConstraintName
	}
	return err.Error()
}

// ExplainPlan is the plan of a statement as the desk's role has it.
func ExplainPlan(t *testing.T, s *Society, sql string, args pgx.NamedArgs) string {
	t.Helper()
	rows, err := s.As(t, connect.DeskRole).Query(t.Context(), `EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) `+sql, args)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(lines, "\n")
}

// WantError checks an error's kind and that its sentence holds a text.
func WantError(t *testing.T, err error, kind fault.Kind, text string) {
	t.Helper()
	var e *fault.Error
	if !errors.As(err, &e) {
		t.Fatalf("error %v (%T), want an *Error", err, err)
	}
	if sentence := fmt.Sprintf(e.Format, e.Args...); e.Kind != kind || !strings.Contains(sentence, text) {
		t.Errorf("kind %d, sentence %q; want kind %d with %q", e.Kind, sentence, kind, text)
	}
}

// Times is how often a promise is tried: few in make test, full in make promises.
func Times(few, full int) int {
	if os.Getenv("SOCIETY360_PROMISES") == "full" {
		return full
	}
	return few
}

// WaitUntil waits for something to become true, and fails where it does not.
func WaitUntil(t *testing.T, is func() bool) {
	t.Helper()
	deadline := time.NewTimer(3 * time.Minute)
	defer deadline.Stop()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for !is() {
		select {
		case <-tick.C:
		case <-deadline.C:
			t.Error("it does not happen")
			return
		}
	}
}

// SQLState is the code of a refusal by the server, empty for none.
func SQLState(err error) string {
	var pgErr *pgconn.PgError
	if errors.As(err, &pgErr) {
		return pgErr.Code
	}
	return ""
}

// Constraint is the constraint that the database says was violated.
func Constraint(err error) string {
	var pgErr *pgconn.PgError
	if errors.As(err, &pgErr) {
		return pgErr.ConstraintName
	}
	return ""
}

// Number reads one whole number behind the desk's back.
func Number(t *testing.T, db *DB, query string, args ...any) (n int) {
	t.Helper()
	if err := db.Owner.QueryRow(t.Context(), query, args...).Scan(&n); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

// AuditRows counts the audit rows of a thing.
func AuditRows(ctx context.Context, t *rapid.T, s *Society, id uuid.UUID) (n int) {
	if err := s.Owner.QueryRow(ctx, `SELECT count(*) FROM audit_logs WHERE resource_id = $1`, id).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// Kind asserts that err is a *fault.Error of one kind and returns it.
func Kind(t *testing.T, err error, want fault.Kind) *fault.Error {
	t.Helper()
	var e *fault.Error
	if !errors.As(err, &e) || e.Kind != want {
		t.Fatalf("got error %v, want kind %d", err, want)
	}
	return e
}

// LastAudit reads the newest audit row of a resource.
func LastAudit(t *testing.T, s *Society, id uuid.UUID) (action string, user *uuid.UUID, address string, details map[string]any) {
	t.Helper()
	var raw []byte
	err := s.Owner.QueryRow(t.Context(), `SELECT action, user_id, ip_address, details FROM audit_logs
		WHERE resource_id = $1 ORDER BY created_at DESC, id DESC LIMIT 1`, id).Scan(&action, &user, &address, &raw)
	if err != nil {
		t.Fatalf("no audit row of %s: %v", id, err)
	}
	if err := json.Unmarshal(raw, &details); err != nil {
		t.Fatal(err)
	}
	return action, user, address, details
}

// PaymentTotalsWrong gives what payment_totals keeps and is not so, and what it should
// keep, by the plain definition: shares of one claim or cheque, or else of one receipt.
const PaymentTotalsWrong = `WITH made AS (
		SELECT y.id, coalesce(y.claim_id, l.receipt_id) AS made_with, y.amount_paid, coalesce(y.payment_date, '1970-01-01Z') AS paid_at
		FROM payments y LEFT JOIN receipt_payments l ON l.payment_id = y.id
	), want AS (
		SELECT id, made_with, sum(amount_paid) OVER made AS total, paid_at, count(*) OVER made AS shares
		FROM made WHERE made_with IS NOT NULL WINDOW made AS (PARTITION BY made_with)
	), has AS (
		SELECT payment_id, made_with, total, paid_at FROM payment_totals
	)
	(SELECT 'kept', h.* FROM has h EXCEPT SELECT 'kept', id, made_with, total, paid_at FROM want)
	UNION ALL
	(SELECT 'wanted', id, made_with, total, paid_at FROM want WHERE shares > 1 EXCEPT SELECT 'wanted', h.* FROM has h)`
