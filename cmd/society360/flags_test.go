package main

import (
	"strings"
	"testing"
)

// TestFlagGivenNothingIsUsage: a variable of a script that is empty lists no
// other unit's rows, reads with nobody else's rights and pays without no key.
func TestFlagGivenNothingIsUsage(t *testing.T) {
	t.Parallel()
	s := console{env: map[string]string{"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}}
	for args, flag := range map[string]string{
		"visitors --as":                           "as",
		"visitors --unit":                         "unit",
		"visitors --search":                       "search",
		"visitors --from":                         "from",
		"tickets --category":                      "category",
		"bills --search":                          "search",
		"payments --bill":                         "bill",
		"notices --search":                        "search",
		"units --search":                          "search",
		"audit list --who":                        "who",
		"audit list --action USER_LOGIN --action": "action",
		"audit list --resource":                   "resource",
		"audit export - --text":                   "text",
		"reports days --from":                     "from",
		"user list --role":                        "role",
		"bills run --month":                       "month",
		"import units.csv --as":                   "as",
		"bills pay --unit A-1 --amount 5 --method Cash --as a@b.example --intent": "intent",
		"bills pay --amount 5 --method Cash --as a@b.example --unit":              "unit",
		"receipts show 2026-1 --pdf":                                              "pdf",
		"visitors --database-url":                                                 "database-url",
		"visitors --data-dir":                                                     "data-dir",
	} {
		for _, nothing := range []string{"", "  ", "\xff\x00"} {
			s.refuses(t, exitUsage, []string{"--" + flag + " was given nothing", "--help"}, append(strings.Fields(args), nothing)...)
		}
	}
	// These say what the register lacks, or are nothing's to say.
	for _, args := range []string{
		"tickets add --unit A-1 --category x --as a@b.example --title", "notices add --title x --as a@b.example --content",
		"bills pay --unit A-1 --amount 5 --method Cash --as a@b.example --reference", "user add a@b.example --password-stdin --name x --role admin --phone",
	} {
		s.types("a long enough one\n").refuses(t, exitFailure, []string{"127.0.0.1:1"}, append(strings.Fields(args), "")...)
	}
}
