package health

import "testing"

// TestWhatAServerIs: a connection over a network has addresses of two machines; a release
// ends on its day.
func TestWhatAServerIs(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		client, server string
		want           bool
	}{
		{"", "", false},
		{"127.0.0.1", "127.0.0.1", false},
		{"::1", "::1", false},
		{"10.0.4.7", "10.0.4.7", false},
		{"10.0.4.7", "10.0.4.8", true},
		{"2001:db8::7", "2001:db8::8", true},
	} {
		if got := overNetwork(c.client, c.server); got != c.want {
			t.Errorf("from %s to %s: %t", c.client, c.server, got)
		}
	}
	for major := 15; major <= 18; major++ {
		if before, after := endOf(major-1), endOf(major); !after.After(before) {
			t.Errorf("PostgreSQL %d ends %s, the one before %s", major, after, before)
		}
	}
	if !endOf(99).IsZero() {
		t.Error("a release to come has an end")
	}
}
