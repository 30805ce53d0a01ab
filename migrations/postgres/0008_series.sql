-- The twin of ../sqlite/0008_series.sql.

ALTER TABLE blackout ADD COLUMN first_at BIGINT NOT NULL DEFAULT 0;
-- Absent: it comes without end.
ALTER TABLE blackout ADD COLUMN last_end BIGINT;
-- The series that this one was split from.
ALTER TABLE blackout ADD COLUMN follows TEXT COLLATE "C";
UPDATE blackout SET
    first_at = (SELECT MIN(occurrence.start_at) FROM occurrence WHERE occurrence.blackout = blackout.id),
    last_end = (SELECT MAX(occurrence.end_at) FROM occurrence WHERE occurrence.blackout = blackout.id)
WHERE EXISTS (SELECT 1 FROM occurrence WHERE occurrence.blackout = blackout.id);

-- A plan of its own; JSON, absent while it goes by the series'.
ALTER TABLE occurrence ADD COLUMN plan TEXT;
-- Not known of rows from before: they count as announced, and are read, until they are kept again.
ALTER TABLE occurrence ADD COLUMN announce_at BIGINT NOT NULL DEFAULT 0;
DROP INDEX occurrence_to_come;
CREATE INDEX occurrence_to_come ON occurrence (announce_at, stage) WHERE NOT is_over;
-- Dates that were changed for themselves or called off, some of them long before they are led to.
CREATE INDEX occurrence_touched ON occurrence (key) WHERE plan IS NOT NULL OR stage = 'cancelled';
