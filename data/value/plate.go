package value

import "strings"

// PlateKey is a vehicle plate's letters and digits in upper case: "MH12AB1234".
// The database has the same rule in society360_plate_key.
func PlateKey(plate string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			return r
		}
		return -1
	}, plate)
}
