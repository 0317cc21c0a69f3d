package main

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"syscall"
)

// listenHost is the host of a --listen, empty for every address of the machine.
func listenHost(listen string) (string, error) {
	host, _, err := net.SplitHostPort(listen)
	if err != nil {
		return "", usage("--listen takes HOST:PORT or :PORT, not %q", listen)
	}
	return host, nil
}

// Where the demo is served unless it is told otherwise. That port is a favourite
// of other programs too, and of a demo that runs already.
const (
	usualPort  = "127.0.0.1:2222"
	portsTried = 50
)

// nextFree listens on the usual port, or on the first free one after it.
func (a *app) nextFree(ctx context.Context) (net.Listener, error) {
	usual := netip.MustParseAddrPort(usualPort)
	for i := range uint16(portsTried) {
		at := netip.AddrPortFrom(usual.Addr(), usual.Port()+i)
		listener, err := listenOn(ctx, at.String())
		switch {
		case err == nil && i > 0:
			a.say("Port %d is taken; SSH is served on %d.", usual.Port(), at.Port())
			return listener, nil
		case err == nil || !errors.Is(err, syscall.EADDRINUSE):
			return listener, err
		}
	}
	return nil, fail(nil, "The ports from %d to %d are all taken; name another with --listen.", usual.Port(), usual.Port()+portsTried-1)
}

// listenOn listens on one address. Where it cannot, the error says whether the
// address is taken.
func listenOn(ctx context.Context, address string) (net.Listener, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fail(err, "%s is taken; name another with --listen.", address)
	case err != nil:
		return nil, fail(err, "Cannot listen on %s (%s); name another address with --listen.", address, listenFault(err))
	}
	return listener, nil
}

// listenFault is the system's own word of why nothing can be listened on.
func listenFault(err error) string {
	var system syscall.Errno
	if errors.As(err, &system) {
		return system.Error()
	}
	var lookup *net.DNSError
	if errors.As(err, &lookup) {
		return lookup.Err
	}
	return err.Error()
}
