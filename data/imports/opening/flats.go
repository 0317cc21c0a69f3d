package opening

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/sheet/workbook"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
)

// knownFlats are the blocks and units of the register, by which a sheet's are told.
type knownFlats struct {
	blocks []knownPlace
	// numbers are those of the units, by the key that a flat of the sheets has.
	numbers map[string]string
}

type knownPlace struct {
	ID   uuid.UUID
	Name string
}

// book is the blocks that a society's sheets name, each once however it is spelled.
type book struct {
	blocks []*bookBlock
	known  knownFlats
	// found are the blocks of names that were looked for.
	found map[string]*bookBlock
	// only is the block of flats whose sheets name none.
	only string
}

type bookBlock struct {
	name  string
	code  string
	known bool
	said  map[string]int
	order []string
}

// The words that a block's short name goes without, as society360_block_code has them.
var blockWords = regexp.MustCompile(`(?i)\b(towers?|blocks?|wings?|buildings?|phases?|bldg|blk|clusters?|sectors?)\b`)

// codeOf is the short name of a block, folded: A for Tower A, Wing-a and a.
func codeOf(name string) string {
	if code := homes.UnitKey(blockWords.ReplaceAllString(name, " ")); code != "" {
		return code
	}
	return homes.UnitKey(name)
}

func newBook(known knownFlats, only string) *book {
	b := &book{known: known, only: value.Clean(only), found: map[string]*bookBlock{}}
	for _, block := range known.blocks {
		b.blocks = append(b.blocks, &bookBlock{name: value.Clean(block.Name), code: codeOf(value.Clean(block.Name)), known: true, said: map[string]int{}})
	}
	return b
}

// The weight of a spelling: what stands in a column of blocks counts, and what stands
// before a flat's number where there is no other.
const (
	inColumn = 1_000_000
	inFlat   = 1
)

// say takes in that a sheet names a block.
func (b *book) say(name string, weight int) {
	if name == "" {
		return
	}
	block, several := b.find(name)
	switch {
	case several:
		return
	case block == nil:
		clear(b.found)
		block = &bookBlock{name: name, code: codeOf(name), said: map[string]int{}}
		b.blocks = append(b.blocks, block)
	}
	if block.said[name] == 0 {
		block.order = append(block.order, name)
	}
	block.said[name] += weight
	if block.known {
		return
	}
	block.name = slices.MaxFunc(block.order, func(x, y string) int {
		if n := block.said[x] - block.said[y]; n != 0 {
			return n
		}
		return slices.Index(block.order, y) - slices.Index(block.order, x)
	})
}

// find is the block of a name: the one that is so called, else the one of its short name.
// several says that there are two of it.
func (b *book) find(name string) (block *bookBlock, several bool) {
	if block, ok := b.found[name]; ok {
		return block, false
	}
	code := codeOf(name)
	for _, one := range b.blocks {
		if strings.EqualFold(one.name, name) {
			block, several = one, false
			break
		}
		if one.code == code {
			several = block != nil
			block = one
		}
	}
	if !several {
		b.found[name] = block
	}
	return block, several
}

// Flats as sheets write them without a column of blocks.
var (
	wordedFlat = regexp.MustCompile(`(?i)^((?:tower|block|wing|building|bldg|blk|phase|sector|cluster)[\s.-]*[\pL\pN]+)[\s/,.-]+(.+)$`)
	parted     = regexp.MustCompile(`^(\pL{1,8}\d?|\d{1,2})\s*[-/ ]\s*([\pL\pN].*)$`)
	joined     = regexp.MustCompile(`^(\pL{1,3})(\d.*)$`)
	bracketed  = regexp.MustCompile(`(?i)^(\d{1,5}\pL?)\s*\(\s*((?:(?:tower|block|wing|building|bldg|blk)[\s.-]*)?\pL{1,3}(?:[\s.-]*(?:tower|block|wing|building|bldg|blk))?)\s*\)$`)
	behind     = regexp.MustCompile(`^(\d{1,5})\s*[-/ ]\s*(\pL{1,3})$`)
	glued      = regexp.MustCompile(`^(\d{2,5})(\pL)$`)
	flatWord   = regexp.MustCompile(`(?i)^(?:flat|unit|apartment|apt|house|door|room)s?\s*(?:no\.?|number|#)?[\s.:#-]*(\S.*)$`)
	// What stands before a number and is no block.
	kindWords = regexp.MustCompile(`(?i)^(shop|office|garage|godown|villa|row|bungalow|penthouse|ph|gf|lg|ug|no)$`)
	// What stands in brackets behind a number of owners and tenants, and of flats that are
	// rented or vacant: a block only where there is one that is so called.
	tenureLetter = regexp.MustCompile(`(?i)^[ortv]$`)
	groundFloor  = regexp.MustCompile(`(?i)^g\D*\d{0,2}$`)
)

// flatText is a flat's cell without what says that it is one.
func flatText(cell workbook.Cell) string {
	text := value.Clean(cell.Shown)
	// A spreadsheet shows a number as 1,01 or 101.00 where it is told to.
	if raw := value.Clean(cell.Raw); homes.WrongNumber(text) == nil && value.OnlyDigits(value.WholeFigure(raw)) == value.WholeFigure(raw) && raw != "" && !strings.ContainsFunc(text, unicode.IsLetter) {
		text = raw
	}
	text = value.WholeFigure(value.ASCIIDigits(text))
	if m := flatWord.FindStringSubmatch(text); m != nil && value.OnlyDigits(m[1]) != "" {
		text = m[1]
	}
	return text
}

// splitFlat splits a flat that names its block beyond doubt; block is empty where it names
// none, or perhaps one.
func splitFlat(text string) (block, number string) {
	if m := wordedFlat.FindStringSubmatch(text); m != nil {
		return strings.TrimSpace(m[1]), m[2]
	}
	if groundFloor.MatchString(text) {
		return "", text
	}
	if m := parted.FindStringSubmatch(text); m != nil && !kindWords.MatchString(m[1]) && value.OnlyDigits(m[2]) != "" {
		return strings.ToUpper(m[1]), m[2]
	}
	if m := joined.FindStringSubmatch(text); m != nil && !kindWords.MatchString(m[1]) {
		return strings.ToUpper(m[1]), m[2]
	}
	if m := bracketed.FindStringSubmatch(text); m != nil && !tenureLetter.MatchString(m[2]) {
		return strings.ToUpper(m[2]), m[1]
	}
	if m := behind.FindStringSubmatch(text); m != nil {
		return strings.ToUpper(m[2]), m[1]
	}
	return "", text
}

// flat is a unit of the sheets: its block by the name that the society uses, and its
// number there.
type flat struct{ block, number string }

func (f flat) key() string {
	return homes.UnitKey(f.block) + "\x00" + homes.UnitKey(without(codeOf(f.block), f.number))
}

// flat reads a line's cells of block and unit. block is what stands in the column of
// blocks, empty where there is none.
func (b *book) flat(block string, cell workbook.Cell) (flat, *fault.Error) {
	text := flatText(cell)
	if homes.UnitKey(text) == "" {
		return flat{}, &fault.Error{Kind: fault.Invalid, Format: "The unit's number is missing."}
	}
	if wrong := homes.WrongNumber(text); wrong != nil && strings.Contains(wrong.Format, "spreadsheet") {
		return flat{}, wrong
	}
	var number string
	if block != "" {
		number = without(codeOf(block), text)
	} else {
		block, number = b.split(text)
	}
	if block == "" {
		if block = b.only; block == "" && len(b.blocks) == 1 {
			block = b.blocks[0].name
		}
	}
	if block == "" {
		return flat{}, &fault.Error{Kind: fault.Invalid, Format: "“%s” names no block: write it as A-101, add a column Block, or give --block.", Args: []any{quote(cell)}}
	}
	there, several := b.find(block)
	switch {
	case several:
		return flat{}, &fault.Error{Kind: fault.Invalid, Format: "“%s” may be either of two blocks: write its whole name.", Args: []any{value.Limit(block, 40)}}
	case there != nil:
		block = there.name
	}
	if wrong := homes.WrongNumber(number); wrong != nil {
		return flat{}, wrong
	}
	return flat{block, number}, nil
}

// before is all that may be a block's name before a flat's number.
var before = regexp.MustCompile(`^(.{1,50}?)\s*[-/ ]\s*([\pL\pN].*)$`)

// split is splitFlat, where W10-101 is flat 101 of block W10 and 101A is flat 101 of block A if there is such a block.
func (b *book) split(text string) (block, number string) {
	if m := bracketed.FindStringSubmatch(text); m != nil {
		if there, _ := b.find(m[2]); there != nil {
			return m[2], m[1]
		}
	}
	if m := before.FindStringSubmatch(text); m != nil {
		if there, _ := b.find(m[1]); there != nil {
			return m[1], m[2]
		}
	}
	if block, number = splitFlat(text); block != "" {
		return block, number
	}
	if m := glued.FindStringSubmatch(text); m != nil {
		if there, _ := b.find(m[2]); there != nil {
			return strings.ToUpper(m[2]), m[1]
		}
	}
	return "", text
}

// without takes the short name of the flat's own block off its number: A-101, A101, 101 A,
// 101 (A).
func without(code, text string) string {
	folded := strings.ToUpper(text)
	if code == "" || len(folded) != len(text) { // of letters that have no capitals
		return text
	}
	if rest, ok := strings.CutPrefix(folded, code); ok && rest != "" {
		signs := strings.TrimLeft(rest, "-/ ")
		letters := !unicode.IsDigit(rune(code[len(code)-1]))
		if signs != "" && (len(signs) < len(rest) || letters && unicode.IsDigit(rune(signs[0]))) {
			return text[len(text)-len(signs):]
		}
	}
	if m := wordedFlat.FindStringSubmatch(text); m != nil && codeOf(m[1]) == code {
		return m[2]
	}
	if m := bracketed.FindStringSubmatch(text); m != nil && codeOf(m[2]) == code {
		return m[1]
	}
	if rest, ok := strings.CutSuffix(folded, code); ok && rest != "" {
		if signs := strings.TrimRight(rest, "-/ "); signs != "" && len(signs) < len(rest) {
			return text[:len(signs)]
		}
	}
	return text
}

// floorOf reads a floor off a number, as houses are numbered: 101 is on the first, 1203 on
// the twelfth, G-2 on the ground.
func floorOf(number string) (int, bool) {
	folded := strings.ToUpper(number)
	if groundFloor.MatchString(folded) || kindWords.MatchString(strings.TrimRight(folded, "0123456789- /")) {
		return 0, true
	}
	digits := strings.TrimRightFunc(folded, unicode.IsLetter)
	if value.OnlyDigits(digits) != digits || len(digits) < 3 || len(digits) > 5 {
		return 0, false
	}
	floor, err := strconv.Atoi(digits[:len(digits)-2])
	return floor, err == nil && floor <= homes.HighestFloor
}
