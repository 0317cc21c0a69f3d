package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/desks"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

// ask gets what stands at a path.
func ask(t *testing.T, m *meters, path string) (status int, body string) {
	t.Helper()
	answer := httptest.NewRecorder()
	m.handler().ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, http.NoBody))
	text, err := io.ReadAll(answer.Result().Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.Code, string(text)
}

// TestMetricsSayHowTheServerIs, and name nobody.
func TestMetricsSayHowTheServerIs(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	m := newMeters(soc.Society, desks.NewBus(soc.Desks, soc.Config, desks.BusOptions{}), slog.New(slog.DiscardHandler))
	if _, err := soc.Visits.Log(t.Context(), soc.Guard, uuid.New(), visits.CheckedIn, datatest.Ramesh(soc)); err != nil {
		t.Fatal(err)
	}
	if _, err := soc.Visits.Log(t.Context(), soc.Guard, uuid.New(), visits.CheckedIn, datatest.Ramesh(soc)); err == nil {
		t.Fatal("a phone that is inside came in again")
	}
	on(soc.DB).ok(t, "maintain")
	soc.Exec(t, `INSERT INTO desk_sessions (id, user_id, ip_address, user_agent, server, active_at) VALUES ($1, $2, '10.0.0.7', 'OpenSSH', $1, now())`,
		uuid.New(), soc.Staff.UserID)
	for _, line := range []string{signInRefused, "something else"} {
		if err := (countRefusals{slog.DiscardHandler, m.refused}).Handle(t.Context(), slog.NewRecord(time.Now(), slog.LevelWarn, line, 0)); err != nil {
			t.Fatal(err)
		}
	}
	status, body := ask(t, m, "/metrics")
	if status != http.StatusOK {
		t.Fatalf("%d: %s", status, body)
	}
	for _, want := range []string{
		`society360_database_up 1`, `society360_listener_live 1`, `society360_desks_open{role="staff"} 1`, `society360_desks_open{role="admin"} 0`,
		`society360_write_seconds_count{action="VISITOR_CHECKED_IN"} 1`, `society360_write_failures_total{class="refused"} 1`,
		`society360_sign_in_failures_total 1`, `society360_pool_connections{state="in_use"} \d+`, `society360_pool_connections{state="most"} [1-9]`,
		`society360_job_last_success_timestamp_seconds{job="tidying"} 1\.\d+e\+09`, `society360_job_failures{job="move-outs"} 0`, `society360_job_late{job="vacuum"} 0`,
		`society360_database_bytes{table="\*"} [1-9]\S+`, `society360_database_bytes{table="visitor_logs"} [1-9]\S+`, `society360_table_rows{table="users"} 8`,
		`society360_build_info{version="society360 [^"]+"} 1`, `go_goroutines \d+`,
	} {
		if !regexp.MustCompile(`(?m)^` + want + `$`).MatchString(body) {
			t.Errorf("there is no %s", want)
		}
	}
	for _, name := range []string{"Asha", "Vijay", "Ramesh", "10.0.0.7", "@test.example"} {
		if strings.Contains(body, name) {
			t.Errorf("it names %s", name)
		}
	}
	soc.Society.Close()
	if status, body := ask(t, m, "/metrics"); status != http.StatusOK || !strings.Contains(body, "society360_database_up 0\n") || strings.Contains(body, "society360_desks_open{") {
		t.Errorf("without its database, %d:\n%s", status, body)
	}
}

// TestHealthIsOneStatementAndTheListener: 503 has the sentence about what is wrong.
func TestHealthIsOneStatementAndTheListener(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	line := datatest.Proxy(t, soc.DB)
	bus := desks.NewBus(soc.Desks, line.Config, datatest.Quickly())
	sub := bus.Subscribe()
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { defer close(ended); bus.Run(ctx) }()
	defer func() { stop(); <-ended }()
	m := newMeters(soc.Society, bus, slog.New(slog.DiscardHandler))
	if status, body := ask(t, m, "/healthz"); status != http.StatusOK || body != "Well.\n" {
		t.Errorf("%d: %s", status, body)
	}
	line.FallSilent()
	line.Cut()
	for bus.Outage().Trouble == fault.Sound && bus.Outage().Since.IsZero() {
		<-sub.C
	}
	if bus.Turned().IsZero() {
		t.Error("the bus never turned")
	}
	soc.Society.Close()
	if status, body := ask(t, m, "/healthz"); status != http.StatusServiceUnavailable || !strings.Contains(body, "database") {
		t.Errorf("without its database, %d: %s", status, body)
	}
}

// TestFailuresHaveAClass, which is a word of the program's, never of what was typed.
func TestFailuresHaveAClass(t *testing.T) {
	t.Parallel()
	for want, err := range map[string]error{
		"away": fault.Away.Unsaved(nil), "full": fault.Full.Unsaved(nil), "forbidden": role.MayNot(), "invalid": fault.Wrong("name", "A name is missing."),
		"refused": fault.Already("It is done."), "internal": errors.New("surprise"), "unknown": &fault.Error{Kind: fault.Unknown},
	} {
		if got := classOf(err); got != want {
			t.Errorf("%v is %q, want %q", err, got, want)
		}
	}
}

// TestMetricsAreForThisMachineAlone, unless somebody says otherwise.
func TestMetricsAreForThisMachineAlone(t *testing.T) {
	t.Parallel()
	s := console{env: map[string]string{"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}}
	for args, says := range map[string]string{
		"--metrics 9360":             `HOST:PORT or :PORT, not "9360"`,
		"--metrics 0.0.0.0:9360":     "may be read from other machines",
		"--metrics db1:9360":         "may be read from other machines",
		"--metrics 192.168.1.7:9360": "--metrics-public",
		"--metrics-public":           "give that too",
	} {
		s.refuses(t, exitUsage, []string{says}, append([]string{"serve", "--host-key", "/nonexistent/key"}, strings.Fields(args)...)...)
	}
	for _, args := range []string{"--metrics :9360", "--metrics 127.0.0.1:9360", "--metrics [::1]:9360", "--metrics localhost:9360", "--metrics :9360 --metrics-public"} {
		s.refuses(t, exitFailure, []string{"/nonexistent/key"}, append([]string{"serve", "--host-key", "/nonexistent/key"}, strings.Fields(args)...)...)
	}
}

// TestTheWatchdogHearsOfWhatLives: a database that is away is known to be; a bus that
// turns no more is dead.
func TestTheWatchdogHearsOfWhatLives(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 21, 14, 7, 0, 0, time.UTC)
	for _, c := range []struct {
		turned time.Time
		out    desks.Outage
		want   string
	}{
		{now.Add(-4 * time.Second), desks.Outage{}, "WATCHDOG=1\nSTATUS=Desks are served on :2222."},
		{now.Add(-4 * time.Second), desks.Outage{Trouble: fault.Away}, "WATCHDOG=1\nSTATUS=The database "},
		{now.Add(-46 * time.Second), desks.Outage{}, "STATUS=Nothing was heard of the database, well or ill, since 2026-11-21T14:06:14Z."},
		{time.Time{}, desks.Outage{Trouble: fault.Away}, "STATUS=Nothing was heard"},
	} {
		if got := alive(now, c.turned, c.out, "Desks are served on :2222."); !strings.HasPrefix(got, c.want) {
			t.Errorf("systemd is told %q, want %q", got, c.want)
		}
	}
}
