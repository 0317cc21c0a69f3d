package sshd

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/crypto/bcrypt"
	gossh "golang.org/x/crypto/ssh"
)

// unhurried gives clients ten times what they have of a server while all places are
// taken: guard and flood share the test's processor, which gives each step of a
// handshake a moment when it likes. The flood does not slow down with it, so that far
// more of it comes in each step's time.
func unhurried(c *Config) { patient(c, 10) }

// patient gives clients so many times what they have of a server.
func patient(c *Config, times int) {
	l := Limits{}.withDefaults()
	c.Limits.grace, c.Limits.least, c.Limits.step = l.grace*time.Duration(times), l.least*time.Duration(times), l.step*time.Duration(times)
}

// End to end: a guard signs in while half-open connections knock from the same
// address, without end. More of them with SOCIETY360_KNOCKS=2000.
func TestPromiseLoginWhileHalfOpenConnectionsKnock(t *testing.T) {
	knocks := 100
	if n, err := strconv.Atoi(os.Getenv("SOCIETY360_KNOCKS")); err == nil {
		knocks = n
	}
	for _, way := range []string{"silent", "version", "half", "typing"} {
		t.Run(way, func(t *testing.T) {
			// 2,000 knock 800 times a second. That is what the places of an address can
			// take where each step has a server's moment, and ten times too many where
			// it has ten.
			s := serve(t, func(c *Config) { patient(c, max(1, 1000/knocks)) })
			signIns(t, s, 1) // the address is known, and the name
			defer flood(t, s.addr, way, knocks)()
			signIns(t, s, 10)
		})
	}
}

// signIns signs a guard in n times; each has to come in at the first try.
func signIns(t *testing.T, s *served, n int) {
	t.Helper()
	var took []time.Duration
	for range n {
		start := time.Now()
		c, err := gossh.Dial("tcp", s.addr, s.config("guard"))
		if err != nil {
			t.Fatalf("a login was crowded out: %v", err)
		}
		took = append(took, time.Since(start))
		if err := c.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
			t.Error(err)
		}
	}
	slices.Sort(took)
	t.Logf("slowest of %d logins %v", len(took), took[len(took)-1])
}

// flood keeps that many half-open connections knocking, from a process of its
// own: a stranger does not slow the guard's own client down.
func flood(t testing.TB, addr, way string, knocks int) (stop func()) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestKnocker$")
	cmd.Env = append(os.Environ(), "SOCIETY360_KNOCK_AT="+addr, "SOCIETY360_KNOCK_BY="+way, "SOCIETY360_KNOCKS="+strconv.Itoa(knocks))
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(out, make([]byte, len(knocking))); err != nil {
		t.Fatalf("nobody knocks: %v", err)
	}
	return sync.OnceFunc(func() {
		_ = in.Close()
		_, _ = io.Copy(io.Discard, out)
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	})
}

// knocking is what the process of flood says when all have knocked once.
const knocking = "knocking\n"

// TestKnocker is the process of flood, and nothing in any other. Each connection
// is opened again a moment after the server has closed it.
func TestKnocker(t *testing.T) {
	addr := os.Getenv("SOCIETY360_KNOCK_AT")
	if addr == "" {
		return
	}
	knocks, _ := strconv.Atoi(os.Getenv("SOCIETY360_KNOCKS"))
	pause := 100 * time.Millisecond
	if os.Getenv("SOCIETY360_KNOCK_BY") != "silent" {
		pause *= 25 // a hundred of them knock forty times a second
	}
	done := make(chan struct{})
	go func() { _, _ = io.Copy(io.Discard, os.Stdin); close(done) }()
	var wg, up sync.WaitGroup
	for range knocks {
		wg.Add(1)
		up.Add(1)
		go func() {
			defer wg.Done()
			first := sync.OnceFunc(up.Done)
			for {
				c, err := net.Dial("tcp", addr)
				first()
				if err == nil {
					ended := make(chan struct{})
					go func() { knockBy(c, os.Getenv("SOCIETY360_KNOCK_BY")); close(ended) }()
					select {
					case <-ended:
					case <-done:
					}
					_ = c.Close()
					<-ended
				}
				select {
				case <-done:
					return
				case <-time.After(pause): // a knock, not a busy loop
				}
			}
		}()
	}
	up.Wait()
	_, _ = io.WriteString(os.Stdout, knocking)
	wg.Wait()
}

// knockBy says on a connection what a way of knocking says, until it is closed:
// nothing, a version, a version and half of a key exchange, or a whole handshake up to the
// password that never comes.
func knockBy(c net.Conn, way string) {
	switch way {
	case "silent": // is gone before the server's patience ends, and knocks again
		_ = c.SetReadDeadline(time.Now().Add(250 * time.Millisecond))
	case "version":
		_, _ = io.WriteString(c, "SSH-2.0-flood\n")
	case "half":
		shake(&half{Conn: c, writes: 2})
	case "typing":
		shake(c)
	}
	_ = readUntilClosed(c)
}

// shake goes through a client's handshake, up to the password.
func shake(c net.Conn) {
	_, _, _, err := gossh.NewClientConn(c, "", &gossh.ClientConfig{
		User: "stranger", HostKeyCallback: gossh.InsecureIgnoreHostKey(),
		Auth: []gossh.AuthMethod{gossh.PasswordCallback(func() (string, error) {
			_ = readUntilClosed(c)
			return "", errors.New("no password")
		})},
	})
	_ = err // it never signs in
}

// half is a connection whose client falls silent after some writes.
type half struct {
	net.Conn
	writes int
}

func (h *half) Write(p []byte) (int, error) {
	if h.writes--; h.writes < 0 {
		return len(p), nil
	}
	return h.Conn.Write(p)
}

// Eight who guess passwords without end from the guard's own address, each of
// whose checks takes its time, one after another.
func TestGuardSignsInBesideGuessers(t *testing.T) {
	s := serve(t, unhurried)
	hash, err := bcrypt.GenerateFromPassword([]byte("guard-secret"), bcrypt.MinCost+3)
	if err != nil {
		t.Fatal(err)
	}
	var slot sync.Mutex
	s.people.onTry = func(user string) {
		slot.Lock()
		defer slot.Unlock()
		_ = bcrypt.CompareHashAndPassword(hash, []byte(user))
	}
	var guesses atomic.Int64
	stop := make(chan struct{})
	var guessers, begun sync.WaitGroup
	for i := range 8 {
		begun.Add(1)
		guessers.Go(func() {
			started := sync.OnceFunc(begun.Done)
			defer started()
			cfg := s.config(fmt.Sprintf("resident%d", i))
			cfg.Auth = []gossh.AuthMethod{gossh.RetryableAuthMethod(gossh.PasswordCallback(func() (string, error) {
				started()
				guesses.Add(1)
				return "a guess", nil
			}), 3)}
			for {
				select {
				case <-stop:
					return
				default:
				}
				if c, err := gossh.Dial("tcp", s.addr, cfg); err == nil {
					_ = c.Close()
					t.Error("a guess was right")
				}
			}
		})
	}
	begun.Wait()
	signIns(t, s, 5)
	close(stop)
	guessers.Wait()
	t.Logf("%d guesses", guesses.Load())
}
