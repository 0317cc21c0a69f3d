package tuitest

import "regexp"

// colours is a sequence that sets a colour, of the first eight, their bright ones or a
// palette's.
var colours = regexp.MustCompile(`\x1b\[(?:\d+;)*(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])[;m]`)

// Coloured reports whether a raw view sets a colour.
func Coloured(raw string) bool { return colours.MatchString(raw) }
