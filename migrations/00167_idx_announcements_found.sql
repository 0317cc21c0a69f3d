-- Notices by their words, broken as society360_words breaks them; the parser of
-- PostgreSQL takes Water/electricity for a path and Rs.500 for a host. 'simple'
-- neither stems nor drops stop words: a search follows typing by the beginning of its
-- last word, and notices mix English with names in other scripts. A text is indexed
-- by its first 100,000 characters: a longer one could pass the limit of a tsvector.

-- +goose NO TRANSACTION
-- +goose Up
-- +goose StatementBegin
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass(format('%I.%I', current_schema(), 'idx_announcements_found')) AND NOT indisvalid) THEN
        PERFORM set_config('lock_timeout', '500ms', true);
        DROP INDEX idx_announcements_found;
    END IF;
END
$$;
-- +goose StatementEnd
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_announcements_found
    ON announcements USING gin (to_tsvector('simple', society360_words(title || ' ' || left(content, 100000))))
    WITH (fastupdate = off);
DROP INDEX CONCURRENTLY IF EXISTS idx_announcements_words;
