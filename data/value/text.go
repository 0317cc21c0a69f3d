package value

import (
	"fmt"
	"reflect"
	"strings"
	"unicode/utf8"
)

// Cleaned is v with every string that it reaches through structs, pointers and
// slices cleaned in place. register passes all that it reads through here, so that
// no caller can forget to; bytes such as raw JSON are left alone.
func Cleaned[T any](v T) T {
	cleanValue(reflect.ValueOf(&v).Elem())
	return v
}

func cleanValue(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		if s := v.String(); (!printableASCII(s) || isReserved(s)) && v.CanSet() {
			v.SetString(CleanText(s))
		}
	case reflect.Pointer:
		if !v.IsNil() {
			cleanValue(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				cleanValue(v.Field(i))
			}
		}
	case reflect.Slice:
		if kind := v.Type().Elem().Kind(); kind != reflect.String && kind != reflect.Struct && kind != reflect.Pointer {
			return
		}
		for i := range v.Len() {
			cleanValue(v.Index(i))
		}
	}
}

// Limit cuts a string to at most n characters.
func Limit(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n])
}

// First returns the first of the values that is not empty.
func First(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

// MustJSON is the JSON of a value that only the program itself can get wrong: it
// panics on an error.
func MustJSON(b []byte, err error) []byte {
	if err != nil {
		panic(fmt.Errorf("data: a value of the program cannot be written as JSON: %w", err))
	}
	return b
}

// Tidy is a typed text of one line as it is stored: cleaned, and NULL when empty.
func Tidy(s string) *string {
	if s = Clean(s); s == "" {
		return nil
	}
	return &s
}

// LikeEscape keeps a person's % and _ from being wildcards.
func LikeEscape(s string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(s)
}
