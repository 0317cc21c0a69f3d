package data

// What tests outside the package look at; they stand outside because datatest
// imports the package.
var (
	Connect       = connect
	ConnectDirect = connectDirect
	DeskRoleTaken = deskRoleTaken
	DeskGrants    = deskGrants
	UnitKey       = unitKey
)

// MigrationLock is the advisory lock's number.
const MigrationLock = migrationLock
