package data

import (
	"slices"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/settings"
)

// AllSettings lists every setting, in the order an editor shows them. Each room
// defines its own.
func AllSettings() []settings.Setting {
	return slices.Concat(settings.SocietySettings(), visitSettings(), accounts.Settings(), billSettings(), ticketSettings(), settings.PlatformSettings())
}
