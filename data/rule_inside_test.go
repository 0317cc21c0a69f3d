package data

// Broken numbers the first of some conditions that does not hold, in SQL.
func Broken(conditions ...string) string {
	var r rules[struct{}]
	for _, condition := range conditions {
		r = append(r, rule[struct{}]{holds: condition})
	}
	return r.broken()
}

// Described is what is drawn from the description of an aggregate with a column of
// every kind.
func Described() (columns, returning, snapshot string) {
	a := describe(
		"notes", "n", ``,
		column{name: "id"},
		column{name: "title", field: "name", audited: true},
		column{name: "body", text: true, audited: true},
		column{name: "kind", or: `'all'`, audited: true},
		column{name: "until", field: "runs", read: `n.until > now()`, audited: true},
		column{name: "made_by", field: notRead, audited: true, auditAs: `lower(n.made_by)`},
		column{name: "xmin", field: "version", read: `n.xmin::text`},
		column{field: "author", read: `coalesce(a.name, '')`},
	)
	return a.columns, a.returning, a.snapshot
}
