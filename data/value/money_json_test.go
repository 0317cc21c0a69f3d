package value_test

import (
	"encoding/json"
	"testing"

	"github.com/civoranexus/society360/data/value"

	"pgregory.net/rapid"
)

// TestPaiseJSON: an amount is written and read as the decimal number that it is,
// whatever its size, for the sums of a society are amounts too.
func TestPaiseJSON(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := value.Paise(rapid.Int64().Draw(t, "paise"))
		text, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		var back value.Paise
		if err := json.Unmarshal(text, &back); err != nil || back != p {
			t.Fatalf("%d is written %s and read %d: %v", int64(p), text, int64(back), err)
		}
	})
	for text, want := range map[string]value.Paise{`5000`: 5000_00, `"12.5"`: 12_50, `-0.05`: -5, `1250000000.00`: 1_250_000_000_00} {
		var p value.Paise
		if err := json.Unmarshal([]byte(text), &p); err != nil || p != want {
			t.Errorf("%s was read as %v: %v", text, p, err)
		}
	}
	for _, text := range []string{`1.005`, `"abc"`, `99999999999999999999`, `""`, `"5,000"`, `"NaN"`, `"Infinity"`, `true`} {
		var p value.Paise
		if err := json.Unmarshal([]byte(text), &p); err == nil {
			t.Errorf("%s was read as %v", text, p)
		}
	}
}
