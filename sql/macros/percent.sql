-- A fraction for a person: 0.9962 is 99.62%.
CREATE OR REPLACE MACRO percent(fraction) AS format('{:.2f}%', fraction::DOUBLE * 100);
