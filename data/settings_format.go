package data

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

// format is how a setting's value is stored and read.
type format[T any] struct {
	// stored is the type as system_config names it: string, number, boolean or json.
	stored string
	// read reads a stored value; the error is an English sentence.
	read func(text string) (T, error)
}

// textFormat is a text of so many characters.
func textFormat(least, most int) format[string] {
	return format[string]{"string", func(text string) (string, error) {
		text = value.Clean(text)
		if n := len([]rune(text)); n < least || n > most {
			return "", fault.Sentence(fmt.Sprintf("This needs %d to %d characters.", least, most))
		}
		return text, nil
	}}
}

// numberFormat is a whole number.
func numberFormat(least, most int) format[int] {
	return format[int]{"number", func(text string) (int, error) {
		n, err := strconv.Atoi(text)
		if err != nil || n < least || n > most {
			return 0, outOfRange{least, most}
		}
		return n, nil
	}}
}

// durationFormat is a whole number of units.
func durationFormat(unit time.Duration, least, most int) format[time.Duration] {
	number := numberFormat(least, most)
	return format[time.Duration]{number.stored, func(text string) (time.Duration, error) {
		n, err := number.read(text)
		return time.Duration(n) * unit, err
	}}
}

// outOfRange is the complaint about a number that a setting does not take.
type outOfRange struct{ least, most int }

func (e outOfRange) Error() string {
	return fmt.Sprintf("This needs a whole number from %d to %d.", e.least, e.most)
}

// choiceFormat is one of some words.
func choiceFormat[T ~string](words ...T) format[T] {
	return format[T]{"string", func(text string) (T, error) {
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

// switchFormat is true or false.
func switchFormat() format[bool] {
	return format[bool]{"boolean", func(text string) (bool, error) {
		if text != "true" && text != "false" {
			return false, fault.Sentence("This is either true or false.")
		}
		return text == "true", nil
	}}
}

// jsonFormat is what JSON holds as a V, and convert makes of it; where it holds
// none, the sentence says so.
func jsonFormat[V, T any](otherwise string, convert func(V) (T, error)) format[T] {
	return format[T]{"json", func(text string) (value T, err error) {
		var held V
		if json.Unmarshal([]byte(text), &held) != nil {
			return value, fault.Sentence(otherwise)
		}
		return convert(held)
	}}
}
