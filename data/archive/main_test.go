package archive_test

import (
	"flag"
	"os"
	"testing"

	"github.com/civoranexus/society360/data/datatest"
)

func TestMain(m *testing.M) {
	// Each of these reads hundreds of pages; a flag that is given says otherwise.
	if err := flag.Set("rapid.checks", "15"); err != nil {
		panic(err)
	}
	os.Exit(datatest.Main(m))
}
