package money_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/money"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

// TestBillsForFurtherHeads follows a kind of charge through its life: listed, billed,
// charged a late fee, taken off the list, and still found.
func TestBillsForFurtherHeads(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	n := money.BillDraft{Unit: s.Units["A-101"], Type: "Sinking Fund", Amount: 2000_00, BillDate: s.Settings.ThisDay().AddDays(-30)}
	n.DueDate = n.BillDate.AddDays(10)
	raise := func(key uuid.UUID) (money.Bill, error) { return s.Money.RaiseBill(t.Context(), s.Admin, key, n) }
	refused := func() {
		t.Helper()
		_, err := raise(uuid.New())
		if e := datatest.Kind(t, err, fault.Invalid); e.Bad["type"] == nil || !strings.Contains(e.Bad["type"].Error(), "Opening") {
			t.Errorf("complaints %v", e.Bad)
		}
	}
	refused()
	datatest.Setting(t, s, "billing.heads", `["Repairs"," Sinking  Fund"]`)
	key := uuid.New()
	b, err := raise(key)
	if err != nil || b.Type != "Sinking Fund" {
		t.Fatalf("raised %+v, %v", b, err)
	}
	datatest.ChargesAutomatically(t, s)
	if charged := datatest.Charge(t, s); charged.Fees != 1 || charged.Total != 100_00 {
		t.Errorf("charged %+v, want 5%% of 2,000.00", charged)
	}

	datatest.Setting(t, s, "billing.heads", `["Repairs"]`)
	refused()
	if again, err := raise(key); err != nil || again.ID != b.ID {
		t.Errorf("the same key after the head was taken off: %s, want %s: %v", again.ID, b.ID, err)
	}
	page, err := s.Money.Bills(t.Context(), s.Admin, money.BillFilter{Types: []string{"Sinking Fund"}})
	if err != nil || len(page.Bills) != 1 || page.Bills[0].ID != b.ID {
		t.Errorf("found %+v, %v", page.Bills, err)
	}
	_, err = s.Money.Bills(t.Context(), s.Admin, money.BillFilter{Types: []string{"Sinking"}})
	if e := datatest.Kind(t, err, fault.Invalid); e.Bad["type"] == nil {
		t.Errorf("a filter that nothing can meet: %v", e.Bad)
	}

	datatest.Setting(t, s, "billing.heads", `Repairs`)
	n.Type = "Repairs"
	refused()
	n.Type = "Water"
	if _, err := raise(uuid.New()); err != nil {
		t.Errorf("a setting that cannot be read stops a bill for water: %v", err)
	}
}

// TestBillTypesAreInTheirOrder: the platform's, the society's, and dues from before.
func TestBillTypesAreInTheirOrder(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.Setting(t, s, "billing.heads", `["Repairs","Cheque Return"]`)
	set, err := s.Settings.Values(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"Maintenance", "Electricity", "Water", "Parking", "Amenity", "Repairs", "Cheque Return", "Opening"}
	if got := money.BillTypes(set); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}
