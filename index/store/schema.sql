-- The truth: everything else, the FAISS index included, can be rebuilt from here.

CREATE TABLE facts (
    name TEXT PRIMARY KEY,       -- 'schema', 'encoder', 'changes'
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE articles (
    id TEXT PRIMARY KEY,
    version TEXT NOT NULL,       -- hash of what the article says
    recipe TEXT NOT NULL,        -- how it was cut and embedded
    text TEXT NOT NULL,
    description TEXT NOT NULL,   -- JSON object: title, source, …, and the free metadata, flat
    root TEXT,                   -- folder, file and line that it came from
    file TEXT,
    line INTEGER,
    passages INTEGER NOT NULL,
    indexed_at TEXT NOT NULL
) STRICT;
CREATE INDEX articles_by_root ON articles (root) WHERE root IS NOT NULL;

-- AUTOINCREMENT: a row number is never used again, so that "what is new since row n"
-- is one range, whichever process asks.
CREATE TABLE passages (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    article_id TEXT REFERENCES articles (id),
    content TEXT,
    meta TEXT NOT NULL,          -- JSON object
    embedding BLOB               -- float32, or float64 where float32 would lose digits
) STRICT;
CREATE INDEX passages_by_article ON passages (article_id);

-- What was removed, for the processes that keep passages in a FAISS index.
CREATE TABLE removals (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    number INTEGER NOT NULL
) STRICT;

-- Stemmed and folded terms; rowid is passages.number.
CREATE VIRTUAL TABLE terms USING fts5 (title, content, tokenize = 'unicode61 remove_diacritics 0');

CREATE TRIGGER passage_removed AFTER DELETE ON passages BEGIN
    INSERT INTO removals (number) VALUES (old.number);
    DELETE FROM terms WHERE rowid = old.number;
END;
