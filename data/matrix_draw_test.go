package data_test

import (
	"fmt"
	"strings"
)

func fixed(cells []string) string {
	var line strings.Builder
	for _, c := range cells {
		fmt.Fprintf(&line, "%-7s", c)
	}
	return strings.TrimRight(line.String(), " ")
}

// drawn is the whole matrix with its legend.
func drawn(tables [][]string) string {
	var out strings.Builder
	out.WriteString("who may call what of data.Society\n")
	var head []string
	for _, c := range matrixColumns() {
		head = append(head, c[0])
		fmt.Fprintf(&out, "  %-8s%s\n", c[0], c[1])
	}
	for _, a := range [][2]string{
		{yes, "done and audited, or read whole"},
		{own, "read, filtered to one's own"},
		{no, "Forbidden; nothing changed in any table"},
		{wrong, "refused like a wrong password, counted and audited as one; nothing else changed"},
		{none, "answered in the same words as about what does not exist; nothing changed"},
		{bad, "refused for what was asked for, whoever asks; nothing changed"},
		{until, "read as before until the session ends, within five seconds"},
	} {
		fmt.Fprintf(&out, "  %-8s%s\n", a[0], a[1])
	}
	for _, table := range tables {
		fmt.Fprintf(&out, "\n%-36s%s\n%s\n", "", fixed(head), strings.Join(table, "\n"))
	}
	return out.String()
}
