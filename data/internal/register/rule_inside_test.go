package register

// Broken numbers the first of some conditions that does not hold, in SQL.
func Broken(conditions ...string) string {
	var r Rules[struct{}]
	for _, condition := range conditions {
		r = append(r, Rule[struct{}]{Holds: condition})
	}
	return r.Broken()
}

// Described is what is drawn from the description of an aggregate with a column of
// every kind.
func Described() (columns, returning, snapshot string) {
	a := Describe(
		"notes", "n", ``,
		Column{Name: "id"},
		Column{Name: "title", Field: "name", Audited: true},
		Column{Name: "body", Text: true, Audited: true},
		Column{Name: "kind", Or: `'all'`, Audited: true},
		Column{Name: "until", Field: "runs", Read: `n.until > now()`, Audited: true},
		Column{Name: "made_by", Field: NotRead, Audited: true, AuditAs: `lower(n.made_by)`},
		Column{Name: "xmin", Field: "version", Read: `n.xmin::text`},
		Column{Field: "author", Read: `coalesce(a.name, '')`},
	)
	return a.Columns, a.Returning, a.Snapshot
}
