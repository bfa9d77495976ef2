-- Nothing was ever written there: pages say what was not read (page.role), doubtful what is in question.
ALTER TABLE filing DROP COLUMN notes;
