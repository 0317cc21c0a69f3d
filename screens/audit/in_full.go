package audit

// inFull says in full what the line of hints says in a word.
func inFull() map[string]string {
	return map[string]string{
		"filter": "filter by person, day or action",
		"export": "export to a file",
		"search": "search",
		"open":   "open the row",
	}
}
