package value_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/value"
)

func TestDay(t *testing.T) {
	t.Parallel()
	d, err := value.ParseDay("2026-12-31")
	if err != nil || d != (value.Day{Year: 2026, Month: time.December, Day: 31}) {
		t.Fatalf("%v, %v", d, err)
	}
	for got, want := range map[value.Day]string{
		d.AddDays(1): "2027-01-01", d.AddDays(-31): "2026-11-30", d.AddMonths(2): "2027-02-01", d.FirstOfMonth(): "2026-12-01", {}: "",
	} {
		if got.String() != want {
			t.Errorf("%v, want %s", got, want)
		}
	}
	if !d.Before(d.AddDays(1)) || d.Before(d) || d.AddDays(60).DaysSince(d) != 60 {
		t.Error("days are ordered wrongly")
	}
	india := time.FixedZone("IST", 5*3600+1800)
	if at := d.In(india); !at.Equal(time.Date(2026, 12, 30, 18, 30, 0, 0, time.UTC)) || value.DayOf(at) != d {
		t.Errorf("the day begins at %v", at)
	}
	for _, bad := range []string{"2026-02-30", "31-12-2026", "", "2026-12-31T00:00:00Z"} {
		if got, err := value.ParseDay(bad); err == nil {
			t.Errorf("%q is read as %s", bad, got)
		}
	}
}

// TestExactJSON: days and amounts survive JSON digit by digit.
func TestExactJSON(t *testing.T) {
	t.Parallel()
	type row struct {
		Amount value.Paise `json:"amount"`
		Least  value.Paise `json:"least"`
		Back   value.Paise `json:"back"`
		Day    value.Day   `json:"day"`
		None   *value.Day  `json:"none"`
		Never  value.Day   `json:"never"`
	}
	r := row{Amount: value.MaxAmount, Least: 1, Back: -123_45, Day: value.Day{Year: 2026, Month: 2, Day: 28}}
	text, err := json.Marshal(r)
	if want := `{"amount":99999999.99,"least":0.01,"back":-123.45,"day":"2026-02-28","none":null,"never":null}`; err != nil || string(text) != want {
		t.Errorf("%s, want %s: %v", text, want, err)
	}
	var back row
	if err := json.Unmarshal(text, &back); err != nil || back != r {
		t.Errorf("%+v, want %+v: %v", back, r, err)
	}
	for _, bad := range []string{`1.005`, `1e3`, `true`, `"x"`} {
		var p value.Paise
		if err := json.Unmarshal([]byte(bad), &p); err == nil {
			t.Errorf("%s is read as %s", bad, p)
		}
	}
}
