package datatest

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/civoranexus/society360/data/internal/connect"
)

// Connect opens a desk's pool, of whichever society is there.
func Connect(ctx context.Context, cfg connect.Config) (*pgxpool.Pool, error) {
	return connect.Open(ctx, cfg, &connect.Society{}, nil)
}

// ConnectDirect opens a direct connection to whichever society is there.
func ConnectDirect(ctx context.Context, cfg connect.Config) (*pgx.Conn, error) {
	return connect.Direct(ctx, cfg, &connect.Society{})
}
