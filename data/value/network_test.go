package value_test

import (
	"testing"

	"github.com/civoranexus/society360/data/value"
)

func TestNetwork(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"192.0.2.7": "192.0.2.7", "::ffff:192.0.2.7": "192.0.2.7", "local": "local", "": "", "300.1.1.1": "300.1.1.1",
		"2001:db8::1": "2001:db8::/64", "2001:db8:0:0:ffff::9": "2001:db8::/64", "2001:db8:0:1::1": "2001:db8:0:1::/64",
		"fe80::1%eth0": "fe80::/64", "2001:db8::1\x1b[2J": "2001:db8::1[2J",
	} {
		if got := value.Network(address); got != want {
			t.Errorf("%q: %q, want %q", address, got, want)
		}
	}
}
