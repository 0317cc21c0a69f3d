package data

import "github.com/civoranexus/society360/data/internal/connect"

// Config says which database the desk works on and how it connects.
type Config = connect.Config

// The errors of a search path that leads elsewhere, or to somebody else's things.
const (
	ErrElsewhere = connect.ErrElsewhere
	ErrPlanted   = connect.ErrPlanted
)

// ConfigFromEnv reads the configuration from DATABASE_URL and its like, or from
// flagURL in place of them.
func ConfigFromEnv(getenv func(string) string, flagURL string) (Config, error) {
	return connect.ConfigFromEnv(getenv, flagURL)
}
