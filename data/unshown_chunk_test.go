package data

import (
	"errors"
	"slices"
	"testing"

	"github.com/civoranexus/society360/data/fault"
)

// TestChunksGoOnBehindOneThatCannotBeShown: it is done like the others; to stop
// there would leave the rest undone, to say nothing would hide what is missing of
// the result.
func TestChunksGoOnBehindOneThatCannotBeShown(t *testing.T) {
	t.Parallel()
	rows := make([]int, 3*runChunk)
	var calls, told []int
	err := inChunks(t.Context(), rows, func(done, _ int) { told = append(told, done) }, func(chunk []int) error {
		calls = append(calls, len(chunk))
		if len(calls) == 2 {
			return fault.SavedUnshown(errors.New("year 20000"))
		}
		return nil
	})
	if !fault.WasSaved(err) || !slices.Equal(calls, []int{runChunk, runChunk, runChunk}) || !slices.Equal(told, []int{runChunk, 2 * runChunk, 3 * runChunk}) {
		t.Errorf("%v after %v, told %v", err, calls, told)
	}
}
