-- Indexes that nothing reads by any more: those of all digits of a phone (00130 to 00133)
-- took their place, and every visit paid for both.

-- +goose NO TRANSACTION
-- +goose Up
DROP INDEX CONCURRENTLY IF EXISTS idx_visitors_phone_key;
DROP INDEX CONCURRENTLY IF EXISTS idx_visitors_phone_end;
DROP INDEX CONCURRENTLY IF EXISTS idx_users_phone_key;
DROP INDEX CONCURRENTLY IF EXISTS idx_users_phone_end;
