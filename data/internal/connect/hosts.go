package connect

import (
	"context"
	"net"
	"slices"
	"strconv"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Of several servers in a URL each is asked in turn, and one that neither answers nor
// closes holds up every new connection for as long as one may take. So a process
// remembers which one it came to last and asks that first, and last once it was lost.

// hosts is which of several servers to ask first.
type hosts struct {
	mu sync.Mutex
	// resolved are the addresses of a URL's hosts.
	resolved map[string][]string
	// at is where a connection came to last; lost says that it ended.
	at   string
	lost bool
}

// follow has connections of cc ask in the best order; it returns what to call before
// each one is made.
func (h *hosts) follow(cc *pgx.ConnConfig) (before func(*pgx.ConnConfig)) {
	if !manyHosts(cc) {
		return func(*pgx.ConnConfig) {}
	}
	lookup := cc.LookupFunc
	cc.LookupFunc = func(ctx context.Context, host string) ([]string, error) {
		addresses, err := lookup(ctx, host)
		h.mu.Lock()
		defer h.mu.Unlock()
		if h.resolved == nil {
			h.resolved = map[string][]string{}
		}
		h.resolved[host] = addresses
		return addresses, err
	}
	return h.order
}

// order puts the server that a connection came to last in front of the others, or
// behind them once it was lost.
func (h *hosts) order(cc *pgx.ConnConfig) {
	h.mu.Lock()
	defer h.mu.Unlock()
	all := append([]*pgconn.FallbackConfig{{Host: cc.Host, Port: cc.Port, TLSConfig: cc.TLSConfig}}, cc.Fallbacks...)
	slices.SortStableFunc(all, func(a, b *pgconn.FallbackConfig) int { return h.rank(a) - h.rank(b) })
	cc.Host, cc.Port, cc.TLSConfig = all[0].Host, all[0].Port, all[0].TLSConfig
	cc.Fallbacks = all[1:]
}

func (h *hosts) rank(f *pgconn.FallbackConfig) int {
	_, socket := pgconn.NetworkAddress(f.Host, f.Port)
	is := socket == h.at || slices.ContainsFunc(h.resolved[f.Host], func(address string) bool {
		return net.JoinHostPort(address, strconv.Itoa(int(f.Port))) == h.at
	})
	switch {
	case !is:
		return 0
	case h.lost:
		return 1
	}
	return -1
}

// arrived notes where a connection came to.
func (h *hosts) arrived(conn *pgx.Conn) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.at, h.lost = remote(conn), false
}

// Lost notes that the server of a connection fell silent, ended, or takes no changes
// any more.
func (h *hosts) Lost(conn *pgx.Conn) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.lost = h.lost || remote(conn) == h.at
}

func remote(conn *pgx.Conn) string { return conn.PgConn().Conn().RemoteAddr().String() }
