package seal

import (
	"bytes"
	"slices"

	"github.com/transparency-dev/merkle/compact"
	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
)

var ranges = &compact.RangeFactory{Hash: rfc6962.DefaultHasher.HashChildren} //nolint:gochecknoglobals // it never changes

// tree is a Merkle tree that grows: of what is in it only the hashes along its right edge
// are kept.
type tree struct{ *compact.Range }

func newTree() tree { return tree{ranges.NewEmptyRange(0)} }

// treeOf is the tree of a size with these hashes along its edge; false where they are not
// those of the root.
func treeOf(size uint64, edge []byte, root []byte) (tree, bool) {
	var hashes [][]byte
	for ; len(edge) >= 32; edge = edge[32:] {
		hashes = append(hashes, bytes.Clone(edge[:32]))
	}
	r, err := ranges.NewRange(0, size, hashes)
	if err != nil || len(edge) > 0 {
		return tree{}, false
	}
	t := tree{r}
	return t, bytes.Equal(t.root(), root)
}

// clone is a tree that grows by itself.
func (t tree) clone() tree {
	r, err := ranges.NewRange(0, t.End(), slices.Clone(t.Hashes()))
	if err != nil {
		return t // not of a range's own hashes
	}
	return tree{r}
}

// root is the tree's hash.
func (t tree) root() []byte {
	if t.End() == 0 {
		return rfc6962.DefaultHasher.EmptyRoot()
	}
	root, err := t.GetRootHash(nil)
	if err != nil {
		return nil // of no tree that begins at 0
	}
	return root
}

// add puts leaves' hashes, of 32 bytes each, behind those in the tree.
func (t tree) add(hashes []byte, seen compact.VisitFn) {
	for ; len(hashes) >= 32; hashes = hashes[32:] {
		_ = t.Append(bytes.Clone(hashes[:32]), seen) // fails for no hash
	}
}

// edge are the hashes along the tree's edge.
func (t tree) edge() []byte { return bytes.Join(t.Hashes(), nil) }

// path gathers the hashes that prove a leaf while a tree of a size is built anew.
type path struct {
	nodes proof.Nodes
	found map[compact.NodeID][]byte
}

func newPath(index, size uint64) (*path, error) {
	nodes, err := proof.Inclusion(index, size)
	if err != nil {
		return nil, err
	}
	p := &path{nodes: nodes, found: map[compact.NodeID][]byte{}}
	for _, id := range nodes.IDs {
		p.found[id] = nil
	}
	return p, nil
}

// see takes a node of the tree.
func (p *path) see(id compact.NodeID, hash []byte) {
	if _, wanted := p.found[id]; wanted {
		p.found[id] = bytes.Clone(hash)
	}
}

// hashes is the proof.
func (p *path) hashes() ([][]byte, error) {
	all := make([][]byte, 0, len(p.nodes.IDs))
	for _, id := range p.nodes.IDs {
		all = append(all, p.found[id])
	}
	return p.nodes.Rehash(all, rfc6962.DefaultHasher.HashChildren)
}
