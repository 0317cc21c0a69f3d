package sshd

import (
	"strconv"
	"strings"
)

// The longest strings that are taken from a client, in bytes.
const (
	maxUser     = 255 // an e-mail address, as accounts have it
	maxPassword = 1024
	maxTerm     = 64
	maxEnv      = 256
	maxEnvs     = 16
	maxDetail   = 128
	maxFileName = 128
)

// printable bounds a string from a client and escapes whatever a terminal or a
// log might obey.
func printable(s string, limit int) string {
	if len(s) > limit {
		s = s[:limit]
	}
	q := strconv.QuoteToASCII(s)
	return strings.ReplaceAll(q[1:len(q)-1], `\"`, `"`)
}

// only keeps the bytes that ok allows, at most limit of them.
func only(s string, limit int, ok func(byte) bool) string {
	var b strings.Builder
	for i := 0; i < len(s) && b.Len() < limit; i++ {
		if ok(s[i]) {
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

func isAlnum(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

// termByte reports whether a byte stands in names of terminals.
func termByte(c byte) bool { return isAlnum(c) || strings.IndexByte("-._+", c) >= 0 }

// fileName reports whether get and put take a name.
func fileName(s string) bool {
	return s != "" && len(s) <= maxFileName && s[0] != '.' && s[0] != '-' && only(s, len(s), func(c byte) bool {
		return isAlnum(c) || strings.IndexByte("-._", c) >= 0
	}) == s
}

// envName reports whether a name is one of an environment variable.
func envName(s string) bool {
	return s != "" && (s[0] < '0' || s[0] > '9') && only(s, len(s), func(c byte) bool { return isAlnum(c) || c == '_' }) == s
}

// plain reports whether a value holds printable ASCII only.
func plain(s string) bool {
	return only(s, len(s), func(c byte) bool { return c >= 0x20 && c < 0x7f }) == s
}
