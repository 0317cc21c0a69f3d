package money

import (
	"fmt"
	"slices"
	"strings"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/settings"
)

// Types of bills. Maintenance is what the monthly run raises, LateFee what is
// charged on an overdue bill; Opening are dues from before this register.
const (
	Maintenance = "Maintenance"
	Opening     = "Opening"
	LateFee     = "Late Fee"
)

// headsKey is the key of the setting that SQL names as well.
const headsKey = "billing.heads"

// platformTypes are the types of bills that the platform documents.
func platformTypes() []string {
	return []string{Maintenance, "Electricity", "Water", "Parking", "Amenity"}
}

// BillTypes are the types of bills that a person may raise: the platform's, what
// billing.heads lists besides, and Opening.
func BillTypes(set settings.Values) []string {
	return slices.Concat(platformTypes(), furtherHeads().In(set), []string{Opening})
}

// furtherHeads are further kinds of charge. One that is taken off the list stays on the
// bills that have it.
func furtherHeads() settings.Typed[[]string] {
	return settings.Define(headsKey, `[]`, "Further kinds of charge that a bill may be for, such as Sinking Fund",
		settings.JSONFormat(`This needs a list of names, such as ["Sinking Fund","Repairs"].`, headNames))
}

// maxHeads is how many further kinds of charge a form still shows at once.
const maxHeads = 20

func headNames(names []string) ([]string, error) {
	names, err := settings.Names(names, "head", "heads")
	if err != nil {
		return nil, err
	}
	if len(names) > maxHeads {
		return nil, fault.Sentence(fmt.Sprintf("At most %d further kinds of charge fit.", maxHeads))
	}
	for _, name := range names {
		for _, own := range append(platformTypes(), Opening, LateFee) {
			if strings.EqualFold(name, own) {
				return nil, fault.Sentence(own + " is there by itself; list what there is besides.")
			}
		}
	}
	return names, nil
}

// mayBill is the rule that a bill raised by hand is for one of its types. Where they
// were read from a list, it holds while @heads still is what the list says.
func mayBill(billType string, types []string) register.Rule[Bill] {
	holds := `false`
	if slices.Contains(types, billType) {
		holds = `@heads::text IS NULL OR EXISTS (SELECT FROM system_config WHERE config_key = '` + headsKey + `' AND config_value = @heads)`
	}
	return register.Rule[Bill]{Holds: holds, Says: NoSuchType(types)}
}

// NoSuchType is the complaint about a type that no bill may be raised for.
func NoSuchType(types []string) error {
	return fault.Wrong("type", "A bill is for one of these: %s.", strings.Join(types, ", "))
}
