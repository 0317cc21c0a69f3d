package value_test

import (
	"testing"

	"github.com/civoranexus/society360/data/value"
)

func TestBytes(t *testing.T) {
	t.Parallel()
	for n, want := range map[int64]string{
		0: "0 B", 999: "999 B", 1000: "1 kB", 12_345: "12 kB", 22_048_000: "22.0 MB", 456_000_000: "456 MB",
		1_400_000_000: "1.4 GB", 7_000_000_000_000_000: "7000 TB", -1_500_000: "-1.5 MB",
	} {
		if got := value.Bytes(n); got != want {
			t.Errorf("%d bytes are %q, want %q", n, got, want)
		}
	}
}
