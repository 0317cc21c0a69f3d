package shell_test

import (
	"os"
	"testing"

	"github.com/civoranexus/society360/tui/tuitest"
)

func TestMain(m *testing.M) { os.Exit(tuitest.Main(m.Run)) }
