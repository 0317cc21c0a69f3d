-- Notices by their words. The configuration is 'simple', which neither stems nor
-- drops stop words: a search follows typing by the beginning of its last word
-- ("pain" finds painting, which an English stem would not), and notices mix
-- English with names in Devanagari, of which an English dictionary knows nothing.
-- A text is indexed by its first 100,000 characters: a longer one, which another
-- program may write, could pass the limit of a tsvector and be refused.

-- +goose NO TRANSACTION
-- +goose Up
-- +goose StatementBegin
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass(format('%I.%I', current_schema(), 'idx_announcements_words')) AND NOT indisvalid) THEN
        PERFORM set_config('lock_timeout', '500ms', true);
        DROP INDEX idx_announcements_words;
    END IF;
END
$$;
-- +goose StatementEnd
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_announcements_words
    ON announcements USING gin (to_tsvector('simple', title || ' ' || left(content, 100000)))
    WITH (fastupdate = off);
