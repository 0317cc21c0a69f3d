package bills

// inFull says in full what the line of hints says in a word.
func inFull() map[string]string {
	return map[string]string{
		"open":        "open the unit or the bill",
		"pay":         "record a payment",
		"receipt":     "show the receipt",
		"waive":       "waive what is due of the bill",
		"correct":     "correct the bill",
		"void":        "void the bill",
		"reverse":     "reverse the payment",
		"history":     "history: who changed it",
		"search":      "search bills and payments",
		"month":       "next month",
		"new bill":    "raise a bill",
		"raise":       "raise the bills of the month",
		"monthly run": "monthly run: bill all units",
		"file":        "save it as a file",
		"print":       "print it",
		"confirm":     "confirm what a resident paid",
		"refuse":      "refuse what a resident paid",
		"day":         "choose the day of the takings",
		"PDF":         "save the receipt as PDF",
		"cleared":     "the cheque is cleared",
		"bounced":     "the cheque bounced",
	}
}
