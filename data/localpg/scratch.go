package localpg

import (
	"os"
	"runtime"
	"syscall"
)

// scratchRoom is the free space, in bytes, that a memory file system must have
// to be used for throw-away databases: a container's usual 64 MB hold not even one.
const scratchRoom = 2 << 30

// Scratch returns a folder to make folders of throw-away databases in: a memory
// file system where there is a roomy one (a cluster is made there in a third of
// the time, a database copied in a quarter), else /tmp. It does not ask TMPDIR,
// which is on a disk, and often too deep for a socket.
func Scratch() string {
	const memory = "/dev/shm"
	var st syscall.Statfs_t
	if runtime.GOOS != "linux" || syscall.Statfs(memory, &st) != nil || st.Bavail*uint64(st.Bsize) < scratchRoom { //nolint:gosec // a block size is positive
		return shortTemp
	}
	probe, err := os.MkdirTemp(memory, "society360-*")
	if err != nil {
		return shortTemp
	}
	if os.Remove(probe) != nil {
		return shortTemp
	}
	return memory
}
