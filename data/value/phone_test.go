package value

import "testing"

func TestPhones(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]struct{ key, e164, shown, masked string }{
		"98200 12345":      {"9820012345", "+919820012345", "98200 12345", "98*** **345"},
		"+91 98200-12345":  {"9820012345", "+919820012345", "98200 12345", "98*** **345"},
		"09820012345":      {"9820012345", "+919820012345", "98200 12345", "98*** **345"},
		"+1 212 555 0123":  {"2125550123", "+12125550123", "+1 212-555-0123", "21*** **123"},
		"123":              {"123", "", "123", "***"},
		"":                 {"", "", "", ""},
		"not a phone at 1": {"1", "", "not a phone at 1", "*"},
	} {
		if got := PhoneKey(in); got != want.key {
			t.Errorf("PhoneKey(%q) = %q, want %q", in, got, want.key)
		}
		if got, ok := E164(in, "IN"); got != want.e164 || ok != (want.e164 != "") {
			t.Errorf("E164(%q) = %q, %v, want %q", in, got, ok, want.e164)
		}
		if got := FormatPhone(in, "IN"); got != want.shown {
			t.Errorf("FormatPhone(%q) = %q, want %q", in, got, want.shown)
		}
		if got := MaskPhone(in); got != want.masked {
			t.Errorf("MaskPhone(%q) = %q, want %q", in, got, want.masked)
		}
	}
}

func TestPlateKey(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"mh 12-ab 1234": "MH12AB1234", "": "", "MH१२": "MH"} {
		if got := PlateKey(in); got != want {
			t.Errorf("PlateKey(%q) = %q, want %q", in, got, want)
		}
	}
}
