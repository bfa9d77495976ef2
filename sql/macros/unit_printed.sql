-- The unit behind the number of an actual value: 0.6万人 is in 万人. Empty where none is printed.
CREATE OR REPLACE MACRO unit_printed(value) AS
    regexp_extract(plain(value), '^[^0-9]*[0-9][0-9.,]*(.*)$', 1);
