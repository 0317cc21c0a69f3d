package seal

import (
	"context"
	"time"
)

const (
	// sealEvery is how often waiting rows are sealed: a row is under a signed head within
	// half a minute.
	sealEvery = 20 * time.Second
	// leastRest is behind each batch, beside as long as it took: desks have half of the
	// machine while what was there before is sealed.
	leastRest = 5 * time.Millisecond
	// shipAgain is the longest pause after heads could not be shipped.
	shipAgain = 5 * time.Minute
)

// Serve seals what comes until ctx ends, and ships heads. What fails is in the log once,
// and tried again.
func (z *Sealer) Serve(ctx context.Context, to Places) {
	tick := time.NewTicker(sealEvery)
	defer tick.Stop()
	said, pause, next := "", sealEvery, time.Time{}
	tell := func(what string, err error) {
		if err == nil || ctx.Err() != nil || err.Error() == said {
			return
		}
		said = err.Error()
		z.log.WarnContext(ctx, what, "error", err)
	}
	for {
		err := z.all(ctx)
		tell("the seal of the trail", err)
		if !time.Now().Before(next) {
			shipped := z.Ship(ctx, to)
			tell("shipping the seal's heads", shipped)
			if shipped == nil {
				pause, next = sealEvery, time.Time{}
			} else {
				pause = min(2*pause, shipAgain)
				next = time.Now().Add(pause)
			}
			if err == nil && shipped == nil {
				said = ""
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// all seals until nothing waits.
func (z *Sealer) all(ctx context.Context) error {
	for {
		began := time.Now()
		done, err := z.Pass(ctx)
		if err != nil || !done.More {
			return err
		}
		rest := time.NewTimer(max(leastRest, time.Since(began)))
		select {
		case <-ctx.Done():
			rest.Stop()
			return nil
		case <-rest.C:
		}
	}
}

// All seals what waits now, and looks through the whole trail for rows that came around
// the sealer; it says how many there were of both.
func (z *Sealer) All(ctx context.Context) (rows, unseen int, err error) {
	before, err := z.store.status(ctx)
	if err != nil {
		return 0, 0, err
	}
	if err := z.all(ctx); err != nil {
		return 0, 0, err
	}
	if unseen, err = z.sweep(ctx); err != nil {
		return 0, unseen, err
	}
	after, err := z.store.status(ctx)
	return int(after.size() - before.size()), unseen, err //nolint:gosec // far below 2^63
}
