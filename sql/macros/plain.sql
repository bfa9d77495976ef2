-- A name as it is compared: two prints of one name may differ in white space, width of brackets and case.
CREATE OR REPLACE MACRO plain(name) AS
    lower(translate(regexp_replace(name, '[\s\pZ]', '', 'g'), '（）［］：，；－', '()[]:,;-'));
