package opening_test

import (
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/imports/opening"

	"github.com/google/uuid"
)

// openingText writes what is bad and what is told of an opening, a line each.
func openingText(r opening.Report) string {
	var b strings.Builder
	for _, bad := range r.Bad {
		b.WriteString(bad.Sheet + " " + bad.Cell + " " + bad.Why.Error() + "\n")
	}
	for _, n := range r.Notes {
		b.WriteString("note " + n.Says + ": " + strings.Join(n.Where, "; ") + "\n")
	}
	return b.String()
}

// csvFile is a file of lines.
func csvFile(name string, lines ...string) opening.File {
	return opening.File{Name: name, Content: []byte(strings.Join(lines, "\r\n") + "\r\n")}
}

func TestOpening(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	files := []opening.File{
		csvFile("Members.csv", "Green Park CHS Ltd,,,,,", "Members as on 30/11/2026,,,,,", "Wing,Flat No.,Type,Owner Name,Mobile No,E-mail",
			"Q,Q-101,2 BHK,Ravi Iyer,9820012345,ravi@new.example", "Q,102,2-BHK,Leela Rao,+91 98200 12346,leela@new.example", ",G-1,Shop,Vacant,,"),
		csvFile("Dues.csv", "Flat,O/S (Rs.),Due Date", "Q101,\"1,500.50\",05/03/2026", "102 Q,(250),", "Total,\"1,250.50\","),
		csvFile("Payments.csv", "Date,Flat No,Amount,Mode,Ref No", "03/06/2026,Q/101,\"Rs. 5,000/-\",NEFT,UTR1", "04/07/2026,Q-101,4000,Cash,"),
		csvFile("Complaints.csv", "Flat,Complaint,Date,Status", "Q-102,Lift is noisy,1/11/2026,Open", "Q-101,Leak,1/10/2026,Closed"),
	}
	tables := []string{"blocks", "units", "users", "user_units", "bills", "payments", "maintenance_tickets", "payment_lines", "bill_lines", "society360_import_rows"}
	counts := func() (all []int) {
		for _, table := range tables {
			all = append(all, s.Count(t, table))
		}
		return all
	}
	before := counts()
	report, err := s.Openings.Rehearse(t.Context(), s.Admin, uuid.New(), files, opening.Options{})
	if err != nil || len(report.Bad) > 0 {
		t.Fatalf("%v\n%s", err, openingText(report))
	}
	t.Log(openingText(report))
	if report.Whole.Dues != 150050 || report.Whole.Credits != 25000 || report.Whole.Paid != 900000 || report.Added.Tickets != 1 || report.Added.Residents != 2 {
		t.Errorf("%+v", report)
	}
	if _, err = s.Openings.Open(t.Context(), s.Admin, uuid.New(), files[:3], opening.Options{}, "Meena Rao", nil); err == nil {
		t.Error("what was not rehearsed was taken in")
	}
	for round := range 2 {
		key := uuid.New()
		for range 2 {
			report, err = s.Openings.Open(t.Context(), s.Admin, key, files, opening.Options{}, "Meena Rao, Treasurer", nil)
			if err != nil || report.Number != round+1 {
				t.Fatalf("%d: %v\n%s", report.Number, err, openingText(report))
			}
		}
		if n := s.Count(t, `bills WHERE bill_type = 'Opening'`); n != 3 {
			t.Errorf("%d bills", n)
		}
		dues, err := s.Money.Ageing(t.Context(), s.Admin)
		if err != nil || dues.Total != 150050 {
			t.Errorf("ageing %+v, %v", dues, err)
		}
		if round == 1 {
			break
		}
		if by, err := s.Openings.Touched(t.Context(), s.Admin, report.Number, 10); err != nil || len(by) > 0 {
			t.Fatalf("touched %+v, %v", by, err)
		}
		key = uuid.New()
		for range 2 {
			if back, err := s.Openings.TakeBack(t.Context(), s.Admin, key, report.Number, "the wrong year"); err != nil || back.TakenBackAt == nil {
				t.Fatalf("taken back: %+v, %v", back, err)
			}
		}
		if after := counts(); !equal(before, after) {
			t.Fatalf("of %v there were %v, and are %v", tables, before, after)
		}
		_, err = s.Openings.TakeBack(t.Context(), s.Admin, uuid.New(), report.Number, "again")
		datatest.Kind(t, err, fault.Refused)
		if _, err := s.Openings.Rehearse(t.Context(), s.Admin, uuid.New(), files, opening.Options{}); err != nil {
			t.Fatal(err)
		}
	}
}

func equal(a, b []int) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
