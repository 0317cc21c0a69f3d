package reports

// inFull says in full what the line of hints says in a word.
func inFull() map[string]string {
	return map[string]string{
		"days":   "choose the days",
		"export": "export to a file",
	}
}
