// Package noquery keeps the program from asking its terminal for the colour of
// its background. Bubble Tea v1 asks as it is loaded and waits five seconds for
// an answer, which many a terminal never gives; then nothing is painted
// meanwhile, and an answer that comes late is read as keys. The desk's theme
// needs no answer.
//
// Bubble Tea gives no choice in the matter, but termenv, which asks on its
// behalf, asks nothing where the environment variable CI is set. Go initialises
// packages in the order of their import paths as soon as their own imports are
// ready (The Go Programming Language Specification, "Program initialization"),
// so this one, which imports only os, comes before termenv, and thus before
// Bubble Tea.
package noquery

import "os"

// mark is what CI is set to meanwhile; nobody else sets it to that.
const mark = "society360-noquery"

func init() { //nolint:gochecknoinits // it has to come before another package's init
	if os.Getenv("CI") == "" {
		_ = os.Setenv("CI", mark) // where it fails the terminal is asked
	}
}

// Over takes the environment back to what it was. main calls it first.
func Over() {
	if os.Getenv("CI") == mark {
		_ = os.Unsetenv("CI")
	}
}
