-- Written when the database is closed for a window, and to the state file: a database without it was restored (rule 42).
ALTER TABLE gate ADD COLUMN close_token TEXT;
