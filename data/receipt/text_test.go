package receipt

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/value"

	"github.com/clipperhouse/displaywidth"
	"github.com/google/uuid"
	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "write the golden files")

// ist is the zone of the receipts here: tests need no zone files.
func ist() *time.Location { return time.FixedZone("IST", 5*3600+1800) }

func bill() *uuid.UUID { id := uuid.UUID{1}; return &id }

// paid is an ordinary receipt of two bills.
func paid() money.Receipt {
	november := value.Day{Year: 2026, Month: time.November, Day: 1}
	return money.Receipt{
		Number: "2026-000123", Society: "Green Park Co-operative Housing Society", Unit: "A-101", Block: "Tower A",
		Payer: "Meera Joshi", Method: money.UPI, Reference: "4455667788", ReceivedBy: "Asha Rao",
		PaidAt: time.Date(2026, 11, 23, 8, 37, 0, 0, time.UTC), IssuedAt: time.Date(2026, 11, 23, 8, 37, 0, 0, time.UTC), Total: 1_23_456_07,
		Lines: []money.ReceiptLine{
			{BillID: bill(), BillType: "Maintenance", Description: "Maintenance November 2026", Month: &november, BillDate: november, Amount: 1_20_000_00, BillAmount: 1_20_000_00},
			{BillID: bill(), BillType: "Water", Description: "tanker, 3 trips", BillDate: november.AddDays(9), Amount: 3_456_07, BillAmount: 4_000_00},
		},
	}
}

// receipts are the kinds of receipts, by name.
func receipts() map[string]money.Receipt {
	back := time.Date(2026, 11, 24, 4, 30, 0, 0, time.UTC)
	cancelled := paid()
	cancelled.Reversed = cancelled.Total
	partly := paid()
	partly.Reversed = 3_456_07
	for i := range cancelled.Lines {
		cancelled.Lines[i].ReversedAt, cancelled.Lines[i].Reason = &back, "cheque returned"
	}
	partly.Lines[1].ReversedAt, partly.Lines[1].Reason = &back, "entered for the wrong bill"
	simulated := paid()
	simulated.Simulated, simulated.ReceivedBy = true, ""
	confirmed := paid()
	confirmed.Confirmed, confirmed.DayOnly = true, true
	return map[string]money.Receipt{
		"simulated": simulated, "confirmed": confirmed,
		"paid": paid(), "reversed": cancelled, "partly_reversed": partly,
		"bare": {Number: "2026-000001", Society: "Our Society", Lines: []money.ReceiptLine{{}}},
		"long": {
			Number: "2026-1234567", Society: strings.Repeat("Shri Ganesh Krupa Co-operative Housing Society Limited ", 3), Unit: "B-204", Block: "Tower B",
			Payer: "सुनीता क्षीरसागर " + strings.Repeat("Abdul Rahman ", 8), Method: money.BankTransfer, Reference: strings.Repeat("N", 100),
			PaidAt: back, IssuedAt: back, ReceivedBy: "श्रद्धा कुलकर्णी", Total: value.MaxAmount,
			Lines: []money.ReceiptLine{
				{BillID: bill(), BillType: strings.Repeat("Electricity and ", 6), Description: strings.Repeat("common lighting ", 20), BillDate: value.Day{Year: 2026, Month: 4, Day: 1}, Amount: value.MaxAmount, BillAmount: value.MaxAmount},
				{BillDate: value.Day{Year: 2026, Month: 4, Day: 1}},
			},
		},
	}
}

func TestText(t *testing.T) {
	t.Parallel()
	for name, r := range receipts() {
		golden(t, name, Text(r, ist(), "₹"))
	}
	golden(t, "ascii", Text(paid(), ist(), "Rs "))
	if s := Text(paid(), ist(), "Rs "); len(s) != utf8.RuneCountInString(s) {
		t.Errorf("the ASCII receipt has other letters:\n%s", s)
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (write it with -update)", err)
	}
	if got != string(want) {
		t.Errorf("%s differs\n--- want\n%s\n--- got\n%s", path, want, got)
	}
}

// anything draws a receipt of whatever people and other programs may have typed.
func anything(t *rapid.T) money.Receipt {
	text := rapid.String()
	if rapid.Bool().Draw(t, "script") {
		text = rapid.StringMatching(`[क-ह][ा-ौ]?्?[अ-ह]{0,9} (ক|க|క|ಕ|ക|ગ|ਗ|ଗ|ق|界|é|\x1b|\t){0,20}`)
	}
	amount := rapid.Custom(func(t *rapid.T) value.Paise {
		return value.Paise(rapid.Int64Range(0, int64(value.MaxAmount)).Draw(t, "amount"))
	})
	r := money.Receipt{
		Number: "2026-000001", Society: text.Draw(t, "society"), Unit: text.Draw(t, "unit"), Block: text.Draw(t, "block"),
		Payer: text.Draw(t, "payer"), Method: money.PaymentMethod(text.Draw(t, "method")), Reference: text.Draw(t, "reference"),
		ReceivedBy: text.Draw(t, "by"), PaidAt: time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "at"), 0),
		Total: amount.Draw(t, "total"), Reversed: amount.Draw(t, "reversed"),
	}
	for range rapid.IntRange(1, 4).Draw(t, "lines") {
		r.Lines = append(r.Lines, money.ReceiptLine{
			BillID: bill(), BillType: text.Draw(t, "type"), Description: text.Draw(t, "description"),
			Amount: amount.Draw(t, "part"), BillAmount: amount.Draw(t, "bill"), ReversedAt: &r.PaidAt, Reason: text.Draw(t, "reason"),
		})
	}
	return r
}

// TestTextFits: whatever was typed, no line is wider than the paper and nothing
// in it moves a printer's head.
func TestTextFits(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := Text(anything(t), ist(), "₹")
		for line := range strings.Lines(text) {
			line = strings.TrimSuffix(line, "\n")
			single := 0 // as a terminal shows it that joins no letters
			for _, r := range line {
				single += displaywidth.Rune(r)
			}
			if joined := displaywidth.String(line); max(joined, single) > width {
				t.Fatalf("%d columns, %d where letters join: %q", single, joined, line)
			}
			if i := strings.IndexFunc(line, func(r rune) bool { return r < ' ' || r >= 0x7f && r < 0xa0 }); i >= 0 {
				t.Fatalf("a control byte in %q", line)
			}
		}
	})
}
