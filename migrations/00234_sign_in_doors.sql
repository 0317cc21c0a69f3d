-- Failed sign-ins are counted where somebody stood: beside networks at registered
-- terminals and at open desks, so that a neighbour's guesses hold up nobody there.

-- +goose Up
COMMENT ON COLUMN sign_in_attempts.address IS 'Where they were made: a network (an IPv4 address, or an IPv6 network of 64 bits), "terminal" and the fingerprint of its key, "desk at" and a network where one was open already, or * for all networks from which the account never signed in';
