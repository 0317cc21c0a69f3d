package shell

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestWhatIsTypedFinds(t *testing.T) {
	t.Parallel()
	labels := []string{"check someone in", "check out", "take out", "Directory", "Ünits", "नमस्ते गेट", "go"}
	for typed, want := range map[string][]string{
		"check":     {"check someone in", "check out"},
		"CHECK  in": {"check someone in"},
		"in check":  {"check someone in"}, // in any order
		"c ch":      nil,                  // one word is not two
		"out":       {"check out", "take out"},
		"dir":       {"Directory"},
		"dty":       {"Directory"}, // letters in their order
		"ytd":       nil,           // and in no other
		"rectory":   nil,           // from the beginning of a word on
		"cko":       {"check out", "check someone in"},
		"üni":       {"Ünits"},
		"गे":        {"नमस्ते गेट"},
		"g":         {"go"}, // one letter begins a word or finds nothing
		"e":         nil,
		"...":       nil,
	} {
		var found []string
		for _, i := range nameTyped(typed).find(labels) {
			found = append(found, labels[i])
		}
		if !slices.Equal(found, want) {
			t.Errorf("%q finds %q, want %q", typed, found, want)
		}
	}
}

// TestBeginningsOfWordsFindTheText holds that a text is found by the beginnings of any
// of its words, whatever their order, case and the signs between them, before any
// text that has but the letters.
func TestBeginningsOfWordsFindTheText(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.StringMatching(`[abA0-9]{1,4}`), 1, 6).Draw(t, "words")
		typed := rapid.Permutation(words).Draw(t, "order")
		typed = typed[:rapid.IntRange(1, len(typed)).Draw(t, "typed")]
		for i, w := range typed {
			w = w[:rapid.IntRange(1, len(w)).Draw(t, "letters")]
			if rapid.Bool().Draw(t, "upper") {
				w = strings.ToUpper(w)
			}
			typed[i] = w
		}
		text := strings.Join(words, rapid.SampledFrom([]string{" ", "-", " (", ". "}).Draw(t, "between"))
		query := strings.Join(typed, rapid.SampledFrom([]string{" ", "-", "  "}).Draw(t, "typed between"))
		spread := "z" + strings.Join(strings.Split(strings.Join(typed, ""), ""), "z")
		if found := nameTyped(query).find([]string{spread, text}); len(found) == 0 || found[0] != 1 {
			t.Fatalf("%q finds %v of %q", query, found, text)
		}
	})
}

// TestWhatIsFoundHasTheLetters holds that nothing is found without all the letters in
// it, and nothing twice, whatever is typed.
func TestWhatIsFoundHasTheLetters(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		texts := rapid.SliceOfN(rapid.OneOf(rapid.String(), rapid.StringMatching(`[a-d \-]{0,12}`)), 0, 8).Draw(t, "texts")
		typed := rapid.OneOf(rapid.String(), rapid.StringMatching(`[a-d \-]{0,4}`)).Draw(t, "typed")
		seen := map[int]bool{}
		for _, i := range nameTyped(typed).find(texts) {
			if seen[i] {
				t.Fatalf("%q finds %q twice", typed, texts[i])
			}
			seen[i] = true
			has := map[rune]int{}
			for _, r := range strings.Join(wordsOf(texts[i]), "") {
				has[r]++
			}
			for _, r := range strings.Join(wordsOf(typed), "") {
				if has[r]--; has[r] < 0 {
					t.Fatalf("%q finds %q", typed, texts[i])
				}
			}
		}
	})
}
