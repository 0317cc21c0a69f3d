package gate

// inFull says in full what the line of hints says in a word.
func inFull() map[string]string {
	return map[string]string{
		"in":            "check a visitor in",
		"check in":      "check the expected visitor in",
		"out":           "check the visitor out",
		"approve":       "approve who waits at the gate",
		"deny":          "deny entry",
		"withdraw":      "withdraw an announcement",
		"audit":         "history: who changed the visit",
		"details":       "open the visit",
		"correct":       "correct the visit",
		"muster":        "muster: who is inside, for an emergency",
		"bar":           "bar a visitor",
		"lift":          "lift the bar: they may come in again",
		"file":          "save the list as a file",
		"print":         "print the list",
		"search":        "search visitors",
		"presumed left": "close a forgotten visit: presumed left",
	}
}
