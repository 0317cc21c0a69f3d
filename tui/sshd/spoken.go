//go:build unix

package sshd

import (
	"net"
	"syscall"
)

// spoken is how far a connection has come by the bytes that it has sent already.
// They are looked at and left unread, without waiting. A client sends its version
// as soon as it is connected, long before a busy server comes to accept it.
func spoken(c net.Conn) stage {
	sc, ok := c.(syscall.Conn)
	if !ok {
		return silent
	}
	raw, err := sc.SyscallConn()
	if err != nil {
		return silent
	}
	said := make([]byte, maxVersion)
	n := 0
	err = raw.Read(func(fd uintptr) bool {
		n, _, _ = syscall.Recvfrom(int(fd), said, syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
		return true
	})
	if err != nil || n <= 0 {
		return silent
	}
	return min(versionStage(said[:n], false), greeted) // it has to be read to count for more
}
