package register

// NthID is the SQL of the ID of the n-th of several new rows, where that of the first
// is made in the program: each is greater than the one before. Rows of one instant
// are listed by their IDs, so these are listed in the order they were made in.
func NthID(first, n string) string {
	return `(left(` + first + `::uuid::text, 24) ||
		lpad(to_hex(('x' || right(` + first + `::uuid::text, 12))::bit(48)::bigint + ` + n + ` - 1), 12, '0'))::uuid`
}
