package data

// PhoneNumberOf is PhoneNumber as the database computes it, with its arguments.
var (
	PhoneNumberOf = phoneNumberOf
	PhoneArgs     = phoneArgs
)
