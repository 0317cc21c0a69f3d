package home

// inFull says in full what the line of hints says in a word.
func inFull() map[string]string {
	return map[string]string{
		"announce":  "announce a visitor",
		"approve":   "approve who waits at the gate",
		"deny":      "deny entry",
		"withdraw":  "withdraw an announcement",
		"bar":       "bar a visitor from your unit",
		"lift":      "lift the bar: they may come in again",
		"pay":       "pay a bill",
		"tickets":   "tickets: raise or follow a complaint",
		"take back": "take back a payment that was told",
		"details":   "open it",
		"PDF":       "save the receipt as PDF",
		"search":    "search visitors",
	}
}
