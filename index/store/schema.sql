-- The truth: everything else, what searches use included, can be rebuilt from here.

CREATE TABLE facts (
    name TEXT PRIMARY KEY,       -- 'schema', 'identity', 'encoder', 'changes', 'generation', …
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- How many rows there are: counting them takes a look at each.
CREATE TABLE counts (
    name TEXT PRIMARY KEY,       -- 'articles', 'passages'
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The text comes last, so that what filters read stands together.
CREATE TABLE articles (
    id TEXT PRIMARY KEY,
    version TEXT NOT NULL,       -- hash of what the article says
    recipe TEXT NOT NULL,        -- how it was cut and embedded
    description TEXT NOT NULL,   -- JSON object: title, source, …, and the free metadata, flat
    root TEXT,                   -- folder, file and line that it came from
    file TEXT,
    line INTEGER,
    passages INTEGER NOT NULL,
    indexed_at TEXT NOT NULL,
    text TEXT NOT NULL
) STRICT;
CREATE INDEX articles_by_root ON articles (root) WHERE root IS NOT NULL;

-- AUTOINCREMENT: a row number is never used again and a row never changes, so that "what
-- is new since row n" is one range, whichever process asks.
CREATE TABLE passages (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    article_id TEXT REFERENCES articles (id),
    meta TEXT NOT NULL,          -- JSON object
    content TEXT
) STRICT;
CREATE INDEX passages_by_article ON passages (article_id);

CREATE TABLE vectors (
    number INTEGER PRIMARY KEY,  -- passages.number
    embedding BLOB NOT NULL      -- float32, or float64 where float32 would lose digits
) STRICT;

CREATE TABLE terms (
    number INTEGER PRIMARY KEY,  -- passages.number
    words TEXT NOT NULL          -- stemmed and folded, those of the title first
) STRICT;

-- What was removed, for the processes that keep passages in memory.
CREATE TABLE removals (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    number INTEGER NOT NULL
) STRICT;

CREATE TRIGGER article_added AFTER INSERT ON articles BEGIN
    UPDATE counts SET value = value + 1 WHERE name = 'articles';
END;

CREATE TRIGGER article_removed AFTER DELETE ON articles BEGIN
    UPDATE counts SET value = value - 1 WHERE name = 'articles';
END;

CREATE TRIGGER passage_added AFTER INSERT ON passages BEGIN
    UPDATE counts SET value = value + 1 WHERE name = 'passages';
END;

CREATE TRIGGER passage_removed AFTER DELETE ON passages BEGIN
    UPDATE counts SET value = value - 1 WHERE name = 'passages';
    INSERT INTO removals (number) VALUES (old.number);
    DELETE FROM vectors WHERE number = old.number;
    DELETE FROM terms WHERE number = old.number;
END;
