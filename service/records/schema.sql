-- Beside the articles: nothing here can be made again from them.

-- The secret itself is nowhere; a key that was revoked stays, so that the list can tell.
CREATE TABLE keys (
    id TEXT PRIMARY KEY,         -- the public part of the key
    name TEXT NOT NULL,
    scope TEXT NOT NULL,         -- 'ask', 'write', 'admin'; each includes those before it
    digest BLOB NOT NULL,        -- SHA-256 of the secret part
    created TEXT NOT NULL,       -- these are UTC, to the second …
    expires TEXT,
    revoked TEXT,
    last_used TEXT               -- … but for this, which is a day
) STRICT, WITHOUT ROWID;
