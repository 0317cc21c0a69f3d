package wire

import (
	"errors"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"github.com/muesli/cancelreader"
)

// readSize is how much is read from a terminal at once.
const readSize = 1 << 10

// Cut is the message Run sends when a terminal sent more than it may: the rest
// of a paste beyond pasteLimit bytes was dropped, or keys came faster than any
// line and keyboard can send them. Screens say so in the status line.
type Cut struct{}

// input is the reader to give to tea.WithInput. Every Read returns exactly one
// key, or a piece of one paste, as Bubble Tea expects it: sequences and runes
// that the line split are joined, what no key means is dropped, a paste is cut
// at pasteLimit bytes.
//
// The input is deliberately no term.File, so Bubble Tea does not poll the file
// descriptor behind it: keys that are held here would never be seen. Raw mode
// and window sizes are therefore Run's and Terminal's work. Close ends a Read
// that waits, so that a program that quits leaves nothing behind.
type input struct {
	src    io.Reader
	chunks chan chunk
	free   chan []byte
	done   chan struct{}
	once   sync.Once
	cancel func() // ends a read of the source, where that can be done
	ended  func() // is called when the source is read no more
	over   func() // is called when nothing more comes from it

	chars  atomic.Pointer[Charset]
	lex    lexer
	rest   []byte // of a token that the last Read had no room for
	err    error  // what the source ended with
	now    func() time.Time
	wait   func(time.Duration) (<-chan time.Time, func() bool)
	cutOff func()
}

// chunk is one read of the source.
type chunk struct {
	data   []byte
	waited time.Duration
	err    error
}

// newInput reads keys from src, which may be a terminal's file (whose reads can
// be cancelled) or a stream that its owner closes. cut, which may be nil, is
// called from Read, once for each paste or flood that was cut; it must not
// block.
func newInput(src io.Reader, cut func()) *input {
	in := idleInput(src, cut)
	in.wait = func(d time.Duration) (<-chan time.Time, func() bool) {
		t := time.NewTimer(d)
		return t.C, t.Stop
	}
	go in.pump()
	return in
}

func idleInput(src io.Reader, cut func()) *input {
	in := &input{
		src:    src,
		chunks: make(chan chunk),
		free:   make(chan []byte, 1),
		done:   make(chan struct{}),
		cancel: func() {},
		ended:  func() {},
		over:   func() {},
		now:    time.Now,
		cutOff: cut,
	}
	if _, ok := src.(cancelreader.File); ok {
		// A file that cannot be polled, such as a plain one in a test, is read
		// without a way to cancel: it never blocks for long.
		if cr, err := cancelreader.NewReader(src); err == nil {
			in.src = cr
			ended := make(chan struct{})
			in.cancel = func() {
				cr.Cancel()
				<-ended // whoever reads the terminal next must find it free
			}
			in.ended = func() { _ = cr.Close(); close(ended) }
		}
	}
	in.lex = newLexer(func() {
		if in.cutOff != nil {
			in.cutOff()
		}
	})
	in.free <- make([]byte, readSize)
	in.speak(Charset{})
	return in
}

// speak has what is read from now on taken for letters of that character set.
func (in *input) speak(chars Charset) { in.chars.Store(&chars) }

// pump reads the source until it ends or the input is closed.
func (in *input) pump() {
	defer in.ended()
	for {
		var buf []byte
		select {
		case buf = <-in.free:
		case <-in.done:
			return
		}
		start := in.now()
		n, err := in.src.Read(buf[:cap(buf)])
		select {
		case in.chunks <- chunk{buf[:n], in.now().Sub(start), err}:
		case <-in.done:
			return
		}
		if err != nil {
			return
		}
	}
}

// Read fills p with the next token. It returns io.EOF once the input is closed or
// its source has ended, and the source's error where it failed.
func (in *input) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if len(in.rest) == 0 {
		token, err := in.token()
		if err != nil {
			return 0, err
		}
		in.rest = token
	}
	n := copy(p, in.rest)
	in.rest = in.rest[n:]
	return n, nil
}

// token waits for the next token.
func (in *input) token() ([]byte, error) {
	for {
		select {
		case <-in.done:
			return nil, io.EOF
		default:
		}
		if t := in.lex.next(in.err != nil); t != nil {
			return t, nil
		}
		if in.err != nil {
			in.over()
			return nil, in.err
		}
		var expired <-chan time.Time
		stop := func() bool { return true }
		if d := in.lex.patience(); d > 0 {
			expired, stop = in.wait(d)
		}
		select {
		case c := <-in.chunks:
			in.take(c)
		case <-expired:
			if t := in.lex.next(true); t != nil {
				return t, nil
			}
		case <-in.done:
		}
		stop()
	}
}

// take feeds one read to the lexer and gives its buffer back.
func (in *input) take(c chunk) {
	in.lex.feed(in.chars.Load().decode(c.data), in.now(), c.waited)
	if c.err != nil {
		in.err = c.err
		if errors.Is(c.err, cancelreader.ErrCanceled) {
			in.err = io.EOF
		}
		return
	}
	in.free <- c.data[:0]
}

// Close ends a waiting Read and every later one with io.EOF, and cancels the
// read of a terminal's file, which is free when Close returns. It may be called from any goroutine, repeatedly. A
// source of another kind is read until its owner closes it.
func (in *input) Close() error {
	in.once.Do(func() {
		close(in.done)
		in.cancel()
	})
	return nil
}
