package localpg

import (
	"context"
	"time"
)

// keepEvery is how soon a server that was killed is missed.
const keepEvery = time.Second

// Keep starts the server again when it was killed, as by a kernel out of memory,
// until ctx ends: the programs that use it would otherwise wait for ever. One
// that somebody stopped in order stays stopped. End it before Stop.
func (s *Server) Keep(ctx context.Context) {
	log := s.cluster.log
	for sleep(ctx, keepEvery) == nil {
		p, there, err := readPostmaster(s.cluster.data)
		if err != nil || !there || p.alive(s.cluster.data) {
			continue
		}
		log.Warn("the private database was killed; starting it again", "folder", s.folder)
		if err := s.revive(ctx); err != nil && ctx.Err() == nil {
			log.Warn("the private database does not come back", "folder", s.folder, "error", err)
		}
	}
}

// revive starts the server as another user of it would, and leaves it to this one.
func (s *Server) revive(ctx context.Context) error {
	again, err := start(ctx, s.opts, s.cluster.find)
	if err != nil {
		return err
	}
	// A lock kept by mistake would let the server outlive its last user.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
	defer cancel()
	return again.Stop(ctx)
}
