package units

// inFull says in full what the line of hints says in a word.
func inFull() map[string]string {
	return map[string]string{
		"open":            "open the unit",
		"new":             "add a unit",
		"edit":            "edit the unit",
		"move in":         "move somebody in",
		"move out":        "move somebody out",
		"primary contact": "make the primary contact",
		"maintenance":     "under maintenance, or no longer",
		"delete":          "delete the unit",
		"import":          "import units and residents from a file",
		"history":         "history: who changed the unit",
		"search":          "search units",
		"check":           "check the file",
		"whole":           "show the whole row",
	}
}
