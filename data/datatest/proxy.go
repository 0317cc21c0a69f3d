package datatest

import (
	"net/url"
	"strings"
	"testing"

	toxiproxy "github.com/Shopify/toxiproxy/v2"
	"github.com/rs/zerolog"

	"github.com/civoranexus/society360/data"
)

// Line is a network line between a test's program and its database that can be
// cut.
type Line struct {
	// Config is the database's, all of it through the line.
	Config data.Config

	tb    testing.TB
	proxy *toxiproxy.Proxy
}

// Proxy puts a line in front of a test's database. It is whole at first, and
// taken away when the test ends.
func Proxy(tb testing.TB, db *DB) *Line {
	tb.Helper()
	s := running(tb)
	upstream, err := url.Parse(s.pg.TCPURL(db.Name, data.DeskRole))
	if err != nil {
		tb.Fatalf("datatest: %v", err)
	}
	hub := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop())
	line := &Line{tb: tb, proxy: toxiproxy.NewProxy(hub, db.Name, "127.0.0.1:0", upstream.Host)}
	line.Restore()
	tb.Cleanup(line.proxy.Stop)

	through := func(role string) string {
		u := *upstream
		u.User, u.Host = url.User(role), line.proxy.Listen
		return u.String()
	}
	line.Config = db.Config
	line.Config.URL = through(data.DeskRole)
	line.Config.DirectURL = line.Config.URL
	line.Config.OwnerURL = through(data.OwnerRole)
	return line
}

// Cut breaks all connections and refuses new ones.
func (l *Line) Cut() { l.proxy.Stop() }

// Restore lets connections through again, on the same address.
func (l *Line) Restore() {
	l.tb.Helper()
	if err := l.proxy.Start(); err != nil {
		l.tb.Fatalf("datatest: the line cannot be restored: %v", err)
	}
}

// Deaf lets what the program sends reach the database, whose answers never come
// back: what a line looks like that breaks after a COMMIT was sent. Hears ends
// it; connections of that time stay useless and are best cut.
func (l *Line) Deaf() {
	l.tb.Helper()
	_, err := l.proxy.Toxics.AddToxicJson(strings.NewReader(`{"name":"deaf","type":"timeout","stream":"downstream","attributes":{"timeout":0}}`))
	if err != nil {
		l.tb.Fatalf("datatest: %v", err)
	}
}

// Hears ends what Deaf began.
func (l *Line) Hears() {
	l.tb.Helper()
	if err := l.proxy.Toxics.RemoveToxic(l.tb.Context(), "deaf"); err != nil {
		l.tb.Fatalf("datatest: %v", err)
	}
}
