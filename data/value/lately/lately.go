// Package lately keeps what was made of texts lately.
package lately

import (
	"sync"
	"sync/atomic"
)

// Texts are texts with what was made of each: no more than Most at a time, twice that
// while several desks are at it, and none of more than Long bytes.
type Texts struct {
	Most, Long int

	kept  sync.Map // a string by text
	count atomic.Int64
}

// text is one of a region.
type text struct{ text, region string }

// Of is what is made of a text in a region, kept or new.
func (t *Texts) Of(of, region string, made func(of, region string) string) string {
	if len(of) > t.Long {
		return made(of, region)
	}
	key := text{of, region}
	if was, ok := t.kept.Load(key); ok {
		return was.(string) //nolint:forcetypeassert // nothing else is kept
	}
	anew := made(of, region)
	if t.count.Add(1) > int64(t.Most) {
		t.kept.Clear()
		t.count.Store(0)
	}
	t.kept.Store(key, anew)
	return anew
}
