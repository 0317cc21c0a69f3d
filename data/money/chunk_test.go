package money_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/money"
)

// TestChunksGoOnBehindOneThatCannotBeShown: it is done like the others; to stop
// there would leave the rest undone, to say nothing would hide what is missing of
// the result.
func TestChunksGoOnBehindOneThatCannotBeShown(t *testing.T) {
	t.Parallel()
	rows := make([]int, 3*money.RunChunk)
	var calls, told []int
	err := money.InChunks(t.Context(), rows, func(done, _ int) { told = append(told, done) }, func(chunk []int) error {
		calls = append(calls, len(chunk))
		if len(calls) == 2 {
			return fault.SavedUnshown(errors.New("year 20000"))
		}
		return nil
	})
	if !fault.WasSaved(err) || !slices.Equal(calls, []int{money.RunChunk, money.RunChunk, money.RunChunk}) || !slices.Equal(told, []int{money.RunChunk, 2 * money.RunChunk, 3 * money.RunChunk}) {
		t.Errorf("%v after %v, told %v", err, calls, told)
	}
}
