package main

import (
	"context"
	"time"
)

// elsewhere returns a context whose reads go to the standby that DATABASE_READ_URL
// names, and says how far behind it is; ctx itself where there is none. end says whether
// it failed on the way.
func (a *app) elsewhere(ctx context.Context, c call) (there context.Context, end func()) {
	if c.config.ReadURL == "" {
		return ctx, func() {}
	}
	there, standby, err := c.society.Elsewhere(ctx, c.config)
	if err != nil {
		a.say("%s Read from the server that takes the changes.", sentence(err, c.zone))
		return ctx, func() {}
	}
	if standby.Behind == 0 {
		a.say("Read from %s, which has all changes.", standby.Host)
	} else {
		a.say("Read from %s, which is %s behind.", standby.Host, standby.Behind.Round(max(time.Second/10, standby.Behind/1000)))
	}
	return there, func() {
		if standby.Failed() != nil {
			a.say("%s failed on the way: the rest was read from the server that takes the changes.", standby.Host)
		}
		standby.Close()
	}
}
