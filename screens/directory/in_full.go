package directory

// inFull says in full what the line of hints says in a word.
func inFull() map[string]string {
	return map[string]string{
		"open":   "open the unit",
		"search": "search units and people",
	}
}
