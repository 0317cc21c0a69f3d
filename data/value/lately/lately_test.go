package lately

import (
	"strconv"
	"strings"
	"sync"
	"testing"
)

// TestTextsAreKeptAsTheyAreMade: by their region, by several desks at a time, and never
// without end.
func TestTextsAreKeptAsTheyAreMade(t *testing.T) {
	t.Parallel()
	texts := &Texts{Most: 200, Long: 10}
	made := func(of, region string) string { return of + " in " + region }
	numbered := func(i int) string { return strconv.Itoa(i % (texts.Most + 20)) }
	var desks sync.WaitGroup
	for _, region := range []string{"IN", "GB", "IN", "GB"} {
		desks.Go(func() {
			for i := range 10 * texts.Most {
				if got, want := texts.Of(numbered(i), region, made), made(numbered(i), region); got != want {
					t.Errorf("%q, want %q", got, want)
				}
			}
		})
	}
	desks.Wait()
	long := strings.Repeat("9", texts.Long+1)
	if got := texts.Of(long, "IN", made); got != made(long, "IN") {
		t.Errorf("%q of a long one", got)
	}
	kept := 0
	texts.kept.Range(func(of, _ any) bool {
		if key, ok := of.(text); !ok || len(key.text) > texts.Long {
			t.Errorf("%q is kept", of)
		}
		kept++
		return true
	})
	if kept == 0 || kept > 2*texts.Most {
		t.Errorf("%d texts are kept", kept)
	}
}

// TestWhatIsKeptIsNotMadeAgain.
func TestWhatIsKeptIsNotMadeAgain(t *testing.T) {
	t.Parallel()
	texts, times := &Texts{Most: 2, Long: 10}, 0
	for range 3 {
		texts.Of("a", "IN", func(of, _ string) string {
			times++
			return of
		})
	}
	if times != 1 {
		t.Errorf("made %d times", times)
	}
}
