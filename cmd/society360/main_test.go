package main

import (
	"os"
	"testing"

	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/tui/tuitest"
)

// asProgram has the test binary be the program itself, so that end-to-end tests
// run the code under test in a process of its own.
const asProgram = "SOCIETY360_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
	}
	os.Exit(tuitest.Main(func() int { return datatest.Main(m) }))
}
