// Package wire is what stands between a program and a slow line: its input cleans
// and bounds what a terminal sends before Bubble Tea parses it, its display sends
// only the cells that changed, and Run joins both to a program.
//
// A guard's terminal may hang on 9600 baud, which is 960 bytes a second, and
// what arrives from it may have been cut anywhere by the line.
package wire
