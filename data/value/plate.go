package value

import (
	"strings"

	"github.com/jackc/pgx/v5"
)

// PlateKey is a vehicle plate's letters and digits in upper case: "MH12AB1234".
// The database has the same rule in society360_plate_key.
func PlateKey(plate string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			return r
		}
		return -1
	}, plate)
}

// Vehicle is the plate by which a vehicle is known again, however it is typed: its
// PlateKey, empty where that has no digit. "none" and "bike" are no vehicle's.
func Vehicle(plate string) string {
	if key := PlateKey(plate); strings.ContainsAny(key, "0123456789") {
		return key
	}
	return ""
}

// SameVehicle reports whether two plates are one vehicle's; no plate is nobody's.
func SameVehicle(a, b string) bool {
	vehicle := Vehicle(a)
	return vehicle != "" && vehicle == Vehicle(b)
}

// VehicleOf is Vehicle of a column in SQL.
func VehicleOf(column string) string {
	key := `society360_plate_key(coalesce(` + column + `, ''))`
	return `CASE WHEN ` + key + ` ~ '[0-9]' THEN ` + key + ` ELSE '' END`
}

// VehicleIs is SameVehicle of a column and another expression in SQL that VehicleOf,
// or @vehicle of VehicleArgs, gives; the index on the column's key serves it.
func VehicleIs(column, vehicle string) string {
	return `(` + vehicle + ` <> '' AND society360_plate_key(` + column + `) = ` + vehicle + `)`
}

// VehicleArgs adds @vehicle, the Vehicle of a plate, to args, and returns them.
func VehicleArgs(args pgx.NamedArgs, plate string) pgx.NamedArgs {
	args["vehicle"] = Vehicle(plate)
	return args
}
