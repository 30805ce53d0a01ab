-- Times are UTC microseconds; JSON is TEXT; ids are TEXT. The twin in ../postgres differs in collations only.

CREATE TABLE gate (
    id BIGINT PRIMARY KEY,
    epoch BIGINT NOT NULL,
    closing TEXT,
    closes_at BIGINT,
    offline_at BIGINT
);
INSERT INTO gate (id, epoch) VALUES (1, 1);

CREATE TABLE hold (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    owner_id TEXT,
    owner TEXT NOT NULL,
    since BIGINT NOT NULL,
    reason TEXT,
    message TEXT,
    estimated_end BIGINT,
    expires_at BIGINT,
    lifted BIGINT,
    lifted_by TEXT
);
CREATE INDEX hold_in_force ON hold (since) WHERE lifted IS NULL;
-- The box is ticked once.
CREATE UNIQUE INDEX hold_manual ON hold (kind) WHERE lifted IS NULL AND kind = 'manual';

CREATE TABLE person (
    id TEXT PRIMARY KEY,
    username TEXT NOT NULL UNIQUE,
    password TEXT NOT NULL,
    role TEXT NOT NULL,
    disabled BOOLEAN NOT NULL,
    zone TEXT,
    created BIGINT NOT NULL
);

CREATE TABLE session (
    id TEXT PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    person TEXT NOT NULL REFERENCES person (id),
    created BIGINT NOT NULL,
    expires BIGINT NOT NULL
);
CREATE INDEX session_person ON session (person);

CREATE TABLE token (
    id TEXT PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    person TEXT NOT NULL REFERENCES person (id),
    name TEXT NOT NULL,
    created BIGINT NOT NULL,
    expires BIGINT,
    last_used BIGINT,
    revoked BIGINT
);
CREATE INDEX token_person ON token (person);

CREATE TABLE process (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    description TEXT,
    newest BIGINT NOT NULL,
    steps BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    author_id TEXT,
    author TEXT NOT NULL
);

CREATE TABLE process_version (
    process TEXT NOT NULL REFERENCES process (id),
    version BIGINT NOT NULL,
    source TEXT NOT NULL,
    definition TEXT NOT NULL,
    created BIGINT NOT NULL,
    author_id TEXT,
    author TEXT NOT NULL,
    PRIMARY KEY (process, version)
);

CREATE TABLE request (
    id TEXT PRIMARY KEY,
    process TEXT NOT NULL REFERENCES process (id),
    process_name TEXT NOT NULL,
    process_version BIGINT NOT NULL,
    status TEXT NOT NULL,
    rev BIGINT NOT NULL,
    actor_id TEXT,
    actor TEXT NOT NULL,
    origin TEXT NOT NULL,
    operation TEXT NOT NULL,
    created BIGINT NOT NULL,
    planned BIGINT,
    began BIGINT,
    ended BIGINT,
    late BOOLEAN NOT NULL,
    bypass TEXT,
    inputs TEXT NOT NULL,
    secrets TEXT NOT NULL,
    hold TEXT,
    refusal TEXT,
    message TEXT,
    parent TEXT,
    parent_step TEXT,
    root TEXT NOT NULL,
    depth BIGINT NOT NULL,
    source TEXT,
    made_good_by TEXT,
    cancelling BIGINT,
    cancelled_by TEXT
);
CREATE INDEX request_status ON request (status, id);
CREATE INDEX request_process ON request (process, id);
CREATE INDEX request_root ON request (root);
CREATE INDEX request_parent ON request (parent);
CREATE INDEX request_hold ON request (hold, id);
CREATE INDEX request_ended ON request (ended);

CREATE TABLE step (
    request TEXT NOT NULL REFERENCES request (id),
    id TEXT NOT NULL,
    place BIGINT NOT NULL,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    outcome TEXT,
    attempt BIGINT NOT NULL,
    began BIGINT,
    ended BIGINT,
    exit_code BIGINT,
    detail TEXT,
    output TEXT NOT NULL,
    agent TEXT,
    child TEXT,
    task TEXT,
    wakes BIGINT,
    PRIMARY KEY (request, id)
);
CREATE INDEX step_status ON step (status, began);
CREATE INDEX step_wakes ON step (wakes) WHERE wakes IS NOT NULL;

CREATE TABLE task (
    id TEXT PRIMARY KEY,
    request TEXT NOT NULL REFERENCES request (id),
    process_name TEXT NOT NULL,
    step TEXT NOT NULL,
    prompt TEXT NOT NULL,
    role TEXT,
    comment_rule TEXT NOT NULL,
    opened BIGINT NOT NULL,
    deadline BIGINT,
    outcome TEXT,
    answered_by_id TEXT,
    answered_by TEXT,
    answered BIGINT,
    comment TEXT
);
CREATE INDEX task_open ON task (opened) WHERE outcome IS NULL;
CREATE INDEX task_request ON task (request);

-- Refused starts; equal ones folded: actor, process, inputs, hold (rule 6).
CREATE TABLE missed (
    id TEXT PRIMARY KEY,
    fold TEXT NOT NULL UNIQUE,
    process_name TEXT NOT NULL,
    actor_id TEXT,
    actor TEXT NOT NULL,
    hold TEXT NOT NULL,
    times BIGINT NOT NULL,
    first_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    request TEXT NOT NULL,
    refusal TEXT NOT NULL,
    made_good_by TEXT
);

CREATE TABLE audit (
    id TEXT PRIMARY KEY,
    at BIGINT NOT NULL,
    actor_id TEXT,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL
);
CREATE INDEX audit_action ON audit (action, id);

CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

-- How long roots of a process took, for the forecast.
CREATE INDEX request_past ON request (process, status, ended);
