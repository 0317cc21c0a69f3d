package setup

import (
	"slices"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/archive"
	"github.com/civoranexus/society360/data/files"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/settings"
	"github.com/civoranexus/society360/data/tickets"
	"github.com/civoranexus/society360/data/visits"
)

// AllSettings lists every setting, in the order an editor shows them. Each room
// defines its own.
func AllSettings() []settings.Setting {
	return slices.Concat(settings.SocietySettings(), visits.Settings(), accounts.Settings(), money.Settings(), tickets.Settings(), archive.Settings(), files.Settings(), settings.PlatformSettings())
}
