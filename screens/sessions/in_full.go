package sessions

// inFull says in full what the line of hints says in a word.
func inFull() map[string]string {
	return map[string]string{
		"end it": "end the session: sign it out",
		"open":   "open the session",
		"search": "search sessions",
	}
}
