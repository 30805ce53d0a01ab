-- The twin of ../sqlite/0003_missed_instant.sql.

ALTER TABLE missed ADD COLUMN process TEXT COLLATE "C";
ALTER TABLE missed ADD COLUMN planned BIGINT;
ALTER TABLE missed ADD COLUMN planned_until BIGINT;
UPDATE missed SET
    process = (SELECT request.process FROM request WHERE request.id = missed.request),
    planned = (SELECT request.planned FROM request WHERE request.id = missed.request);
CREATE INDEX missed_planned ON missed (hold, process) WHERE planned IS NOT NULL;
