package notices

// inFull says in full what the line of hints says in a word.
func inFull() map[string]string {
	return map[string]string{
		"read":    "read the notice",
		"write":   "write a notice",
		"change":  "change the notice",
		"end now": "end the notice now",
		"history": "history: who changed the notice",
		"search":  "search notices",
	}
}
