package seal

import (
	"encoding/json"
	"io"

	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"

	"github.com/civoranexus/society360/data/fault"
)

// proofForm is what a proof says it is.
const proofForm = "society360 audit proof 1"

// longestProof is more than any proof's file has, in bytes: a row may be large.
const longestProof = 64 << 20

// Proof is that one row stands in a sealed trail: the row itself, the hashes beside its
// way to the root, and the head that was signed of that.
type Proof struct {
	Form string `json:"form"`
	// Leaf is the row's number in the tree, from 0.
	Leaf uint64 `json:"leaf"`
	// Record is what was hashed (Row.Record).
	Record string `json:"record"`
	// Hashes lead from the record to the head's root (RFC 6962, 2.1.1).
	Hashes [][]byte `json:"hashes"`
	// Head is signed, and Handovers, where the key was changed, are the heads by which
	// each key names the next one, or says that it was begun anew.
	Head      string   `json:"head"`
	Handovers []string `json:"handovers,omitempty"`
	// Lost are, where a key was lost, the last heads that the row stands under by the keys
	// of before.
	Lost []Under `json:"lost,omitempty"`
}

// Under is a head that a row stands under, and the hashes that lead to its root.
type Under struct {
	Head   string   `json:"head"`
	Hashes [][]byte `json:"hashes"`
}

// Proved is what a proof proves.
type Proved struct {
	Row Row
	// Heads are those that the row stands under by keys that are trusted, the newest first.
	Heads []Head
	// Anew are heads by which a trusted key says that it was begun anew.
	Anew []Head
}

// ReadProof reads a proof. Errors: Invalid.
func ReadProof(r io.Reader) (p Proof, err error) {
	content, err := io.ReadAll(io.LimitReader(r, longestProof+1))
	if err == nil && len(content) > longestProof {
		err = io.ErrShortBuffer
	}
	if err == nil {
		err = json.Unmarshal(content, &p)
	}
	if err != nil || p.Form != proofForm {
		return p, &fault.Error{Kind: fault.Invalid, Cause: err, Format: "This is no proof of a row of the trail."}
	}
	return p, nil
}

// Check holds the proof against the keys that one trusts. Errors: Invalid, with what is
// wrong.
func (p Proof) Check(keys *Keys) (Proved, error) {
	var proved Proved
	keys = keys.clone()
	for _, h := range p.Handovers {
		if head, err := keys.Open([]byte(h)); err == nil && head.Anew > 0 {
			proved.Anew = append(proved.Anew, head)
		} // one of a key that is not trusted says nothing
	}
	row, err := ParseRecord([]byte(p.Record))
	if err != nil {
		return proved, err
	}
	proved.Row = row
	var unknown error
	for i, under := range append([]Under{{p.Head, p.Hashes}}, p.Lost...) {
		head, err := keys.Open([]byte(under.Head))
		if err != nil {
			if i == 0 {
				unknown = err
			}
			continue
		}
		if err := proof.VerifyInclusion(rfc6962.DefaultHasher, p.Leaf, head.Size, leaf([]byte(p.Record)), under.Hashes, head.Root); err != nil {
			return proved, &fault.Error{Kind: fault.Invalid, Cause: err, Format: "The row is not in the trail that was signed: it, or its proof, was changed."}
		}
		proved.Heads = append(proved.Heads, head)
	}
	if len(proved.Heads) == 0 {
		return proved, unknown
	}
	return proved, nil
}
