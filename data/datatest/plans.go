package datatest

import (
	"context"
	"encoding/binary"
	"log/slog"
	"net"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/civoranexus/society360/data"
)

// Plans is a society whose server says of each statement how it was executed: what
// the desk itself sent, with its own arguments, as its own role.
type Plans struct {
	// Society reads over connections that are overheard.
	Society *data.Society

	mu       sync.Mutex
	executed []Executed
}

// Executed is a statement as it was executed.
type Executed struct {
	SQL string
	// Buffers is how many pages of 8 KB it read, in memory or not: the same on every
	// machine, however busy.
	Buffers int
	// Plan is its plan with what each step did.
	Plan string
}

// The modes of plan_cache_mode: Generic plans know no argument, as those that a
// connection keeps; Custom ones are made for the arguments.
const (
	Generic = "force_generic_plan"
	Custom  = "force_custom_plan"
)

// PlansOf opens a society once more, for its plans in one of the modes. It is closed when
// the test ends; until then the database's later connections make their plans so too.
func PlansOf(tb testing.TB, db *DB, mode string) *Plans {
	tb.Helper()
	super := db.As(tb, "postgres")
	for name, value := range map[string]string{
		"session_preload_libraries": "auto_explain", "auto_explain.log_min_duration": "0", "auto_explain.log_level": "notice",
		"auto_explain.log_analyze": "on", "auto_explain.log_buffers": "on", "auto_explain.log_timing": "off", "plan_cache_mode": mode,
	} {
		Exec(tb, super, "ALTER DATABASE "+db.Name+" SET "+name+" = '"+value+"'")
	}
	return PlansThrough(tb, db.Config)
}

// PlansThrough is PlansOf where the server is told already.
func PlansThrough(tb testing.TB, cfg data.Config) *Plans {
	tb.Helper()
	p := &Plans{}
	server, err := pgx.ParseConfig(cfg.URL)
	if err != nil {
		tb.Fatalf("datatest: %v", err)
	}
	listener, err := new(net.ListenConfig).Listen(context.WithoutCancel(tb.Context()), "tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatalf("datatest: %v", err)
	}
	var carrying sync.WaitGroup
	carrying.Go(func() {
		for {
			program, err := listener.Accept()
			if err != nil {
				return // the test has ended
			}
			carrying.Go(func() { p.overhear(server, program) })
		}
	})
	through := url.URL{
		Scheme: "postgres", User: url.User(server.User), Host: listener.Addr().String(),
		Path: "/" + server.Database, RawQuery: "sslmode=disable",
	}
	cfg.URL = through.String()
	society, err := data.Open(tb.Context(), cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		tb.Fatalf("datatest: open the society: %v", err)
	}
	tb.Cleanup(func() {
		society.Close()
		_ = listener.Close()
		carrying.Wait()
	})
	p.Society = society
	return p
}

// Of is what a read sends.
func (p *Plans) Of(tb testing.TB, read func(s *data.Society) error) []Executed {
	tb.Helper()
	p.take()
	if err := read(p.Society); err != nil {
		tb.Fatalf("datatest: %v", err)
	}
	return p.take()
}

func (p *Plans) take() []Executed {
	p.mu.Lock()
	defer p.mu.Unlock()
	executed := p.executed
	p.executed = nil
	return executed
}

// overhear carries a connection of the program's to the server and back.
func (p *Plans) overhear(server *pgx.ConnConfig, program net.Conn) {
	network, address := pgconn.NetworkAddress(server.Host, server.Port)
	database, err := net.Dial(network, address)
	if err != nil {
		_ = program.Close()
		return
	}
	var asking sync.WaitGroup
	asking.Go(func() { carry(program, database, func([]byte) {}) })
	var answer []byte
	carry(database, program, func(said []byte) { answer = p.hear(append(answer, said...)) })
	asking.Wait()
}

// carry copies one way of a connection to its end, which is the other way's too. What was
// said is heard before it arrives.
func carry(from, to net.Conn, hear func(said []byte)) {
	buf := make([]byte, 32<<10)
	for {
		n, err := from.Read(buf)
		hear(buf[:n])
		if _, lost := to.Write(buf[:n]); err != nil || lost != nil {
			_ = from.Close()
			_ = to.Close()
			return
		}
	}
}

// hear takes the plans out of what the server said, and leaves what is no whole message
// yet: one has a letter, its length without the letter, and that many bytes.
func (p *Plans) hear(said []byte) (rest []byte) {
	const head = 5
	for len(said) >= head {
		end := 1 + int(binary.BigEndian.Uint32(said[1:head]))
		if len(said) < end {
			break
		}
		if said[0] == 'N' {
			p.notice(said[head:end])
		}
		said = said[end:]
	}
	return said
}

// notice keeps the plan that a notice tells: of its fields, each a letter and a text that
// ends with a zero, the message.
func (p *Plans) notice(fields []byte) {
	for field := range strings.SplitSeq(string(fields), "\x00") {
		message, is := strings.CutPrefix(field, "M")
		if !is {
			continue
		}
		told := executedAs.FindStringSubmatch(message)
		if told == nil {
			continue
		}
		e := Executed{SQL: told[1], Plan: told[2], Buffers: PagesRead(told[2])}
		p.mu.Lock()
		p.executed = append(p.executed, e)
		p.mu.Unlock()
	}
}

// PagesRead is how many pages of 8 KB an executed plan says that it read, in memory or
// not: what its topmost step says, which counts those below.
func PagesRead(plan string) (pages int) {
	read := buffersRead.FindStringSubmatch(plan)
	if read == nil {
		return 0
	}
	for _, some := range read[1:] {
		n, _ := strconv.Atoi(some) // none is empty
		pages += n
	}
	return pages
}

// What auto_explain writes.
var (
	executedAs  = regexp.MustCompile(`(?s)^duration: [0-9.]+ ms  plan:\nQuery Text: (.*)\n(\S[^\n]*\(cost=.*)$`)
	buffersRead = regexp.MustCompile(`\n +Buffers: shared(?: hit=([0-9]+))?(?: read=([0-9]+))?`)
)
