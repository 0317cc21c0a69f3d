package data

// What tests outside the package look at; they stand outside because datatest
// imports the package.
var (
	DeskGrants    = deskGrants
	DeskFunctions = deskFunctions
)

// MigrationLock is the advisory lock's number.
const MigrationLock = migrationLock
