package data_test

import (
	"testing"

	"github.com/jackc/pgx/v5"
	"pgregory.net/rapid"

	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/data/value"
)

// TestNamesHaveOneKey: whatever the locale of the database knows of capitals.
func TestNamesHaveOneKey(t *testing.T) {
	t.Parallel()
	made, ascii := datatest.New(t), datatest.NewWithLocale(t, "C") // the first makes the roles
	datatest.Migrate(t, ascii.Config)
	for name, db := range map[string]*datatest.DB{"as made": made, "C": ascii} {
		t.Run(name, func(t *testing.T) { namesHaveOneKey(t, db) })
	}
}

func namesHaveOneKey(t *testing.T, db *datatest.DB) {
	for _, same := range [][2]string{{"élan tower", "ÉLAN TOWER"}, {"E\u0301lan", "élan"}, {"ж-1", "Ж-1"}, {"A-101", "a-101"}} {
		if !datatest.Scan[bool](t, db.Owner, `SELECT society360_fold($1) = society360_fold($2) AND society360_unit_key($1) = society360_unit_key($2)`, same[0], same[1]) {
			t.Errorf("%q and %q are two", same[0], same[1])
		}
	}
	for _, c := range []struct{ stands, key string }{
		{"Ramesh Kumar", " RAMESH KUMAR "},
		{"  ramesh   kumar ", " RAMESH KUMAR "},
		{"D'Souza", " DSOUZA  D SOUZA "},
		{"D’Souza", " DSOUZA  D SOUZA "},
		{"Conceição", " CONCEICAO "},
		{"Élodie", " ELODIE "},
		{"E\u0301lodie", " ELODIE "},
		{"Śrīnivāsa", " SRINIVASA "},
		{"Kiran A.C.", " KIRAN AC  KIRAN A C "},
		{"Jean-Luc", " JEAN LUC "},
		{"Groß Øster Łukasz", " GROSS OSTER LUKASZ "},
		{"ΣΊΣΥΦΟΣ", " ΣΙΣΥΦΟΣ "},
		{"Σίσυφος", " ΣΙΣΥΦΟΣ "},
		{"Юрий", " ЮРИИ "},
		{"फ़ातिमा", " फातिमा "},
		{"क\u200dष १२", " कष 12 "},
		{"100%_\\", " 100 "},
		{"---", " "},
		{"", " "},
	} {
		if got := datatest.Scan[string](t, db.Owner, `SELECT society360_name_key($1)`, c.stands); got != c.key {
			t.Errorf("%q has the key %q, want %q", c.stands, got, c.key)
		}
	}
	for _, c := range []struct{ text, words string }{
		{"Water/electricity off 10:00-14:00", "WATER ELECTRICITY OFF 10 00 14 00"},
		{"A-101 and a101", "A 101 AND A 101"},
		{"Rs.500", "RS 500"},
		{"₹500/-", "500"},
		{"office.Next", "OFFICE NEXT"},
		{"पानी। कल", "पानी कल"},
		{"", ""},
	} {
		if got := datatest.Scan[string](t, db.Owner, `SELECT society360_words($1)`, c.text); got != c.words {
			t.Errorf("%q has the words %q, want %q", c.text, got, c.words)
		}
	}
}

// TestMetAsSearched: a name that is met one by one has a search's words exactly where its
// key has them.
func TestMetAsSearched(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	text := func(most int) *rapid.Generator[string] {
		return rapid.StringOfN(rapid.SampledFrom([]rune("aaaaaAb .'`’-%éपाढ\u093C१")), 0, most, -1)
	}
	rapid.Check(t, func(r *rapid.T) {
		search := value.NewNameSearch(text(4).Draw(r, "typed"))
		args := pgx.NamedArgs{"names": rapid.SliceOfN(text(8), 50, 50).Draw(r, "names")}
		where := search.InMany(`n.name`, args)
		if where == "" {
			return
		}
		odd := datatest.Scan[[]string](t, db.Owner, `SELECT coalesce(array_agg(n.name), '{}') FROM unnest(@names::text[]) n (name)
			WHERE coalesce(`+where+`, false) <> coalesce(`+search.Met(`n.name`, where)+`, false)`, args)
		if len(odd) > 0 {
			r.Errorf("met in another way: %q", odd)
		}
	})
}

// TestIndianLettersBecomeNoASCII: what value.NameSearch passes by stands for no letter and
// no digit, and joins none.
func TestIndianLettersBecomeNoASCII(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	search := value.NewNameSearch("zz")
	args := pgx.NamedArgs{}
	met := search.Met(`n.name`, `true`)
	if where := search.In(`n.name`, args); where == "" {
		t.Fatal("nothing is searched for")
	}
	// Met passes by what has no such word as it stands: true of the others, whose key tells.
	odd := datatest.Scan[string](t, db.Owner, `SELECT coalesce(string_agg(to_hex(i), ' '), '') FROM generate_series(2304, 3583) i
		CROSS JOIN LATERAL (SELECT 'Q' || chr(i) || 'Z' AS name) n WHERE society360_name_key(n.name) ~ '[0-9]|QZ|[A-PR-Y]' AND NOT `+met, args)
	if odd != "" {
		t.Errorf("keys have what is passed by: %s", odd)
	}
}

// TestKeysAreMadeOfParts: by the short ways to a key as by the long one.
func TestKeysAreMadeOfParts(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	name := rapid.StringOfN(rapid.SampledFrom([]rune("abzAZ059  .'`’-_,/@[{~%\t\u007fé")), 0, 10, -1)
	rapid.Check(t, func(r *rapid.T) {
		odd := datatest.Scan[[]string](t, db.Owner, `SELECT coalesce(array_agg(n), '{}') FROM unnest($1::text[]) n WHERE society360_name_key(n) <>
			society360_name_part(n) || CASE WHEN n ~ '[''`+"`"+`.’]' THEN society360_name_part(regexp_replace(n, '[''`+"`"+`.’]', ' ', 'g')) ELSE '' END`,
			rapid.SliceOfN(name, 50, 50).Draw(r, "names"))
		if len(odd) > 0 {
			r.Errorf("another key: %q", odd)
		}
	})
}
