package value

import "testing"

func TestPlateKey(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"mh 12-ab 1234": "MH12AB1234", "": "", "MH१२": "MH"} {
		if got := PlateKey(in); got != want {
			t.Errorf("PlateKey(%q) = %q, want %q", in, got, want)
		}
	}
}
