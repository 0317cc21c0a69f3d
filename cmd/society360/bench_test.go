package main

import (
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"
	gossh "golang.org/x/crypto/ssh"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/tui/termtest"
)

// BenchmarkChangeAtAnotherServer is the time from a check-in's acknowledgement at one
// gate to its row on the screens of so many other gates, served by another process.
func BenchmarkChangeAtAnotherServer(b *testing.B) {
	for _, desks := range []int{1, 100} {
		b.Run(fmt.Sprintf("%d-desks", desks), func(b *testing.B) {
			s := newSociety(b)
			guards := s.crowd(desks)
			srv := serve(b, s.Config)
			there := guards.open(srv, desks)
			society, actor := s.guard(b)
			units, err := society.Homes.FindUnits(b.Context(), actor, "a101")
			if err != nil {
				b.Fatal(err)
			}
			var took []time.Duration
			cpu, changes := srv.cpu(), 0
			for i := 0; b.Loop(); i++ {
				name := fmt.Sprintf("Bench %05d", i)
				v, err := society.Visits.Log(b.Context(), actor, uuid.New(), visits.CheckedIn, visits.Draft{Text: visits.Text{Name: name, UnitID: units[0].ID}})
				if err != nil {
					b.Fatal(err)
				}
				took = append(took, atEach(there, func(d sshDesk, since time.Time) []time.Duration {
					d.WaitFor(name)
					return []time.Duration{time.Since(since)}
				})...)
				if _, err := society.Visits.CheckOut(b.Context(), actor, uuid.New(), v.ID); err != nil {
					b.Fatal(err)
				}
				for _, d := range there {
					d.WaitGone(name)
				}
				changes += 2 * desks
			}
			report(b, "", took)
			b.ReportMetric(float64((srv.cpu()-cpu).Microseconds())/1000/float64(changes), "cpu-ms/change")
		})
	}
}

// BenchmarkFirstPaint is the time from the start of the program on a terminal to its
// sign-in screen, where the database is up.
func BenchmarkFirstPaint(b *testing.B) {
	s := newSociety(b)
	env := append(programEnv(b, s.Config), "TERM=xterm")
	var took []time.Duration
	for b.Loop() {
		for range 11 {
			began := time.Now()
			terminal, process := termtest.Run(b, 80, 24, env, os.Args[0], "desk")
			d := desk{terminal, process}
			d.WaitFor("E-mail", "Password")
			took = append(took, time.Since(began))
			d.process.Signal(syscall.SIGTERM)
			d.process.Wait()
		}
	}
	report(b, "", took)
}

// crowd are guards, enough for so many desks, with a key each: to hash so many
// passwords takes minutes.
type crowd struct {
	names []string
	keys  []gossh.AuthMethod
}

// deskEach is how many desks an account may have at most.
const deskEach = 50

func (s society) crowd(desks int) crowd {
	s.tb.Helper()
	s.exec(fmt.Sprintf(`UPDATE system_config SET config_value = '%d' WHERE config_key = 'security.desks_per_account'`, deskEach))
	var c crowd
	for i := range (desks + deskEach - 1) / deskEach {
		name := fmt.Sprintf("guard-%d@demo.example", i)
		s.exec(fmt.Sprintf(`INSERT INTO users (full_name, email, password_hash, role_id)
			SELECT 'Guard %d', '%s', password_hash, role_id FROM users WHERE email = 'guard@demo.example'`, i, name))
		auth, line := newClientKey(s.tb)
		command(s.tb, s.Config, line, "user", "key", "add", name, "-", "--as", "admin@demo.example")
		c.names, c.keys = append(c.names, name), append(c.keys, auth)
	}
	return c
}

// open opens so many desks of a crowd's, those of one guard at a time.
func (c crowd) open(at *server, desks int) []sshDesk {
	at.tb.Helper()
	var open []sshDesk
	for i, name := range c.names {
		for len(open) < min(desks, (i+1)*deskEach) {
			open = append(open, at.connect("xterm", name, c.keys[i]))
		}
		for _, d := range open[i*deskEach:] {
			d.WaitFor("Inside ", "Anita Desai")
		}
	}
	return open
}

// atEach does something at every desk at once, and joins what each of them timed, which
// is told when all began.
func atEach(desks []sshDesk, do func(d sshDesk, since time.Time) []time.Duration) []time.Duration {
	var all []time.Duration
	var mu sync.Mutex
	var busy sync.WaitGroup
	since := time.Now()
	for _, d := range desks {
		busy.Go(func() {
			took := do(d, since)
			mu.Lock()
			defer mu.Unlock()
			all = append(all, took...)
		})
	}
	busy.Wait()
	return all
}

// report adds the percentiles of what was timed; of names it where there is more than one.
func report(b *testing.B, of string, took []time.Duration) {
	b.Helper()
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, of+"p50-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, of+"p99-ms")
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

// BenchmarkDesks opens 1,000 desks over SSH, of which 200 are typed at, and reports what
// one costs while nobody types, how soon each shows a change and a key, and what is left
// of them when they have gone.
func BenchmarkDesks(b *testing.B) {
	const desks, typing = 1000, 200
	s := newSociety(b)
	guards := s.crowd(desks)
	srv := serveUnder(b, s.Config, nil, "--max-connections", strconv.Itoa(2*desks))
	for b.Loop() {
		before := srv.resident()
		open := guards.open(srv, desks)
		b.ReportMetric(float64(srv.resident()-before)/desks, "KB/desk")
		cpu := srv.cpu()
		<-time.After(idleFor)
		b.ReportMetric(100*(srv.cpu()-cpu).Seconds()/idleFor.Seconds(), "idle-%core")

		society, actor := s.guard(b)
		units, err := society.Homes.FindUnits(b.Context(), actor, "a101")
		if err != nil {
			b.Fatal(err)
		}
		name := fmt.Sprintf("All %d", time.Now().Unix())
		report(b, "", atEach(open, func(d sshDesk, since time.Time) []time.Duration {
			if d == open[0] {
				if _, err := society.Visits.Log(b.Context(), actor, uuid.New(), visits.CheckedIn, visits.Draft{Text: visits.Text{Name: name, UnitID: units[0].ID}}); err != nil {
					b.Error(err)
				}
			}
			d.WaitFor(name)
			return []time.Duration{time.Since(since)}
		}))
		for _, d := range open[:typing] {
			d.Press("n")
			d.WaitFor("nothing saved yet")
			d.Press("tab")
		}
		report(b, "echo-", atEach(open[:typing], types))
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

// types types a name at two keys a second, and times each until it stands there.
func types(d sshDesk, _ time.Time) []time.Duration {
	const name, pace = "abcdefghijklmnopqrst", 500 * time.Millisecond
	<-time.After(rand.N(pace)) // nobody types in step
	var took []time.Duration
	for i := range name {
		start := time.Now()
		d.Type(name[i : i+1])
		d.WaitFor(name[:i+1])
		took = append(took, time.Since(start))
		<-time.After(pace - took[i])
	}
	return took
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
