package tickets

// inFull says in full what the line of hints says in a word.
func inFull() map[string]string {
	return map[string]string{
		"raise":     "raise a ticket",
		"start":     "start work on the ticket",
		"assign":    "assign the ticket to somebody",
		"give back": "give the ticket back",
		"resolve":   "resolve the ticket",
		"reject":    "reject the ticket",
		"priority":  "change the priority",
		"edit":      "edit the ticket",
		"close":     "close the ticket: it is done",
		"reopen":    "reopen the ticket: it is not done",
		"comment":   "write a comment",
		"history":   "history: who changed the ticket",
		"open":      "open the ticket",
		"search":    "search tickets",
	}
}
