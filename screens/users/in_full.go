package users

// inFull says in full what the line of hints says in a word.
func inFull() map[string]string {
	return map[string]string{
		"add":      "add an account",
		"edit":     "edit name, e-mail or phone",
		"role":     "change the role",
		"status":   "change the status: active, suspended",
		"password": "give a one-time password",
		"SSH keys": "SSH keys: add or remove",
		"delete":   "delete the account",
		"restore":  "restore a deleted account",
		"history":  "history: who changed the account",
		"details":  "open the account",
		"unit":     "show the unit",
		"search":   "search accounts",
	}
}
