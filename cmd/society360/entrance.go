package main

import (
	"errors"
	"net"
	"net/netip"
	"strings"
	"time"

	"github.com/spf13/cobra"
	gossh "golang.org/x/crypto/ssh"

	"github.com/civoranexus/society360/tui/sshd"
)

// entrance is where and how desks are served over SSH.
type entrance struct {
	listen    string
	keyFiles  []string
	keys      []gossh.Signer // see load
	balancers prefixes
	limits    sshd.Limits
}

// entranceFlags gives a command the flags of an entrance.
func (a *app) entranceFlags(cmd *cobra.Command, at *entrance) {
	cmd.Flags().StringVar(&at.listen, "listen", ":2222", "address to listen on")
	cmd.Flags().StringArrayVar(&at.keyFiles, "host-key", nil, "the server's private key (society360 host-key makes one); given again, one more")
	cmd.Flags().Var(&at.balancers, "proxy-from", "address of a balancer (10.0.0.5, 10.0.0.0/28) that says by PROXY headers for whom it connects; may be given several times")
	needs(cmd, "host-key")
	a.limitsFlags(cmd, &at.limits)
}

// load reads the keys, and refuses an address that nothing can listen on.
func (e *entrance) load() error {
	if _, err := listenHost(e.listen); err != nil {
		return err
	}
	for _, file := range e.keyFiles {
		key, err := sshd.LoadHostKey(file)
		if err != nil {
			return fail(err, "%s", err)
		}
		e.keys = append(e.keys, key)
	}
	return nil
}

// fingerprints names the keys as ssh prints them.
func (e *entrance) fingerprints() string {
	var names []string
	for _, key := range e.keys {
		names = append(names, gossh.FingerprintSHA256(key.PublicKey()))
	}
	return "host key " + strings.Join(names, " and ")
}

// open reports whether others than this machine's people may come in.
func (e *entrance) open() bool {
	host, err := listenHost(e.listen)
	ip := net.ParseIP(host)
	return err != nil || len(e.balancers) > 0 || host != "localhost" && (ip == nil || !ip.IsLoopback())
}

// prefixes is a flag that gathers networks, each typed as an address or as one with
// the length of its prefix.
type prefixes []netip.Prefix

// Set adds one as typed.
func (p *prefixes) Set(typed string) error {
	network, err := netip.ParsePrefix(typed)
	if ip, one := netip.ParseAddr(typed); one == nil {
		network, err = netip.PrefixFrom(ip, ip.BitLen()), nil
	}
	if err != nil || network.Addr().Is4In6() || network.Addr().Zone() != "" {
		return errors.New("it is no address or network")
	}
	*p = append(*p, network.Masked())
	return nil
}

// Append, Replace and GetSlice make it a flag that may be given several times.
func (p *prefixes) Append(typed string) error { return p.Set(typed) }

// Replace takes these in the place of what was given.
func (p *prefixes) Replace(typed []string) error {
	*p = nil
	for _, t := range typed {
		if err := p.Set(t); err != nil {
			return err
		}
	}
	return nil
}

// GetSlice is what was given.
func (p *prefixes) GetSlice() []string {
	var typed []string
	for _, network := range *p {
		typed = append(typed, network.String())
	}
	return typed
}

// String is what was given, in one line.
func (p *prefixes) String() string { return strings.Join(p.GetSlice(), ",") }

// Type names the flag's kind in a command's help.
func (p *prefixes) Type() string { return "network" }

// limitsFlags gives a command the limits of SSH connections, each of which has its
// usual value where nothing is said.
func (a *app) limitsFlags(cmd *cobra.Command, l *sshd.Limits) {
	counts := []struct {
		to    *int
		name  string
		usual int
		usage string
	}{
		{&l.Connections, "max-connections", 600, "SSH connections at once; a sixth is kept for who works here and for gates' terminals"},
		{&l.Unauthenticated, "max-unauthenticated", 60, "of these connections those that have not signed in yet"},
		{&l.PerAddress, "max-per-address", 5, "of those the ones from one address from which nobody signed in lately"},
		{&l.Transfers, "max-transfers", 4, "files on their way at once"},
		{&l.Passwords, "max-passwords", 3, "passwords that one connection may try"},
	}
	for _, c := range counts {
		cmd.Flags().IntVar(c.to, c.name, c.usual, c.usage)
	}
	cmd.Flags().DurationVar(&l.AuthTimeout, "sign-in-time", 20*time.Second, "how long a connection may take to sign in, such as 45s")
	a.check(cmd, func() error {
		for _, c := range counts {
			if *c.to < 1 {
				return usage("--%s takes a number, 1 or more, not %d", c.name, *c.to)
			}
		}
		switch {
		case l.Unauthenticated > l.Connections:
			return usage("--max-unauthenticated %d is more than --max-connections %d, of which they are a part", l.Unauthenticated, l.Connections)
		case l.AuthTimeout < time.Second:
			return usage("--sign-in-time takes a second or more, such as 45s, not %s", l.AuthTimeout)
		}
		return nil
	})
}
