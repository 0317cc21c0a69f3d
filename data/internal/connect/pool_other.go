//go:build !linux

package connect

import "syscall"

// dropSilent does nothing where the kernel has no such limit for a connection;
// keep-alives and the deadlines of statements are left.
func dropSilent(_, _ string, _ syscall.RawConn) error { return nil }
