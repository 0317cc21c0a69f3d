package sshd

import (
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// BenchmarkLogin is a sign-in with an authenticator that costs nothing.
func BenchmarkLogin(b *testing.B) {
	s := serve(b, nil)
	for b.Loop() {
		c, err := gossh.Dial("tcp", s.addr, s.config("guard"))
		if err != nil {
			b.Fatal(err)
		}
		_ = c.Close()
	}
}

// BenchmarkLoginUnderKnocks is the same while 2,000 half-open connections knock
// from the same address; the desk promises a p99 under 2 s.
func BenchmarkLoginUnderKnocks(b *testing.B) {
	s := serve(b, nil)
	stop := flood(b, s.addr, "silent", 2000)
	defer stop()
	var took []time.Duration
	for b.Loop() {
		start := time.Now()
		c, err := gossh.Dial("tcp", s.addr, s.config("guard"))
		if err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(start))
		_ = c.Close()
	}
	report(b, took)
}

// BenchmarkKeyEcho is the time from a key to what it paints, over SSH, for
// somebody who types slower than frames are painted.
func BenchmarkKeyEcho(b *testing.B) {
	s := serve(b, nil)
	desk := s.open(b, s.dial(b, "guard"), "xterm", 80, 24)
	desk.screen.await(b, "size")
	var took []time.Duration
	i := 0
	for b.Loop() {
		<-time.After(25 * time.Millisecond)
		key := string(rune('a' + i%15))
		i++
		start := time.Now()
		desk.press(b, key)
		desk.screen.await(b, "key "+key+" ("+strconv.Itoa(i)+")")
		took = append(took, time.Since(start))
	}
	report(b, took)
}

// report adds the percentiles that budgets are stated in.
func report(b *testing.B, took []time.Duration) {
	b.Helper()
	slices.Sort(took)
	for _, p := range []int{50, 99} {
		b.ReportMetric(float64(took[len(took)*p/100].Microseconds())/1000, fmt.Sprintf("p%d-ms", p))
	}
}

// BenchmarkIdleSessions opens SOCIETY360_SESSIONS (200) desks from another
// process and reports what one of them holds, and what all of them cost while
// nobody types.
func BenchmarkIdleSessions(b *testing.B) {
	n := 200
	if v, err := strconv.Atoi(os.Getenv("SOCIETY360_SESSIONS")); err == nil {
		n = v
	}
	s := serve(b, nil)
	debug.FreeOSMemory()
	before, routines := resident(b), runtime.NumGoroutine()
	cmd := exec.Command(os.Args[0], "-test.run=^TestVisitors$")
	cmd.Env = append(os.Environ(), "SOCIETY360_VISIT="+s.addr, "SOCIETY360_VISITORS="+strconv.Itoa(n),
		"SOCIETY360_HOST="+hex.EncodeToString(s.host.PublicKey().Marshal()))
	in, err := cmd.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	if _, err := io.ReadFull(out, make([]byte, len(knocking))); err != nil {
		b.Fatal(err)
	}
	debug.FreeOSMemory()
	var from, to syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &from)
	b.ResetTimer()
	for range b.N {
		<-time.After(time.Second)
	}
	b.StopTimer()
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &to)
	b.ReportMetric(float64(resident(b)-before)/float64(n), "KB/session")
	b.ReportMetric(float64(runtime.NumGoroutine()-routines)/float64(n), "goroutines/session")
	used := time.Duration(to.Utime.Nano() + to.Stime.Nano() - from.Utime.Nano() - from.Stime.Nano())
	b.ReportMetric(100*used.Seconds()/float64(b.N), "%core")
	_ = in.Close()
	_, _ = io.Copy(io.Discard, out)
	_ = cmd.Wait()
}

// resident is this process's resident memory in KB.
func resident(b *testing.B) int {
	b.Helper()
	data, err := os.ReadFile("/proc/self/status")
	if err != nil {
		b.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		var kb int
		if _, err := fmt.Sscanf(line, "VmRSS: %d kB", &kb); err == nil {
			return kb
		}
	}
	b.Fatal("no VmRSS")
	return 0
}

// TestVisitors is the other process of BenchmarkIdleSessions, and nothing in
// any other.
func TestVisitors(t *testing.T) {
	addr := os.Getenv("SOCIETY360_VISIT")
	if addr == "" {
		return
	}
	n, _ := strconv.Atoi(os.Getenv("SOCIETY360_VISITORS"))
	raw, _ := hex.DecodeString(os.Getenv("SOCIETY360_HOST"))
	key, err := gossh.ParsePublicKey(raw)
	if err != nil {
		t.Fatal(err)
	}
	for range n {
		c, err := gossh.Dial("tcp", addr, &gossh.ClientConfig{
			User: "guard", Auth: []gossh.AuthMethod{gossh.Password("guard-secret")}, HostKeyCallback: gossh.FixedHostKey(key),
		})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = c.Close() }()
		sess, err := c.NewSession()
		if err != nil {
			t.Fatal(err)
		}
		screen := newGlass(80, 24)
		sess.Stdout = screen
		if _, err := sess.StdinPipe(); err != nil {
			t.Fatal(err)
		}
		if err := sess.RequestPty("xterm", 24, 80, nil); err != nil {
			t.Fatal(err)
		}
		if err := sess.Shell(); err != nil {
			t.Fatal(err)
		}
		screen.await(t, "size")
	}
	_, _ = io.WriteString(os.Stdout, knocking)
	_, _ = io.Copy(io.Discard, os.Stdin)
}
