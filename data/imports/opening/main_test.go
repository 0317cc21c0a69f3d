package opening_test

import (
	"flag"
	"os"
	"testing"

	"github.com/civoranexus/society360/data/datatest"
)

func TestMain(m *testing.M) {
	// Each check takes sheets in and back, which are some thirty statements.
	if err := flag.Set("rapid.checks", "5"); err != nil {
		panic(err)
	}
	os.Exit(datatest.Main(m))
}
