package data

import "slices"

// AllSettings lists every setting, in the order an editor shows them. Each room
// defines its own.
func AllSettings() []Setting {
	return slices.Concat(societySettings(), visitSettings(), accountSettings(), billSettings(), ticketSettings(), platformSettings())
}
