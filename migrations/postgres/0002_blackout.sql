-- The twin of ../sqlite/0002_blackout.sql.

CREATE TABLE blackout (
    id TEXT COLLATE "C" PRIMARY KEY,
    name TEXT NOT NULL,
    owner_id TEXT,
    owner TEXT NOT NULL,
    created BIGINT NOT NULL,
    saved BIGINT NOT NULL,
    plan TEXT NOT NULL
);

CREATE TABLE occurrence (
    blackout TEXT COLLATE "C" NOT NULL REFERENCES blackout (id),
    -- Its original local date-time.
    key TEXT COLLATE "C" NOT NULL,
    start_at BIGINT NOT NULL,
    end_at BIGINT NOT NULL,
    stage TEXT NOT NULL,
    is_over BOOLEAN NOT NULL,
    hold TEXT NOT NULL,
    record TEXT NOT NULL,
    PRIMARY KEY (blackout, key)
);
CREATE INDEX occurrence_to_come ON occurrence (start_at) WHERE NOT is_over;
CREATE INDEX occurrence_end ON occurrence (end_at);

-- Where blackouts let the system stand; JSON, absent when online.
ALTER TABLE gate ADD COLUMN standing TEXT;
