package localpg

import (
	"os"
	"runtime"
	"syscall"
)

// scratchRoom is the free space, in bytes, that a memory file system must have
// to be used for throw-away databases: a container's usual 64 MB hold not even one.
const scratchRoom = 2 << 30

// scratch returns a folder to make folders of throw-away databases in: TMPDIR
// where it is set, else a memory file system where there is a roomy one (making
// a cluster there takes a third of the time), else the system's usual place.
func scratch() string {
	const memory = "/dev/shm"
	if dir := os.Getenv("TMPDIR"); dir != "" {
		return dir
	}
	var st syscall.Statfs_t
	if runtime.GOOS != "linux" || syscall.Statfs(memory, &st) != nil || st.Bavail*uint64(st.Bsize) < scratchRoom { //nolint:gosec // a block size is positive
		return os.TempDir()
	}
	probe, err := os.MkdirTemp(memory, "society360-*")
	if err != nil {
		return os.TempDir()
	}
	if os.Remove(probe) != nil {
		return os.TempDir()
	}
	return memory
}
