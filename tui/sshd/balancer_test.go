package sshd

import (
	"bytes"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/pires/go-proxyproto"
	gossh "golang.org/x/crypto/ssh"
)

// Behind a balancer that is named, a client is who the PROXY header says, in both of
// its forms; where the header is missing there is no session, and the log says so.
func TestABalancerSaysForWhomItConnects(t *testing.T) {
	var log journal
	s := serve(t, func(c *Config) {
		c.Balancers, c.Log = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, slog.New(slog.NewTextHandler(&log, nil))
	})
	second := append([]byte("\r\n\r\n\x00\r\nQUIT\n\x21\x21\x00\x24"),
		net.ParseIP("2001:db8::7").To16()...)
	second = append(append(second, net.ParseIP("2001:db8::1").To16()...), 0x10, 0, 0x08, 0xae)
	for header, address := range map[string]string{
		"PROXY TCP4 203.0.113.9 198.51.100.1 40000 2222\r\n": "203.0.113.9",
		string(second): "2001:db8::7",
	} {
		raw := s.knock(t, header)
		conn, channels, requests, err := gossh.NewClientConn(raw, s.addr, s.config("asha"))
		if err != nil {
			t.Fatal(err)
		}
		c := gossh.NewClient(conn, channels, requests)
		s.open(t, c, "vt100", 80, 24).screen.await(t, "account of asha")
		if got := s.Sessions()[0].Peer().Address; got != address {
			t.Errorf("for %s the session is from %s", address, got)
		}
		s.admission.mu.Lock()
		for c := range s.admission.all {
			if tcp, ok := c.Conn.(*proxyproto.Conn).TCPConn(); !ok || sendBufferOf(t, tcp) > 4*sendBuffer {
				t.Errorf("the kernel keeps what it has not taken, as of nobody else")
			}
		}
		s.admission.mu.Unlock()
		_ = c.Close()
		if err := <-s.ended; !errors.Is(err, ErrHungUp) {
			t.Errorf("the desk ended with %v", err)
		}
		for s.waitForOne(t.Context()) {
		}
	}
	for _, without := range []string{"SSH-2.0-Test\r\n", "PROXY TCP4 203.0.113.9\r\n"} {
		if said, _ := io.ReadAll(s.knock(t, without)); len(said) != 0 {
			t.Errorf("after %q the server said %q", without, said)
		}
	}
	if said := log.String(); !strings.Contains(said, "a balancer sends no PROXY header") || !strings.Contains(said, "127.0.0.1") {
		t.Errorf("the log says %q", said)
	}
}

// Who is no balancer cannot say that it is somebody else: to SSH a line before the
// version is one that it passes over.
func TestNobodyElseSendsAHeader(t *testing.T) {
	s := serve(t, func(c *Config) { c.Balancers = []netip.Prefix{netip.MustParsePrefix("192.0.2.1/32")} })
	raw := s.knock(t, "PROXY TCP4 203.0.113.9 198.51.100.1 40000 2222\r\n")
	conn, channels, requests, err := gossh.NewClientConn(raw, s.addr, s.config("asha"))
	if err != nil {
		t.Fatal(err)
	}
	s.open(t, gossh.NewClient(conn, channels, requests), "vt100", 80, 24).screen.await(t, "account of asha")
	if got := s.Sessions()[0].Peer().Address; got != "127.0.0.1" {
		t.Errorf("the session is from %s", got)
	}
}

// sendBufferOf is how much the kernel keeps of what a client has not taken, in bytes.
func sendBufferOf(t *testing.T, c *net.TCPConn) (size int) {
	t.Helper()
	raw, err := c.SyscallConn()
	if err == nil {
		err = raw.Control(func(fd uintptr) { size, err = syscall.GetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_SNDBUF) })
	}
	if err != nil {
		t.Fatal(err)
	}
	return size
}

// knock connects and says these bytes.
func (s *served) knock(t *testing.T, first string) net.Conn {
	t.Helper()
	raw, err := net.Dial("tcp", s.addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = raw.Close() })
	if _, err := io.WriteString(raw, first); err != nil {
		t.Fatal(err)
	}
	return raw
}

// journal is a log that several goroutines write.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}
