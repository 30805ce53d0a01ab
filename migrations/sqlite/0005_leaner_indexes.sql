-- Each index is one more page that a start writes: those that no query needs go, others hold only the rows that are asked for.

DROP INDEX request_root;
DROP INDEX request_parent;
DROP INDEX request_hold;
DROP INDEX request_ended;
DROP INDEX request_past;
DROP INDEX step_status;
DROP INDEX audit_action;

-- Sub-processes.
CREATE INDEX request_below ON request (root) WHERE parent IS NOT NULL;
CREATE INDEX request_parent ON request (parent) WHERE parent IS NOT NULL;
-- Steps that run, or wait for a slot.
CREATE INDEX step_at_work ON step (status, request) WHERE status IN ('queued', 'running');
