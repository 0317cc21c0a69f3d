package connect

// LockKey is the key of an advisory lock, in SQL, from an expression that names it:
// locks are the database's, and two societies may share one, a schema each.
func LockKey(name string) string {
	return `hashtextextended(` + name + ` || ' ' || current_schema()::text, 360)`
}
