-- An amount for a person: 6,793,831.00.
CREATE OR REPLACE MACRO money(amount) AS format('{:,.2f}', amount::DOUBLE);
