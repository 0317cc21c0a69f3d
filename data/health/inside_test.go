package health

// LogWaits is the check of the log that is not handed over, of what a statement tells of it.
func LogWaits(archiver string) string { return unhanded(archiver) }

// Archiver is what tells of it on a server.
const Archiver = archiverSQL
