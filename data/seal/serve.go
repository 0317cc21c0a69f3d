package seal

import (
	"context"
	"errors"
	"sync"
	"time"
)

const (
	// sealEvery is how often waiting rows are sealed: a row is under a signed head within
	// half a minute.
	sealEvery = 20 * time.Second
	// leastRest is behind each batch, beside as long as it took: desks have half of the
	// machine while what was there before is sealed.
	leastRest = 5 * time.Millisecond
	// turnAgain is how often a process that does not seal asks whether it is its turn, and
	// lateness after how long without a new head it seals all the same.
	turnAgain = time.Minute
	lateness  = 2 * time.Minute
	// giveEvery is how often a command is given heads, shipFirst how soon it is looked for
	// the first, and shipAgain the longest pause after they could not be shipped.
	giveEvery = 5 * time.Minute
	shipFirst = time.Second
	shipAgain = 5 * time.Minute
)

// Alone runs work unless another process of the society is at the same; ran is false
// then.
type Alone func(ctx context.Context, work func(ctx context.Context) error) (ran bool, err error)

// Serve seals what comes until ctx ends, and ships heads. Of several processes that serve
// one seals, and the others take into their folders what it did; a row is sealed once also
// where two do. What fails is in the log once, and tried again.
func (z *Sealer) Serve(ctx context.Context, to Places, alone Alone) {
	var ships sync.WaitGroup
	defer ships.Wait()
	for _, w := range to.ways() {
		ships.Go(func() { z.ship(ctx, w) })
	}
	for ctx.Err() == nil {
		_, err := alone(ctx, func(ctx context.Context) error {
			z.serve(ctx, z.all, 0)
			return nil
		})
		z.tell(ctx, "the turn of the seal", err)
		z.serve(ctx, z.follow, turnAgain)
	}
}

// serve does its work on the seal time and again: for a while, or as long
// as there is a key.
func (z *Sealer) serve(ctx context.Context, work func(context.Context) error, lasts time.Duration) {
	began := time.Now()
	tick := time.NewTicker(sealEvery)
	defer tick.Stop()
	for {
		err := work(ctx)
		z.tell(ctx, "the seal of the trail", err)
		if lasts == 0 && err != nil && ctx.Err() == nil && !errors.Is(err, ErrBroken) {
			_ = z.store.noteStuck(ctx, err) // or the database is what is away
		}
		if lasts == 0 && errors.Is(err, errKeyless) {
			return // another process may have the key
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if lasts > 0 && time.Since(began) >= lasts {
			return
		}
	}
}

// tell has what failed in the log, once.
func (z *Sealer) tell(ctx context.Context, what string, err error) {
	if err == nil {
		delete(z.said, what)
		return
	}
	if ctx.Err() != nil || err.Error() == z.said[what] {
		return
	}
	z.said[what] = err.Error()
	z.log.WarnContext(ctx, what, "error", err)
}

// ship ships heads by one way until ctx ends: as they are signed to a file, and to a
// command in minutes, for two societies that keep each other's heads have a row of each
// shipment in their trails. After failures it waits longer.
func (z *Sealer) ship(ctx context.Context, w way) {
	every := sealEvery
	if w.kind == "command" {
		every = giveEvery
	}
	said := ""
	for pause := shipFirst; ; {
		wait := time.NewTimer(pause)
		select {
		case <-ctx.Done():
			wait.Stop()
			return
		case <-wait.C:
		}
		sent, err := z.shipBy(ctx, w)
		switch {
		case err != nil:
			if err.Error() != said && ctx.Err() == nil {
				said = err.Error()
				z.log.WarnContext(ctx, "shipping the seal's heads", "error", err)
			}
			pause = min(max(2*pause, sealEvery), shipAgain)
		case sent:
			said, pause = "", every
		default:
			pause = min(max(pause, shipFirst), sealEvery)
		}
	}
}

// follow takes into the folder what another process has sealed. Where that one is late,
// such as one that was suspended with its turn, it seals by itself.
func (z *Sealer) follow(ctx context.Context) error {
	late := false
	_, err := z.folder.hold(func() error {
		st, err := z.store.status(ctx)
		if err == nil {
			err = z.folder.refresh(st.Edge)
		}
		if err != nil || len(z.folder.keys.known) == 0 {
			return err
		}
		late = z.folder.signer != nil && (st.SealedAt == nil || st.Now.Sub(*st.SealedAt) > lateness)
		return z.catchUp(ctx, st)
	})
	if err != nil || !late {
		return z.judged(ctx, err)
	}
	return z.all(ctx)
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
