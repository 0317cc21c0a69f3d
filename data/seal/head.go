package seal

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"golang.org/x/mod/sumdb/note"

	"github.com/civoranexus/society360/data/fault"
)

// Head is what was signed of the tree at a size: whoever has it knows all rows below.
type Head struct {
	// Society is whose trail it is.
	Society uuid.UUID
	// Size is of how many rows, Root the tree's hash over them.
	Size uint64
	Root []byte
	// At is when it was signed, by the clock of who signed.
	At time.Time
	// To is before when all rows of the desk are in it, and All says that those from before
	// sealing began are too: what is not, and says that it is from then, was put in.
	To  time.Time
	All bool
	// First says that its last rows were there before sealing began.
	First bool
	// Unseen says that its last rows came into the trail without being met: around the
	// triggers, behind the seal.
	Unseen bool
	// Key is the public key that it is signed with, in the first head of a seal and in the
	// first behind a key that was lost: who kept the heads from the beginning has the key.
	Key string
	// Anew is how many rows stand under keys that are lost, in the first head that is
	// signed with the one that was begun anew: nothing signed by those vouches for it.
	// OldKey is the last of them, empty where nobody knows it any more.
	Anew   uint64
	OldKey string
	// NextKey is the key by which the heads behind this one are signed, where that is
	// another.
	NextKey string
	// Abandons is the size of a head that is given up with this one, as by a restore to
	// a moment before it, down to the first Kept rows; 0 for none.
	Abandons, Kept uint64
}

const (
	// origin begins the first line of a head, and the name of its key.
	origin   = "society360.trail/"
	headTime = "2006-01-02T15:04:05.000000Z"
	// longestHead is more than any head has, in bytes.
	longestHead = 4 << 10
)

// text is the head as it is signed.
func (h Head) text() string {
	var b strings.Builder
	b.WriteString(origin + h.Society.String() + "\n" + strconv.FormatUint(h.Size, 10) + "\n" + base64.StdEncoding.EncodeToString(h.Root) + "\n")
	b.WriteString("at " + h.At.UTC().Format(headTime) + "\n")
	if !h.To.IsZero() {
		b.WriteString("to " + h.To.UTC().Format(headTime) + "\n")
	}
	if h.All {
		b.WriteString("all\n")
	}
	if h.First {
		b.WriteString("first\n")
	}
	if h.Unseen {
		b.WriteString("unseen\n")
	}
	if h.Key != "" {
		b.WriteString("key " + h.Key + "\n")
	}
	if h.Anew > 0 {
		b.WriteString(strings.TrimSuffix("anew "+strconv.FormatUint(h.Anew, 10)+" "+h.OldKey, " ") + "\n")
	}
	if h.NextKey != "" {
		b.WriteString("next-key " + h.NextKey + "\n")
	}
	if h.Abandons > 0 {
		b.WriteString("abandons " + strconv.FormatUint(h.Abandons, 10) + " " + strconv.FormatUint(h.Kept, 10) + "\n")
	}
	return b.String()
}

// parseHead reads what was signed. Errors: Invalid.
func parseHead(text string) (h Head, err error) {
	lines := strings.Split(text, "\n")
	if len(lines) < 5 {
		return h, noHead()
	}
	society, ok := strings.CutPrefix(lines[0], origin)
	if !ok {
		return h, noHead()
	}
	if h.Society, err = uuid.Parse(society); err != nil {
		return h, noHead()
	}
	if h.Size, err = strconv.ParseUint(lines[1], 10, 63); err != nil {
		return h, noHead()
	}
	if h.Root, err = base64.StdEncoding.DecodeString(lines[2]); err != nil {
		return h, noHead()
	}
	for _, line := range lines[3:] {
		word, value, _ := strings.Cut(line, " ")
		switch word {
		case "at":
			h.At, err = time.Parse(headTime, value)
		case "to":
			h.To, err = time.Parse(headTime, value)
		case "all":
			h.All = true
		case "first":
			h.First = true
		case "unseen":
			h.Unseen = true
		case "key":
			h.Key = value
		case "anew":
			size, old, _ := strings.Cut(value, " ")
			h.OldKey = old
			h.Anew, err = strconv.ParseUint(size, 10, 63)
		case "next-key":
			h.NextKey = value
		case "abandons":
			all, kept, _ := strings.Cut(value, " ")
			if h.Abandons, err = strconv.ParseUint(all, 10, 63); err == nil {
				h.Kept, err = strconv.ParseUint(kept, 10, 63)
			}
		}
		if err != nil {
			return h, noHead()
		}
	}
	// One head, one text.
	if h.text() != text {
		return h, noHead()
	}
	return h, nil
}

func noHead() error {
	return &fault.Error{Kind: fault.Invalid, Format: "This is no head of a trail's seal."}
}

// newKey makes a key for a society's heads.
func newKey(society uuid.UUID) (private, public string, err error) {
	return note.GenerateKey(rand.Reader, origin+society.String())
}

// Keys are the public keys that a head may be signed with, each with the largest head
// that it may sign.
type Keys struct {
	known []note.Verifier
	until map[string]uint64
	texts []string
	// used are those that have signed a head that was opened, with the size of the first: a
	// key begins once.
	used map[string]uint64
}

// KeysOf reads public keys, as audit key shows them. Errors: Invalid.
func KeysOf(texts ...string) (*Keys, error) {
	k := noKeys()
	for _, t := range texts {
		if err := k.add(strings.TrimSpace(t)); err != nil {
			return nil, err
		}
	}
	return k, nil
}

func noKeys() *Keys { return &Keys{until: map[string]uint64{}, used: map[string]uint64{}} }

// clone are the same keys, of which other heads may be opened.
func (k *Keys) clone() *Keys {
	return &Keys{known: slices.Clone(k.known), until: maps.Clone(k.until), texts: slices.Clone(k.texts), used: maps.Clone(k.used)}
}

func (k *Keys) add(text string) error {
	if _, known := k.until[text]; known {
		return nil
	}
	v, err := note.NewVerifier(text)
	if err != nil {
		return &fault.Error{Kind: fault.Invalid, Cause: err, Format: "%s is no public key of a seal.", Args: []any{text}}
	}
	k.known, k.texts = append(k.known, v), append(k.texts, text)
	k.until[text] = math.MaxUint64
	return nil
}

// Open reads a signed head. One that hands over to another key has that one known from
// then on; one of a key that was begun anew ends the others. Errors: Invalid, where none
// of the keys has signed it.
func (k *Keys) Open(signed []byte) (Head, error) {
	n, err := note.Open(signed, note.VerifierList(k.known...))
	if err != nil {
		return Head{}, &fault.Error{Kind: fault.Invalid, Cause: err, Format: "A head is not signed by a key that is known."}
	}
	h, err := parseHead(n.Text)
	if err != nil {
		return h, err
	}
	by := ""
	for i, v := range k.known {
		if len(n.Sigs) > 0 && v.Name() == n.Sigs[0].Name && v.KeyHash() == n.Sigs[0].Hash {
			by = k.texts[i]
		}
	}
	first, used := k.used[by]
	begins := h.Anew > 0 && (!used || first == h.Size)
	if n.Sigs[0].Name != origin+h.Society.String() || h.Size > k.until[by] && !begins || h.Anew > 0 && !begins || h.Key != "" && h.Key != by {
		return h, &fault.Error{Kind: fault.Invalid, Format: "A head is signed by a key that may no longer sign it."}
	}
	if !used {
		k.used[by] = h.Size
	}
	if begins {
		k.until[by] = math.MaxUint64
		for _, other := range k.texts {
			if other != by {
				k.until[other] = min(k.until[other], h.Anew)
			}
		}
	}
	if h.NextKey != "" && h.NextKey != by {
		k.until[by] = h.Size
		if err := k.add(h.NextKey); err != nil {
			return h, err
		}
		if _, used := k.used[h.NextKey]; !used {
			k.until[h.NextKey] = math.MaxUint64
		}
	}
	return h, nil
}

// signs reports whether a key that is known has signed a head.
func (k *Keys) signs(signed []byte) bool {
	_, err := k.clone().Open(signed)
	return err == nil
}

// sign signs a head.
func (h Head) sign(with note.Signer) ([]byte, error) {
	return note.Sign(&note.Note{Text: h.text()}, with)
}

// heads reads signed heads, one after the other, each with an empty line behind it. What
// was cut at the end is none.
type heads struct {
	from *bufio.Reader
	// at is where the last whole head ended, in bytes.
	at int64
}

func newHeads(r io.Reader) *heads { return &heads{from: bufio.NewReaderSize(r, 64<<10)} }

// next is the next head as it was signed, or io.EOF.
func (r *heads) next() ([]byte, error) {
	var b bytes.Buffer
	read := int64(0)
	for blanks := 0; blanks < 2; {
		line, err := r.from.ReadSlice('\n')
		read += int64(len(line))
		switch {
		case errors.Is(err, io.EOF):
			return nil, io.EOF
		case err != nil || b.Len()+len(line) > longestHead:
			return nil, noHead()
		}
		if len(line) == 1 {
			if blanks++; blanks == 2 {
				break
			}
		}
		b.Write(line)
	}
	r.at += read
	return b.Bytes(), nil
}

// unsigned reads a head without its signature.
func unsigned(signed string) (Head, error) {
	text, _, ok := strings.Cut(signed, "\n\n")
	if !ok {
		return Head{}, noHead()
	}
	return parseHead(text + "\n")
}

// SizeOf is of how many rows the last head in a text is, whoever signed it. Errors: Invalid.
func SizeOf(text string) (size uint64, err error) {
	r := newHeads(strings.NewReader(strings.TrimRight(text, "\n") + "\n\n"))
	for err = noHead(); ; {
		signed, end := r.next()
		if end != nil {
			return size, err
		}
		var h Head
		if h, err = unsigned(string(signed)); err != nil {
			return 0, err
		}
		size = h.Size
	}
}
