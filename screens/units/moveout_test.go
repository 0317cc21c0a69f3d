package units_test

import (
	"testing"

	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/role"
)

// TestTheLastToGoIsToldOfWhatIsDue, a tenant too: the dues stay with the unit, whose next
// resident is named where there is one. Nothing is asked where nothing is due.
func TestTheLastToGoIsToldOfWhatIsDue(t *testing.T) {
	t.Parallel()
	d := open(t)
	home := d.Units.Find("B-204").ID
	bill := d.Bills.Put(money.Bill{UnitID: &home, Unit: "B-204", Amount: 500_00})
	d.Keys("end", "enter", "down", "o")
	d.See("Farah Khan moves out of B-204", "B-204 owes ₹500.00, which stays with the unit:", "lives there.")
	d.Keys("ctrl+s")
	d.See("Does Farah Khan move out all the same? y/n")
	d.Keys("n", "esc")
	ravi := d.Lives(d.Person("Ravi Iyer", role.Resident, ""), "B-204", "owner")
	ravi.Primary, ravi.MovedIn = false, day("2027-02-01")
	d.Keys("o")
	d.See("which stays with the unit: Ravi", "Iyer moves in on 1 Feb 2027.")
	d.Keys("esc")
	bill.Paid = bill.Amount
	d.Keys("o")
	d.Miss("owes")
	d.Keys("ctrl+s")
	d.See("Farah Khan moved out.")
}
