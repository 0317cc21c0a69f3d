package directory

// DirectoryQuery is what the tests of plans look at.
var DirectoryQuery = directoryQuery
