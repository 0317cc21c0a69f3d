package settings

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/value"
)

// Format is how a setting's value is stored and read.
type Format[T any] struct {
	// Stored is the type as system_config names it: string, number, boolean or json.
	Stored string
	// Read reads a stored value; the error is an English sentence.
	Read func(text string) (T, error)
	// Plain, where set, is a valid value as it is stored, of several spellings of one.
	Plain func(text string) string
}

// textFormat is a text of so many characters.
func textFormat(least, most int) Format[string] {
	return Format[string]{Stored: "string", Read: func(text string) (string, error) {
		text = value.Clean(text)
		if n := len([]rune(text)); n < least || n > most {
			return "", fault.Sentence(fmt.Sprintf("This needs %d to %d characters.", least, most))
		}
		return text, nil
	}}
}

// NumberFormat is a whole number.
func NumberFormat(least, most int) Format[int] {
	return Format[int]{Stored: "number", Read: func(text string) (int, error) {
		n, err := strconv.Atoi(text)
		if err != nil || n < least || n > most {
			return 0, outOfRange{least, most}
		}
		return n, nil
	}}
}

// DurationFormat is a whole number of units, such as hours.
func DurationFormat(unit time.Duration, least, most int) Format[time.Duration] {
	number := NumberFormat(least, most)
	return Format[time.Duration]{Stored: number.Stored, Read: func(text string) (time.Duration, error) {
		n, err := number.Read(text)
		return time.Duration(n) * unit, err
	}}
}

// outOfRange is the complaint about a number that a setting does not take.
type outOfRange struct{ least, most int }

func (e outOfRange) Error() string {
	return fmt.Sprintf("This needs a whole number from %d to %d.", e.least, e.most)
}

// ChoiceFormat is one of some words.
func ChoiceFormat[T ~string](words ...T) Format[T] {
	return Format[T]{Stored: "string", Read: func(text string) (T, error) {
		if !slices.Contains(words, T(text)) {
			e := notOne{}
			for _, word := range words {
				e.words = append(e.words, string(word))
			}
			return "", e
		}
		return T(text), nil
	}}
}

// notOne is the complaint about a word that a setting does not take.
type notOne struct{ words []string }

func (e notOne) Error() string {
	last := len(e.words) - 1
	return "This is one of " + strings.Join(e.words[:last], ", ") + " and " + e.words[last] + "."
}

// SwitchFormat is true or false.
func SwitchFormat() Format[bool] {
	return Format[bool]{Stored: "boolean", Read: func(text string) (bool, error) {
		if text != "true" && text != "false" {
			return false, fault.Sentence("This is either true or false.")
		}
		return text == "true", nil
	}}
}

// JSONFormat is what convert makes of a V in JSON; otherwise is the sentence about a
// text that holds none.
func JSONFormat[V, T any](otherwise string, convert func(V) (T, error)) Format[T] {
	return Format[T]{Stored: "json", Read: func(text string) (value T, err error) {
		var held V
		if json.Unmarshal([]byte(text), &held) != nil {
			return value, fault.Sentence(otherwise)
		}
		return convert(held)
	}}
}

// maxName is how many characters a name in a list of names may have: as many as the
// columns that keep one.
const maxName = 50

// Names are the names of a list, cleaned. The sentence about one that is empty or too
// long, or there twice in any letter case, calls them by what they name: one "gate",
// two "gates".
func Names(names []string, one, several string) ([]string, error) {
	clean := make([]string, len(names))
	for i, name := range names {
		clean[i] = value.Clean(name)
		if n := len([]rune(clean[i])); n == 0 || n > maxName {
			return nil, fault.Sentence(fmt.Sprintf("A %s's name has 1 to %d characters.", one, maxName))
		}
		if slices.ContainsFunc(clean[:i], func(before string) bool { return strings.EqualFold(before, clean[i]) }) {
			return nil, fault.Sentence(fmt.Sprintf("Two %s have the same name.", several))
		}
	}
	return clean, nil
}
