package setup

import (
	"github.com/civoranexus/society360/data/internal/connect"
)

// What tests outside the package look at; they stand outside because datatest
// imports the package.
var (
	DeskGrants    = connect.DeskGrants
	DeskFunctions = deskFunctions
)

// MigrationLock is the advisory lock's number.
const MigrationLock = migrationLock
