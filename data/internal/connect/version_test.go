package connect_test

import (
	"testing"

	"github.com/civoranexus/society360/data/internal/connect"
)

func TestReleasesAreToldApart(t *testing.T) {
	t.Parallel()
	for version, want := range map[string]int{
		"14.20": 14, "15.18 (Debian 15.18-0+deb12u1)": 15, "16beta1": 16, "18devel": 18, "9.6.24": 9, "": 0, "unknown": 0,
	} {
		if got := connect.Major(version); got != want {
			t.Errorf("%q is release %d, want %d", version, got, want)
		}
	}
}
