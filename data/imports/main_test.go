package imports_test

import (
	"os"
	"testing"

	"github.com/civoranexus/society360/data/datatest"
)

func TestMain(m *testing.M) { os.Exit(datatest.Main(m)) }
