-- The twin of ../sqlite/0009_feed.sql.

-- A key reads the feed and does nothing else.
CREATE TABLE feed_key (
    id TEXT COLLATE "C" PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    person TEXT NOT NULL REFERENCES person (id),
    name TEXT NOT NULL,
    created BIGINT NOT NULL,
    last_used BIGINT,
    revoked BIGINT
);
CREATE INDEX feed_key_person ON feed_key (person);

-- The digest of an imported event's UID: those are as long as others like.
ALTER TABLE blackout ADD COLUMN imported_uid TEXT;
CREATE INDEX blackout_imported ON blackout (imported_uid) WHERE imported_uid IS NOT NULL;
