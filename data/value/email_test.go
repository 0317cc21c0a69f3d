package value_test

import (
	"testing"

	"github.com/civoranexus/society360/data/value"
)

func TestEmails(t *testing.T) {
	t.Parallel()
	for _, email := range []string{"meera@example.com", "meera.joshi+a@mail.example.co.in", "o'neil@x.example", "1@2.example", "आशा@उदाहरण.भारत", "иван@почта.рф", "иван.petrov@example.com", "山田taro@example.jp", "a#b@c.example"} {
		if wrong := value.WrongEmail(email); wrong != nil {
			t.Errorf("%q: %v", email, wrong)
		}
	}
	for email, says := range map[string]string{
		"": "An account needs an e-mail address.", "h@r": "“h@r” is no e-mail address; one is such as meera@example.com.",
		"meera": "“meera” is no e-mail address; one is such as meera@example.com.", "a@b@c.in": "“a@b@c.in” is no e-mail address; one is such as meera@example.com.",
		"Meera <m@x.in>": "“Meera <m@x.in>” is no e-mail address; one is such as meera@example.com.", "m@x.in, n@x.in": "“m@x.in, n@x.in” is no e-mail address; one is such as meera@example.com.",
		"a@1.2.3.4": "“a@1.2.3.4” is no e-mail address; one is such as meera@example.com.", "a b@c.in": "“a b@c.in” is no e-mail address; one is such as meera@example.com.",
		"\u0430dmin@x.in":   "“\u0430dmin@x.in” has the letter \u0430 among Latin ones in \u0430dmin, which looks like another: type the word in one script.",
		"m@ex\u03b1mple.in": "“m@ex\u03b1mple.in” has the letter \u03b1 among Latin ones in ex\u03b1mple, which looks like another: type the word in one script.",
		"ｍｅｅｒａ＠x.in":        "“ｍｅｅｒａ＠x.in” has full-width letters; type meera@x.in.",
	} {
		if wrong := value.WrongEmail(email); wrong == nil || wrong.Error() != says {
			t.Errorf("%q: %v, want %s", email, wrong, says)
		}
	}
}
