package connect

// PathNames and AskedPath read search paths.
var (
	PathNames = pathNames
)
