-- Beside the articles: nothing here can be made again from them.

-- The secret itself is nowhere; a key that was revoked stays, so that the list can tell.
CREATE TABLE keys (
    id TEXT PRIMARY KEY,         -- the public part of the key
    name TEXT NOT NULL,
    scope TEXT NOT NULL,         -- 'ask', 'write', 'admin'; each includes those before it
    digest BLOB NOT NULL,        -- SHA-256 of what only its owner has
    created TEXT NOT NULL,       -- these are UTC, to the second …
    expires TEXT,
    revoked TEXT,
    last_used TEXT               -- … but for this, which is a day
) STRICT, WITHOUT ROWID;

-- Numbers that say how far things are; 'curated' grows with each change of a curated answer.
CREATE TABLE counters (
    name TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE curated (
    id TEXT PRIMARY KEY,
    answer TEXT NOT NULL,
    language TEXT,
    citation TEXT NOT NULL,      -- JSON: article_id, start and end, or title, url and source
    updated TEXT NOT NULL        -- UTC
) STRICT, WITHOUT ROWID;

CREATE TABLE curated_questions (
    exact TEXT PRIMARY KEY,      -- the question without case, accents and punctuation
    curated_id TEXT NOT NULL REFERENCES curated (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    question TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX curated_questions_by_answer ON curated_questions (curated_id, position);

-- Derived: the questions' vectors, float32, of one encoder.
CREATE TABLE curated_vectors (
    question TEXT PRIMARY KEY,
    encoder TEXT NOT NULL,
    vector BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Only where feedback or a query log is turned on, and for so many days as are set.
CREATE TABLE queries (
    id TEXT PRIMARY KEY,
    asked TEXT NOT NULL,         -- UTC
    question TEXT NOT NULL,
    resolved TEXT,               -- what a follow-up was taken for
    language TEXT,
    reason TEXT,                 -- why there is no answer
    curated_id TEXT,
    answers TEXT NOT NULL,       -- JSON: text, score, confidence, and where it stands
    passage TEXT,                -- JSON: the place of the best passage, not its text
    models TEXT NOT NULL         -- JSON
) STRICT, WITHOUT ROWID;

CREATE INDEX queries_by_time ON queries (asked);

CREATE TABLE feedback (
    query_id TEXT NOT NULL REFERENCES queries (id) ON DELETE CASCADE,
    answer INTEGER NOT NULL,
    verdict TEXT NOT NULL,
    band TEXT NOT NULL,          -- the answer's confidence, 'curated' or 'declined'
    score REAL,
    corrected TEXT,              -- JSON: article_id, article_version, start, end
    comment TEXT,
    given TEXT NOT NULL,         -- UTC
    PRIMARY KEY (query_id, answer)
) STRICT, WITHOUT ROWID;
