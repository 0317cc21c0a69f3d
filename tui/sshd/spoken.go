//go:build unix

package sshd

import (
	"net"
	"syscall"
)

// spoken reports whether a new connection has sent something already, without
// taking it and without waiting. A client sends its version as soon as it is
// connected, long before a busy server comes to accept it.
func spoken(c net.Conn) bool {
	sc, ok := c.(syscall.Conn)
	if !ok {
		return false
	}
	raw, err := sc.SyscallConn()
	if err != nil {
		return false
	}
	n := 0
	err = raw.Read(func(fd uintptr) bool {
		var b [1]byte
		n, _, _ = syscall.Recvfrom(int(fd), b[:], syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
		return true
	})
	return err == nil && n > 0
}
