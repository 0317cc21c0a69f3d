package value

import (
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// PhoneKey is the last ten digits of a phone as typed: what two spellings of
// one number share. The database has the same rule in society360_phone_key.
func PhoneKey(phone string) string {
	digits := OnlyDigits(phone)
	if len(digits) > 10 {
		return digits[len(digits)-10:]
	}
	return digits
}

// E164 returns a phone in E.164 ("+919820012345"), reading a number without a
// country code as one of region (setting general.country, ISO 3166 such as IN).
// ok is false for what cannot be a phone number there.
func E164(phone, region string) (number string, ok bool) {
	n, err := phonenumbers.Parse(phone, region)
	if err != nil || !phonenumbers.IsPossibleNumber(n) {
		return "", false
	}
	return phonenumbers.Format(n, phonenumbers.E164), true
}

// FormatPhone spaces a phone for reading: nationally within region ("98200
// 12345"), internationally elsewhere. What is no phone number comes back as it was.
func FormatPhone(phone, region string) string {
	n, err := phonenumbers.Parse(phone, region)
	if err != nil || !phonenumbers.IsPossibleNumber(n) {
		return phone
	}
	if int(n.GetCountryCode()) != phonenumbers.GetCountryCodeForRegion(region) {
		return phonenumbers.Format(n, phonenumbers.INTERNATIONAL)
	}
	national := phonenumbers.GetNationalSignificantNumber(n)
	if len(national) == 10 {
		return national[:5] + " " + national[5:]
	}
	return phonenumbers.Format(n, phonenumbers.NATIONAL)
}

// MaskPhone keeps the first two and the last three digits: "98*** **345".
func MaskPhone(phone string) string {
	key := PhoneKey(phone)
	if len(key) < 8 {
		return strings.Repeat("*", len(key))
	}
	masked := []byte(strings.Repeat("*", len(key)))
	copy(masked, key[:2])
	copy(masked[len(key)-3:], key[len(key)-3:])
	if len(masked) == 10 {
		return string(masked[:5]) + " " + string(masked[5:])
	}
	return string(masked)
}

// PlateKey is a vehicle plate's letters and digits in upper case: "MH12AB1234".
// The database has the same rule in society360_plate_key.
func PlateKey(plate string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			return r
		}
		return -1
	}, plate)
}

// OnlyDigits are the digits of a text.
func OnlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}
