package data

// DirectoryQuery is what the tests of plans look at.
var DirectoryQuery = directoryQuery
