package main

import (
	"time"

	"github.com/spf13/cobra"

	"github.com/civoranexus/society360/tui/sshd"
)

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
