package opening_test

import (
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/imports/opening"

	"github.com/google/uuid"
)

// TestHostile: cells that are meant to do something do nothing, and files that are
// meant to cost much are refused.
func TestHostile(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	rehearse := func(files ...opening.File) (opening.Report, error) {
		return soc.Openings.Rehearse(t.Context(), soc.Admin, uuid.New(), files, opening.Options{Type: "2BHK"})
	}
	report, err := rehearse(csvFile("a.csv", "Flat,Owner Name,E-mail,Dues", "Q-101,=cmd|'/c calc'!A0,a@new.example,=1+1", "Q-102,\x1b[2J\u202eRavi,b@new.example,5", "Q-103,"+strings.Repeat("x", 10<<20)+",c@new.example,5"))
	if err != nil || len(report.Bad) != 2 || report.Bad[0].Cell != "D2" || report.Bad[1].Cell != "B4" || strings.ContainsAny(openingText(report), "\x1b\u202e") {
		t.Errorf("%v\n%.500s", err, openingText(report))
	}
	for name, files := range map[string][]opening.File{
		"none": {}, "no headings": {csvFile("a.csv", "x,y", "1,2")}, "UTF-16": {{Name: "a.csv", Content: []byte("\xff\xfeF\x00l\x00")}}, "no workbook": {{Name: "a.xlsx", Content: []byte("PK\x03\x04rest")}},
		"a locked workbook": {{Name: "a.xlsx", Content: []byte("\xd0\xcf\x11\xe0rest")}}, "too large": {{Name: "a.csv", Content: make([]byte, 17<<20)}}, "all bad": {csvFile("a.csv", append([]string{"Flat,Dues"}, strings.Split(strings.Repeat("x,y\n", 6000), "\n")...)...)},
	} {
		if _, err := rehearse(files...); err == nil {
			t.Errorf("%s was read", name)
		} else {
			datatest.Kind(t, err, fault.Refused)
		}
	}
	if n := soc.Count(t, `society360_imports`); n != 0 {
		t.Errorf("%d rehearsals", n)
	}
}
