-- A phone is read in one way. Until here its key was the last ten digits as they
-- stand, which of a number with one digit too many are another person's, and knew
-- the digits of no other script. From here on all digits count: the index has them
-- without the noughts before them, and society360_phone_number decides whose number
-- it is, in the same way as PhoneNumber in data/value. The key that was stays, with
-- its indexes, for the servers of the last release that still run. The new indexes
-- are built while the gate works, each in some two seconds a million visits.

-- +goose Up
SET LOCAL lock_timeout = '5s';

-- A text with the digits of other scripts written as 0 to 9.
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_digits(typed text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN octet_length(typed) = length(typed) THEN typed
    ELSE translate(typed,
            U&'\0660\0661\0662\0663\0664\0665\0666\0667\0668\0669'
            '\06F0\06F1\06F2\06F3\06F4\06F5\06F6\06F7\06F8\06F9'
            '\0966\0967\0968\0969\096A\096B\096C\096D\096E\096F'
            '\09E6\09E7\09E8\09E9\09EA\09EB\09EC\09ED\09EE\09EF'
            '\0A66\0A67\0A68\0A69\0A6A\0A6B\0A6C\0A6D\0A6E\0A6F'
            '\0AE6\0AE7\0AE8\0AE9\0AEA\0AEB\0AEC\0AED\0AEE\0AEF'
            '\0B66\0B67\0B68\0B69\0B6A\0B6B\0B6C\0B6D\0B6E\0B6F'
            '\0BE6\0BE7\0BE8\0BE9\0BEA\0BEB\0BEC\0BED\0BEE\0BEF'
            '\0C66\0C67\0C68\0C69\0C6A\0C6B\0C6C\0C6D\0C6E\0C6F'
            '\0CE6\0CE7\0CE8\0CE9\0CEA\0CEB\0CEC\0CED\0CEE\0CEF'
            '\0D66\0D67\0D68\0D69\0D6A\0D6B\0D6C\0D6D\0D6E\0D6F'
            '\1C50\1C51\1C52\1C53\1C54\1C55\1C56\1C57\1C58\1C59'
            '\ABF0\ABF1\ABF2\ABF3\ABF4\ABF5\ABF6\ABF7\ABF8\ABF9'
            '\FF10\FF11\FF12\FF13\FF14\FF15\FF16\FF17\FF18\FF19',
        repeat('0123456789', 14)) END
$define$);
-- +goose StatementEnd

-- All digits of a phone, without the noughts before them.
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_phone_digits(phone text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ltrim(regexp_replace({schema}.society360_digits(phone), '[^0-9]', '', 'g'), '0')
$define$);
-- +goose StatementEnd

-- The one writing of a phone that all its spellings share: the national number where
-- the pattern, which takes off what dials into the country, finds one of full length,
-- else all digits, behind a + where they begin with one or with 00. Empty where there
-- is no digit but noughts.
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_phone_number(phone text, pattern text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN {schema}.society360_phone_digits(phone) = '' THEN ''
    ELSE regexp_replace(
        CASE WHEN {schema}.society360_digits(phone) ~ '^[^0-9]*([+]|0[^0-9]*0)' THEN '+' ELSE '' END
            || regexp_replace(regexp_replace({schema}.society360_digits(phone), '[^0-9]', '', 'g'), '^00', ''),
        pattern, '\1') END
$define$);
-- +goose StatementEnd
