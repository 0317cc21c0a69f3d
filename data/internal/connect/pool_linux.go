package connect

import (
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// dropSilent has the kernel end a connection whose peer does not acknowledge what
// was sent to it; by itself it goes on sending for a quarter of an hour.
func dropSilent(network, _ string, conn syscall.RawConn) error {
	if !strings.HasPrefix(network, "tcp") {
		return nil
	}
	// Not to be had, as behind some emulations, is no reason not to connect.
	return conn.Control(func(fd uintptr) {
		_ = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, int(silentTime.Milliseconds()))
	})
}
