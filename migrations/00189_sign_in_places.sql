-- From which networks an account signed in, so that guesses at it from elsewhere can
-- be slowed down all together without slowing who comes from where they always do.

-- +goose Up
CREATE TABLE IF NOT EXISTS sign_in_places (
    user_id uuid NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    network varchar(50) NOT NULL,
    last_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, network)
);
COMMENT ON TABLE sign_in_places IS 'Networks from which each account signed in';
COMMENT ON COLUMN sign_in_places.user_id IS 'Account';
COMMENT ON COLUMN sign_in_places.network IS 'IPv4 address, or IPv6 network of 64 bits';
COMMENT ON COLUMN sign_in_places.last_at IS 'When it last did';
COMMENT ON COLUMN sign_in_attempts.address IS 'Network that they came from: an IPv4 address, an IPv6 network of 64 bits, or * for all from which the account never signed in';

INSERT INTO sign_in_places (user_id, network, last_at)
SELECT user_id, CASE WHEN ip_address LIKE '%:%' THEN network(set_masklen(ip_address::inet, 64))::text ELSE ip_address END, max(started_at)
FROM desk_sessions
WHERE user_id IS NOT NULL AND ip_address ~ '^([0-9]+(\.[0-9]+){3}|[0-9a-f]*(:[0-9a-f]*){2,7})$' AND started_at > now() - interval '90 days'
GROUP BY 1, 2
ON CONFLICT DO NOTHING;
