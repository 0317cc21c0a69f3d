package sshd

import (
	"net/netip"
	"strings"
	"time"
)

// Acquainted is how long an address counts as one that somebody signed in from
// lately.
const Acquainted = 7 * 24 * time.Hour

// maxKnown is how many such are remembered.
const maxKnown = 8192

// acquaintance is an address that somebody signed in from, and under which name;
// no name stands for anybody's.
type acquaintance struct {
	address netip.Addr
	user    string
}

// acquaintances are when people signed in from where, the last time.
type acquaintances map[acquaintance]time.Time

// knows reports whether that name signed in from an address lately; no name asks
// for anybody.
func (a acquaintances) knows(address netip.Addr, user string) bool {
	at, ok := a[acquaintance{address, strings.ToLower(user)}]
	return ok && time.Since(at) < Acquainted
}

// met remembers a sign-in. Where there are too many it forgets old ones, and then
// any: strangers cannot fill it, for nothing is remembered of them.
func (a acquaintances) met(address netip.Addr, user string, at time.Time) {
	if len(a) >= maxKnown {
		for who, last := range a {
			if time.Since(last) >= Acquainted || len(a) >= maxKnown {
				delete(a, who)
			}
		}
	}
	for _, name := range []string{"", strings.ToLower(user)} {
		if who := (acquaintance{address, name}); a[who].Before(at) {
			a[who] = at
		}
	}
}
