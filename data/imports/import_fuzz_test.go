package imports

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/civoranexus/society360/data/value"
)

// FuzzImportFile: whatever a file holds, reading it ends in lines, complaints or
// a refusal; every line that is taken would fit the tables, and of those that are
// blamed at most the unit is taken.
func FuzzImportFile(f *testing.F) {
	head := strings.Join(Columns(), ",") + "\n"
	for _, seed := range []string{
		"", head, head + "Tower A,101,1,2BHK,Meera Joshi,meera@test.example,98200 12345,owner,yes,2024-01-31\r\n",
		"\xef\xbb\xbfunit,block,type,floor\n'=1,T,Shop,-9\n", head + "\"a\nb\",1,1,2BHK\n", head + "A,\"1,1,2BHK",
		head + "A,\"1,1,2BHK\nB,2,1,x\n\n\nC,\"3\"\",1,Shop\n\"", strings.ReplaceAll(head, ",", ";") + "\r\nA;1;1;Shop;;;;;;\rB",
		head + "é,\u202e1,9999999999999999999,x,\x00,@,+,family member,X,1/1/1",
	} {
		f.Add([]byte(seed))
	}
	today := value.Day{Year: 2026, Month: 11, Day: 21}
	f.Fuzz(func(t *testing.T, content []byte) {
		file, err := readImport(content, "IN", today)
		if err != nil {
			return
		}
		blamed := map[int]bool{}
		for _, b := range file.bad {
			blamed[b.Line] = true
			if b.Line < 1 || b.Why == nil || b.Why.Format == "" {
				t.Errorf("blamed without a reason: %+v", b)
			}
		}
		taken := 0
		for _, l := range file.lines {
			if blamed[l.line] != l.spoiled {
				t.Errorf("line %d: blamed %t, spoiled %t", l.line, blamed[l.line], l.spoiled)
			}
			if l.spoiled {
				continue
			}
			taken++
			for _, text := range []struct {
				value string
				most  int
			}{{l.block, 50}, {l.unit, 20}, {l.kind, 20}, {l.name, 100}, {l.email, 255}, {l.phone, 20}, {l.tie, 20}} {
				if utf8.RuneCountInString(text.value) > text.most || value.Clean(text.value) != text.value {
					t.Errorf("line %d holds %q", l.line, text.value)
				}
			}
			if l.block == "" || l.unit == "" || l.inhabited() && (l.tie == "" || l.email == "" || l.name == "") {
				t.Errorf("line %d lacks something: %+v", l.line, l)
			}
		}
		if taken+len(blamed) > file.count {
			t.Errorf("%d lines and %d blamed of %d", taken, len(blamed), file.count)
		}
		plan := planImport(&file, standing{residents: 1})
		if len(plan.units) > len(file.lines) || len(plan.ties) > len(file.lines) {
			t.Errorf("%d units and %d residents of %d lines", len(plan.units), len(plan.ties), len(file.lines))
		}
	})
}
