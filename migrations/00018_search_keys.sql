-- Immutable keys that searches and expression indexes share. What they drop is
-- named by code point, not by a class such as [:alnum:], so that a key does not
-- depend on the locale of the database. They use pg_catalog alone: an index is
-- also maintained where the search path names nothing else.

-- +goose Up
-- The last ten digits of a phone number: the same for 98200 12345,
-- +91 98200-12345 and 098200 12345.
CREATE OR REPLACE FUNCTION society360_phone_key(phone text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN right(regexp_replace(phone, '[^0-9]', '', 'g'), 10);

-- A vehicle plate's ASCII letters and digits, in upper case.
CREATE OR REPLACE FUNCTION society360_plate_key(plate text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN upper(regexp_replace(plate, '[^A-Za-z0-9]', '', 'g'));

-- A unit's letters, digits and vowel signs of any script, in upper case: all but
-- ASCII and Latin-1 signs, general punctuation and the ideographic space.
CREATE OR REPLACE FUNCTION society360_unit_key(label text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN upper(regexp_replace(label, '[\u0001-\u002F\u003A-\u0040\u005B-\u0060\u007B-\u00A9\u00AB-\u00B4\u00B6-\u00B9\u00BB-\u00BF\u2000-\u206F\u3000]', '', 'g'));

-- The order of the queue: 0 critical, 1 high, 2 medium (also where none is
-- given), 3 low.
CREATE OR REPLACE FUNCTION society360_priority_rank(priority text) RETURNS smallint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE coalesce(priority, 'medium')
    WHEN 'critical' THEN 0::smallint
    WHEN 'high' THEN 1::smallint
    WHEN 'medium' THEN 2::smallint
    ELSE 3::smallint
END;
