package imports

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/civoranexus/society360/data/imports/intake"
	"github.com/civoranexus/society360/data/value"
)

// FuzzImportFile: whatever a file holds, reading it ends in lines, complaints or
// a refusal; every line that is taken would fit the tables, and of those that are
// blamed at most the unit is taken.
func FuzzImportFile(f *testing.F) {
	head := strings.Join(intake.Columns(), ",") + "\n"
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
		for _, b := range file.Bad {
			blamed[b.Line] = true
			if b.Line < 1 || b.Why == nil || b.Why.Format == "" {
				t.Errorf("blamed without a reason: %+v", b)
			}
		}
		taken := 0
		for _, l := range file.Lines {
			if blamed[l.Line] != l.Spoiled {
				t.Errorf("line %d: blamed %t, spoiled %t", l.Line, blamed[l.Line], l.Spoiled)
			}
			if l.Spoiled {
				continue
			}
			taken++
			for _, text := range []struct {
				value string
				most  int
			}{{l.Block, 50}, {l.Unit, 20}, {l.Kind, 20}, {l.Name, 100}, {l.Email, 255}, {l.Phone, 20}, {l.Tie, 20}} {
				if utf8.RuneCountInString(text.value) > text.most || value.Clean(text.value) != text.value {
					t.Errorf("line %d holds %q", l.Line, text.value)
				}
			}
			if l.Block == "" || l.Unit == "" || l.Inhabited() && (l.Tie == "" || l.Email == "" || l.Name == "") {
				t.Errorf("line %d lacks something: %+v", l.Line, l)
			}
		}
		if taken+len(blamed) > file.Count {
			t.Errorf("%d lines and %d blamed of %d", taken, len(blamed), file.Count)
		}
		plan := intake.PlanOf(&file, intake.Standing{Residents: 1})
		if len(plan.Units) > len(file.Lines) || len(plan.Ties) > len(file.Lines) {
			t.Errorf("%d units and %d residents of %d lines", len(plan.Units), len(plan.Ties), len(file.Lines))
		}
	})
}
