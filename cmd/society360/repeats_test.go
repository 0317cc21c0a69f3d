package main

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// What is refused again and again is told as its number doubles, each kind by itself,
// and anew after a quiet hour.
func TestRepeatsAreToldAsTheyDouble(t *testing.T) {
	t.Parallel()
	r, now := newRepeats(), time.Unix(0, 0)
	count := func(kind string, times int) (told []int) {
		for range times {
			if n, is := r.next(kind, now); is {
				told = append(told, n)
			}
		}
		return told
	}
	if got := count("desks of Asha", 600); !slices.Equal(got, []int{1, 2, 4, 8, 16, 32, 64, 128, 256, 512}) {
		t.Errorf("600 are told as %v", got)
	}
	if got := count("desks of Vijay", 3); !slices.Equal(got, []int{1, 2}) {
		t.Errorf("another's are told as %v", got)
	}
	now = now.Add(repeatsQuiet + time.Second)
	if got := count("desks of Asha", 1); !slices.Equal(got, []int{1}) {
		t.Errorf("after a quiet hour: %v", got)
	}
	for i := range 3 * repeatsMost {
		count(fmt.Sprint(i), 1)
	}
	if len(r.of) > repeatsMost {
		t.Errorf("%d kinds are kept", len(r.of))
	}
}
