package settings

// inFull says in full what the line of hints says in a word.
func inFull() map[string]string {
	return map[string]string{
		"change":  "change the setting",
		"history": "history: who changed the setting",
		"search":  "search settings",
		"details": "open the setting",
	}
}
