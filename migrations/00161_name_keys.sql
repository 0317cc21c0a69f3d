-- One key of a name, for search and for order, made by the database alone: Élodie
-- and ELODIE, D'Souza and D’Souza are the same. What they fold is named by code point
-- and does not depend on the locale of the database: where its LC_CTYPE is C, upper()
-- leaves é as it is. The functions are PL/pgSQL, which is not unfolded into queries: a
-- search by three words would be planned for longer than it runs.

-- +goose Up
SET LOCAL lock_timeout = '5s';

-- A text in capitals, its accents kept: what two spellings of one block share.
-- Letters that are composed are taken apart, so that the table needs only the others.
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_fold(t text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF t IS NULL OR t !~ '[^\u0001-\u007F]' THEN
        RETURN upper(t COLLATE "C");
    END IF;
    RETURN normalize(translate(upper(normalize(t, NFD) COLLATE "C"),
        'æðøþđħĳŀłŋœŧɓƃƅɔƈɖɗƌǝəɛƒɠɣɩɨƙɯɲɵƣƥʀƨʃƭʈʊʋƴƶʒƹƽǥƕƿȝƞȣȥⱥȼƚⱦɂƀʉʌɇɉɋɍɏαβγδεζηθικλμνξοπρστυφχψωђєѕіјљњћџабвгдежзиклмнопрстуфхцчшщъыьэюяґғҗқҡңҥүұҳһӏәөաբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆςıſ',
        'ÆÐØÞĐĦĲĿŁŊŒŦƁƂƄƆƇƉƊƋƎƏƐƑƓƔƖƗƘƜƝƟƢƤƦƧƩƬƮƱƲƳƵƷƸƼǤǶǷȜȠȢȤȺȻȽȾɁɃɄɅɆɈɊɌɎΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩЂЄЅІЈЉЊЋЏАБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯҐҒҖҚҠҢҤҮҰҲҺӀӘӨԱԲԳԴԵԶԷԸԹԺԻԼԽԾԿՀՁՂՃՄՅՆՇՈՉՊՋՌՍՎՏՐՑՒՓՔՕՖΣIS'), NFC);
END
$$
$define$);
-- +goose StatementEnd

-- The letters and digits of a text as one types them without looking for accents:
-- folded, marks and joiners dropped, digits of other scripts as 0 to 9. Vowel signs
-- of Indian scripts stay, the dot below (nukta) goes.
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_plain(t text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF t IS NULL OR t !~ '[^\u0001-\u007F]' THEN
        RETURN upper(t COLLATE "C");
    END IF;
    t := {schema}.society360_fold(regexp_replace(normalize(t, NFKD),
        '[\u0300-\u036F\u064B-\u0652\u093C\u09BC\u0A3C\u0ABC\u0B3C\u0CBC\u1AB0-\u1AFF\u1DC0-\u1DFF\u200B-\u200F\u2060\u20D0-\u20FF\uFE00-\uFE0F\uFEFF]', '', 'g'));
    t := translate(t,
        'ØĐŁÐĦŦŊ٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९০১২৩৪৫৬৭৮৯੦੧੨੩੪੫੬੭੮੯૦૧૨૩૪૫૬૭૮૯୦୧୨୩୪୫୬୭୮୯௦௧௨௩௪௫௬௭௮௯౦౧౨౩౪౫౬౭౮౯೦೧೨೩೪೫೬೭೮೯൦൧൨൩൪൫൬൭൮൯',
        'ODLDHTN01234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789');
    RETURN replace(replace(replace(replace(t, 'ß', 'SS'), 'Æ', 'AE'), 'Œ', 'OE'), 'Þ', 'TH');
END
$$
$define$);
-- +goose StatementEnd

-- A name as it is typed to be found: its words in capitals between single
-- blanks, one before the first and one behind the last. Apostrophes and full stops
-- are dropped, other signs part words; one blank where there is no letter nor digit.
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_name_part(t text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    t := regexp_replace({schema}.society360_plain(t), '[''`.\u00B4\u02BC\u2018\u2019\u2032]', '', 'g');
    RETURN regexp_replace(' ' || regexp_replace(t,
        '[\u0001-\u002F\u003A-\u0040\u005B-\u0060\u007B-\u00A9\u00AB-\u00B4\u00B6-\u00B9\u00BB-\u00BF\u00D7\u00F7\u0964\u0965\u2000-\u2BFF\u3000-\u303F]+', ' ', 'g') || ' ', ' +', ' ', 'g');
END
$$
$define$);
-- +goose StatementEnd

-- The key of a name as it stands: what society360_name_part makes of it, and behind
-- it, where an apostrophe or a full stop was dropped, the same with words parted
-- there: D'Souza is found by dsouza and by souza, and stands in lists where Dsouza does.
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_name_key(t text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    -- Most names are letters and single blanks alone, and a search looks at many.
    IF t ~ '^[A-Za-z0-9]+(?: [A-Za-z0-9]+)*$' THEN
        RETURN ' ' || upper(t COLLATE "C") || ' ';
    END IF;
    IF t ~ '[''`.\u00B4\u02BC\u2018\u2019\u2032]' THEN
        RETURN {schema}.society360_name_part(t) || {schema}.society360_name_part(regexp_replace(t, '[''`.\u00B4\u02BC\u2018\u2019\u2032]', ' ', 'g'));
    END IF;
    RETURN {schema}.society360_name_part(t);
END
$$
$define$);
-- +goose StatementEnd

-- The words of a text for a full-text search, one blank between two: broken on
-- everything that is no letter or digit, and between letters and digits. A-101 and
-- a101 are A and 101, Rs.500 is RS and 500.
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_words(t text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    t := regexp_replace({schema}.society360_plain(t),
        '[\u0001-\u002F\u003A-\u0040\u005B-\u0060\u007B-\u00A9\u00AB-\u00B4\u00B6-\u00B9\u00BB-\u00BF\u00D7\u00F7\u0964\u0965\u2000-\u2BFF\u3000-\u303F]+', ' ', 'g');
    RETURN btrim(regexp_replace(regexp_replace(t, '([0-9])([^0-9 ])', '\1 \2', 'g'), '([^0-9 ])([0-9])', '\1 \2', 'g'));
END
$$
$define$);
-- +goose StatementEnd
