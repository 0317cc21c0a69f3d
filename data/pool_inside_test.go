package data

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Connect opens a desk's pool, of whichever society is there.
func Connect(ctx context.Context, cfg Config) (*pgxpool.Pool, error) {
	return connect(ctx, cfg, &society{})
}

// ConnectDirect opens a direct connection to whichever society is there.
func ConnectDirect(ctx context.Context, cfg Config) (*pgx.Conn, error) {
	return connectDirect(ctx, cfg, &society{})
}

// PathNames and AskedPath read search paths.
var (
	PathNames = pathNames
	AskedPath = askedPath
)
