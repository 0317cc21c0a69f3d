package value_test

import (
	"testing"

	"github.com/civoranexus/society360/data/value"

	"github.com/jackc/pgx/v5"
	"pgregory.net/rapid"

	"github.com/civoranexus/society360/data/datatest"
)

func TestPlates(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]struct{ key, vehicle string }{
		"mh 12-ab 1234": {"MH12AB1234", "MH12AB1234"},
		"none":          {"NONE", ""},
		"MH१२":          {"MH", ""},
		"ka 7":          {"KA7", "KA7"},
		"":              {"", ""},
	} {
		if key, vehicle := value.PlateKey(in), value.Vehicle(in); key != want.key || vehicle != want.vehicle {
			t.Errorf("%q has the key %q and is the vehicle %q, want %+v", in, key, vehicle, want)
		}
	}
	if value.SameVehicle("", "") || value.SameVehicle("bike", "Bike") || !value.SameVehicle("mh12ab1234", "MH 12 AB-1234") {
		t.Error("two spellings of a plate are one vehicle, and no plate is nobody's")
	}
}

// TestPlatesFoldAlike: what the screens take for one vehicle is one in the database,
// whatever a person or another program wrote.
func TestPlatesFoldAlike(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	plates := rapid.OneOf(
		rapid.StringMatching(`[A-Za-z]{2}[ -]?[0-9]{1,2}[ .-]?[A-Za-z]{0,3} ?[0-9]{1,4}`),
		rapid.StringMatching(`[A-Za-z0-9 ıİſKéßǆ१२३٤五Ａ-]{0,12}`),
		rapid.StringOfN(rapid.Rune().Filter(func(r rune) bool { return r != 0 }), 0, 20, -1),
	)
	rapid.Check(t, func(rt *rapid.T) {
		plate, other := plates.Draw(rt, "plate"), plates.Draw(rt, "other")
		var key, vehicle string
		var same bool
		err := db.Owner.QueryRow(t.Context(), `SELECT society360_plate_key(@plate::text), `+value.VehicleOf(`@plate::text`)+`, `+value.VehicleIs(`@other::text`, `@vehicle::text`),
			value.VehicleArgs(pgx.NamedArgs{"plate": plate, "other": other}, plate)).Scan(&key, &vehicle, &same)
		if err != nil {
			rt.Fatal(err)
		}
		if key != value.PlateKey(plate) || vehicle != value.Vehicle(plate) || same != value.SameVehicle(plate, other) {
			rt.Fatalf("%q and %q: the database has %q, %q and %v, the desk %q, %q and %v", plate, other, key, vehicle, same,
				value.PlateKey(plate), value.Vehicle(plate), value.SameVehicle(plate, other))
		}
	})
}
