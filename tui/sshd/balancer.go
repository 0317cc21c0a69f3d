package sshd

import (
	"errors"
	"net"
	"net/netip"
	"time"

	"github.com/pires/go-proxyproto"
)

// headerTime is how long a balancer may take to say for whom it connects.
const headerTime = 3 * time.Second

// behindBalancer gives a connection of one of Config.Balancers the address that its
// PROXY header names, and all others as they are: whoever is not named there can say
// what it likes and is who it is (see README.md, Behind a balancer). nil is a
// connection that is closed, because a balancer's lacks its header.
func (s *Server) behindBalancer(raw net.Conn) net.Conn {
	if !s.balances(raw.RemoteAddr()) {
		return raw
	}
	c := proxyproto.NewConn(raw, proxyproto.WithPolicy(proxyproto.REQUIRE), proxyproto.SetReadHeaderTimeout(headerTime))
	_, err := c.Read(nil)
	switch {
	case err == nil:
		return c
	case errors.Is(err, proxyproto.ErrNoProxyProtocol):
		s.log.Warn("a balancer sends no PROXY header", "balancer", raw.RemoteAddr())
	default: // it asked only whether somebody listens
		s.log.Debug("a balancer's connection ended", "balancer", raw.RemoteAddr(), "cause", err)
	}
	_ = raw.Close()
	return nil
}

// balances reports whether an address is a balancer's.
func (s *Server) balances(a net.Addr) bool {
	ap, err := netip.ParseAddrPort(a.String())
	if err != nil {
		return false
	}
	for _, p := range s.cfg.Balancers {
		if p.Contains(ap.Addr().Unmap().WithZone("")) {
			return true
		}
	}
	return false
}
