-- How often a process was saved: a start that looked its process up earlier sees in the gate's row whether that is the newest still.
ALTER TABLE gate ADD COLUMN saves BIGINT NOT NULL DEFAULT 0;
