package receipt

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/value"

	"pgregory.net/rapid"
)

func document1(t *testing.T, r money.Receipt) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := PDF(&b, r, ist()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// streams inflates all that a PDF holds, pages and fonts alike.
func streams(t *testing.T, pdf []byte) (all [][]byte) {
	t.Helper()
	for _, part := range bytes.Split(pdf, []byte("stream\n"))[1:] {
		z, err := zlib.NewReader(bytes.NewReader(part))
		if err != nil {
			continue // what lies between two streams
		}
		text, err := io.ReadAll(z)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, text)
	}
	return all
}

// texts reads what a PDF says: the texts of its pages, in the order in which
// they were written.
func texts(t *testing.T, pdf []byte) (said []string) {
	t.Helper()
	shown := regexp.MustCompile(`(?s)Td \(((?:[^\\)]|\\.)*)\) Tj`)
	unescape := strings.NewReplacer(`\\`, `\`, `\(`, `(`, `\)`, `)`, `\r`, "\r")
	for _, page := range streams(t, pdf) {
		for _, m := range shown.FindAllSubmatch(page, -1) {
			raw := unescape.Replace(string(m[1]))
			var units []uint16
			for i := 0; i+1 < len(raw); i += 2 {
				units = append(units, uint16(raw[i])<<8|uint16(raw[i+1]))
			}
			said = append(said, string(utf16.Decode(units)))
		}
	}
	return said
}

func TestPDFSaysAll(t *testing.T) {
	t.Parallel()
	for name, want := range map[string][]string{
		"paid": {
			"Green Park Co-operative Housing Society", "RECEIPT", "2026-000123", "23 November 2026, 14:07 IST", "Meera Joshi", "A-101, Tower A",
			"Maintenance, November 2026", "1 Nov 2026", "1,20,000.00", "Water", "tanker, 3 trips", "part of ₹4,000.00", "Amount (₹)", "₹1,23,456.07",
			"Rupees One Lakh Twenty-Three Thousand Four Hundred Fifty-Six and Paise", "UPI, reference 4455667788", "Asha Rao",
		},
		"simulated":       {"SIMULATED", "SIMULATED: no money was paid. This is no proof of payment."},
		"reversed":        {"REVERSED", "-₹1,23,456.07", "₹0.00", "REVERSED on 24 November 2026, 10:00 IST: cheque returned"},
		"partly_reversed": {"PARTLY REVERSED", "-₹3,456.07", "₹1,20,000.00"},
		"long":            {"सुनीता क्षीरसागर", "श्रद्धा कुलकर्णी", "₹9,99,99,999.99"},
	} {
		said := strings.Join(texts(t, document1(t, receipts()[name])), "|")
		for _, text := range want {
			if !strings.Contains(said, text) {
				t.Errorf("%s does not say %q but\n%s", name, text, said)
			}
		}
	}
	if said := texts(t, document1(t, paid())); strings.Contains(strings.Join(said, "|"), "REVERSED") {
		t.Errorf("a receipt in force says %q", said)
	}
}

func TestPDFOfManyBillsHasPages(t *testing.T) {
	t.Parallel()
	r := receipts()["reversed"]
	r.Lines = nil
	for i := range 120 {
		r.Lines = append(r.Lines, money.ReceiptLine{BillType: fmt.Sprintf("Bill %d of many", i), Amount: value.Paise(i)})
	}
	pdf := document1(t, r)
	pages := bytes.Count(pdf, []byte("/Type /Page\n"))
	said := strings.Join(texts(t, pdf), "|") + "|"
	if pages < 2 || strings.Count(said, "|"+reversed+"|")+strings.Count(said[:9], reversed) != pages {
		t.Errorf("%d pages, REVERSED stands on %d", pages, strings.Count(said, "|"+reversed+"|"))
	}
	for i := range 120 {
		if !strings.Contains(said, fmt.Sprintf("|Bill %d of many|", i)) {
			t.Errorf("bill %d is missing", i)
		}
	}
	for i := range pages {
		if n := strings.Count(said, fmt.Sprintf("|Page %d of %d|", i+1, pages)); n != 1 {
			t.Errorf("page %d says %d times which it is", i+1, n)
		}
	}
	if n := strings.Count(said, "|Receipt 2026-000123, Green Park Co-operative Housing Society|"); n != pages-1 {
		t.Errorf("%d of %d pages say whose they are", n, pages-1)
	}
	before, _, _ := strings.Cut(said, "|Bill 119 of many|")
	table := 1 + strings.Count(before, "|Receipt 2026-000123, ")
	if n := strings.Count(said, "|Bill date|"); n != table {
		t.Errorf("the table's headings stand on %d of its %d pages", n, table)
	}
	if alone := strings.Join(texts(t, document1(t, paid())), "|"); strings.Contains(alone, "Page 1") {
		t.Errorf("a receipt of one page says %q", alone)
	}
}

func TestPDFOfOneReceiptIsOneFile(t *testing.T) {
	t.Parallel()
	if !bytes.Equal(document1(t, receipts()["long"]), document1(t, receipts()["long"])) {
		t.Error("two prints of one receipt differ")
	}
}

// names in the scripts that have a font, as people write them.
func names() map[string]string {
	return map[string]string{
		"NotoSans-Regular": "José Ángel Łukasz Ștefan Nguyễn Владимир Ελένη", "NotoSansDevanagari-Regular": "क्षीरसागर श्रद्धा कुलकर्णी ज्ञानेश्वर र्\u200dहस्व ₹",
		"NotoSansBengali-Regular": "রবীন্দ্রনাথ চট্টোপাধ্যায়", "NotoSansGujarati-Regular": "નરેન્દ્ર પટેલ", "NotoSansGurmukhi-Regular": "ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ",
		"NotoSansKannada-Regular": "ಲಕ್ಷ್ಮೀ ನಾರಾಯಣ", "NotoSansMalayalam-Regular": "കൃഷ്ണൻ നമ്പൂതിരി", "NotoSansOriya-Regular": "ଜଗନ୍ନାଥ ମିଶ୍ର",
		"NotoSansTamil-Regular": "ஸ்ரீனிவாசன் ஷண்முகம்", "NotoSansTelugu-Regular": "వెంకటేశ్వర్లు", "NotoSansArabic-Regular": "محمد عبدالله گیلانی",
	}
}

// missing tells of the first letter of a text without a glyph, or without its
// place in the text that is searched.
func missing(t *typesetter, text string, bold bool) string {
	for _, r := range t.set(text, bold) {
		for _, g := range r.glyphs {
			if g.GlyphID == 0 {
				return fmt.Sprintf("%q in %s has no glyph", r.text, r.face.name)
			}
		}
		for _, letter := range r.text {
			if _, has := r.face.NominalGlyph(letter); !has && letter != '\u200c' && letter != '\u200d' {
				return fmt.Sprintf("%q of %q is not in %s", letter, r.text, r.face.name)
			}
		}
	}
	return ""
}

func TestNamesHaveTheirGlyphs(t *testing.T) {
	t.Parallel()
	for face, name := range names() {
		letters := newTypesetter()
		if letters.spell(name) != value.Clean(name) {
			t.Errorf("%s: %q is written as %q", face, name, letters.spell(name))
		}
		if gone := missing(letters, name+" 12,345.00 ₹", true) + missing(letters, name, false); gone != "" {
			t.Error(gone)
		}
		if letters.faces[face] == nil {
			t.Errorf("%q was set without %s", name, face)
		}
		if strings.Join(words(letters, name), " ") != value.Clean(name) {
			t.Errorf("%q is searched as %q", name, words(letters, name))
		}
	}
	if gone := missing(newTypesetter(), "A\u034f \u115fक\u3164", true); gone != "" {
		t.Error(gone)
	}
	if got := newTypesetter().spell("Li 李\ufe0f 🙂"); got != "Li U+674E U+1F642" {
		t.Errorf("a letter without a font is written as %q", got)
	}
}

// words are the words of a line from left to right, as they are searched.
func words(letters *typesetter, text string) []string {
	var all strings.Builder
	for _, r := range letters.set(text, false) {
		all.WriteString(r.text)
	}
	return strings.Fields(all.String())
}

// TestConjunctsAreShaped: letters that join are not written side by side.
func TestConjunctsAreShaped(t *testing.T) {
	t.Parallel()
	letters := newTypesetter()
	for text, glyphs := range map[string]int{"क्ष": 1, "ज्ञ": 1, "त्र": 1, "श्री": 2, "कि": 2, "र्क": 2} {
		runs := letters.set(text, false)
		if len(runs) != 1 || len(runs[0].glyphs) != glyphs {
			t.Errorf("%q has %d runs, the first of %d glyphs, want %d", text, len(runs), len(runs[0].glyphs), glyphs)
		}
	}
	// The short i stands before its consonant.
	alone, with := letters.set("क", false)[0].glyphs[0].GlyphID, letters.set("कि", false)[0].glyphs
	if with[0].GlyphID == alone || with[1].GlyphID != alone {
		t.Error("the sign of कि stands behind it")
	}
}

// TestNoGlyphIsMissing: whatever people typed, it is there to be read, inside
// the page.
func TestNoGlyphIsMissing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		r := anything(rt)
		letters := newTypesetter()
		for _, text := range []string{r.Society, r.Payer, r.Reference, r.Lines[0].Description} {
			for _, bold := range []bool{false, true} {
				if gone := missing(letters, text, bold); gone != "" {
					rt.Fatal(gone)
				}
			}
		}
		d := newDocument(r, ist(), 1)
		for _, line := range d.wrap(r.Payer, 40, body, false) {
			if w := d.letters.width(line, body, false) * point; w > 40 && len([]rune(line)) > 8 {
				rt.Fatalf("%q is %.1f mm wide", line, w)
			}
		}
		if err := PDF(io.Discard, r, time.UTC); err != nil {
			rt.Fatal(err)
		}
	})
}
