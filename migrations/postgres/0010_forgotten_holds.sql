-- A hold without an end asks again after a while (rule 43): when it was last said that it is still wanted, and the last
-- reminder that was told.
ALTER TABLE hold ADD COLUMN kept_at BIGINT;
ALTER TABLE hold ADD COLUMN reminded_at BIGINT;
