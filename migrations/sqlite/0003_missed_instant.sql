-- The planned instants of missed work: a row for each, and from the hundredth on one row for the rest of a process
-- and hold, with the first and the last of them.

ALTER TABLE missed ADD COLUMN process TEXT;
ALTER TABLE missed ADD COLUMN planned BIGINT;
ALTER TABLE missed ADD COLUMN planned_until BIGINT;
UPDATE missed SET
    process = (SELECT request.process FROM request WHERE request.id = missed.request),
    planned = (SELECT request.planned FROM request WHERE request.id = missed.request);
CREATE INDEX missed_planned ON missed (hold, process) WHERE planned IS NOT NULL;
