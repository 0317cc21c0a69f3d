package main

import (
	"fmt"
	"log/slog"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data"
)

// BenchmarkChangeAtAnotherServer is the time from a check-in's acknowledgement
// at one gate to its row on the other gate's screen, served by another process.
func BenchmarkChangeAtAnotherServer(b *testing.B) {
	s := newSociety(b)
	there := serve(b, s.Config).connect("xterm", "staff@demo.example", password())
	there.WaitFor("Inside 12")
	society, actor := s.guard(b)
	units, err := society.Homes.FindUnits(b.Context(), actor, "a101")
	if err != nil {
		b.Fatal(err)
	}
	var took []time.Duration
	for i := 0; b.Loop(); i++ {
		name := fmt.Sprintf("Bench %05d", i)
		v, err := society.Visits.Log(b.Context(), actor, uuid.New(), visits.CheckedIn, visits.Draft{Text: visits.Text{Name: name, UnitID: units[0].ID}})
		if err != nil {
			b.Fatal(err)
		}
		start := time.Now()
		there.WaitFor(name)
		took = append(took, time.Since(start))
		if _, err := society.Visits.CheckOut(b.Context(), actor, uuid.New(), v.ID); err != nil {
			b.Fatal(err)
		}
		there.WaitGone(name)
	}
	report(b, took)
}

func report(b *testing.B, took []time.Duration) {
	b.Helper()
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}

// guard is a store on the society's database, and its guard.
func (s society) guard(tb testing.TB) (*data.Society, role.Actor) {
	tb.Helper()
	society, err := data.Open(tb.Context(), s.Config, slog.New(slog.DiscardHandler))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(society.Close)
	actor, err := society.Accounts.ActorByEmail(tb.Context(), role.Origin{Address: "local", Client: "bench"}, "guard@demo.example")
	if err != nil {
		tb.Fatal(err)
	}
	return society, actor
}

// idleFor is how long idle desks are watched.
const idleFor = 10 * time.Second

// BenchmarkDesks opens 300 desks over SSH and reports what one costs while nobody
// types, and what is left of them when they have gone.
func BenchmarkDesks(b *testing.B) {
	const desks = 300
	s := newSociety(b)
	auth, line := newClientKey(b)
	command(b, s.Config, line, "user", "key", "add", "guard@demo.example", "-", "--as", "admin@demo.example")
	srv := serve(b, s.Config)
	for b.Loop() {
		before := srv.resident()
		open := make([]sshDesk, desks)
		for i := range open {
			open[i] = srv.connect("xterm", "guard@demo.example", auth)
		}
		for _, d := range open {
			d.WaitFor("Inside ", "Anita Desai")
		}
		b.ReportMetric(float64(srv.resident()-before)/desks, "KB/desk")
		cpu := srv.cpu()
		<-time.After(idleFor)
		b.ReportMetric(100*(srv.cpu()-cpu).Seconds()/idleFor.Seconds(), "idle-%core")

		society, actor := s.guard(b)
		units, err := society.Homes.FindUnits(b.Context(), actor, "a101")
		if err != nil {
			b.Fatal(err)
		}
		start := time.Now()
		name := fmt.Sprintf("All %d", start.Unix())
		if _, err := society.Visits.Log(b.Context(), actor, uuid.New(), visits.CheckedIn, visits.Draft{Text: visits.Text{Name: name, UnitID: units[0].ID}}); err != nil {
			b.Fatal(err)
		}
		took := make([]time.Duration, 0, desks)
		for _, d := range open {
			d.WaitFor(name)
			took = append(took, time.Since(start))
		}
		report(b, took)
		for _, d := range open {
			if err := d.client.Close(); err != nil {
				b.Fatal(err)
			}
		}
		s.until("every desk is gone", func() bool {
			return s.count(`desk_sessions WHERE ended_at IS NULL`) == 0
		})
		b.ReportMetric(float64(srv.resident()-before), "KB-left")
	}
}

// resident is the server's resident memory in KB.
func (s *server) resident() int {
	s.tb.Helper()
	for line := range strings.Lines(s.proc("status")) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, err := strconv.Atoi(strings.Fields(rest)[0])
			if err != nil {
				s.tb.Fatal(err)
			}
			return kb
		}
	}
	s.tb.Fatal("no VmRSS")
	return 0
}

// cpu is the processor time that the server has used, in clock ticks of 10 ms.
func (s *server) cpu() time.Duration {
	s.tb.Helper()
	_, rest, _ := strings.Cut(s.proc("stat"), ") ")
	fields := strings.Fields(rest)
	var ticks int
	for _, field := range fields[11:13] {
		n, err := strconv.Atoi(field)
		if err != nil {
			s.tb.Fatal(err)
		}
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond
}

func (s *server) proc(file string) string {
	s.tb.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/%s", s.cmd.Process.Pid, file))
	if err != nil {
		s.tb.Fatal(err)
	}
	return string(text)
}
