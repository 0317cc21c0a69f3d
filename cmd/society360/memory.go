package main

import "runtime/debug"

// memoryAim is the memory, in bytes, that a server tries to stay within: some
// hundreds of desks, and the few files that may be on their way.
const memoryAim = 1 << 30

// boundMemory has the program give memory back before it takes more than that.
// GOMEMLIMIT in the environment says otherwise.
func (a *app) boundMemory() {
	if a.getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryAim)
	}
}
