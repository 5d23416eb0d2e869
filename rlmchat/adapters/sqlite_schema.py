"""The tables of rlmchat.db, as numbered migrations: number n leads from `PRAGMA user_version` n - 1 to n.

A migration that has been released is never changed; a new one is added below it. What the search tables hold is made
by `sqlite_text.spaced`: whoever changes that function adds a migration that fills them anew.
"""

from __future__ import annotations

Migration = tuple[str, ...]
"""Statements that are run as one transaction."""

CORRECTIONS: Migration = (
    # Append-only: the truth about corrections. Times are microseconds since 1970, UTC.
    """CREATE TABLE revision (
        seq INTEGER PRIMARY KEY,
        correction_id TEXT NOT NULL,
        at INTEGER NOT NULL,
        action TEXT NOT NULL,
        reason TEXT NOT NULL,
        act TEXT NOT NULL,
        record TEXT
    )""",
    "CREATE INDEX revision_by_record ON revision (correction_id, seq)",
    "CREATE INDEX revision_by_act ON revision (act, seq)",
    # One row an act of the person: what undo may take back.
    """CREATE TABLE act (
        name TEXT PRIMARY KEY,
        last_seq INTEGER NOT NULL,
        undoable INTEGER NOT NULL,
        undone INTEGER NOT NULL DEFAULT 0
    ) WITHOUT ROWID""",
    "CREATE INDEX act_to_undo ON act (last_seq) WHERE undoable = 1 AND undone = 0",
    # The present state: a pointer to its newest revision, and what lists are filtered and sorted by.
    """CREATE TABLE correction (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        seq INTEGER NOT NULL,
        status TEXT NOT NULL,
        category TEXT NOT NULL,
        source TEXT NOT NULL,
        scope_kind TEXT NOT NULL,
        session_id TEXT NOT NULL,
        standing INTEGER NOT NULL,
        confidence REAL NOT NULL,
        apply_count INTEGER NOT NULL,
        created_at INTEGER NOT NULL
    )""",
    "CREATE INDEX correction_by_time ON correction (created_at, status)",
    "CREATE INDEX correction_by_confidence ON correction (confidence, created_at, status)",
    "CREATE INDEX correction_by_use ON correction (apply_count, created_at, status)",
    "CREATE INDEX correction_by_status ON correction (status)",
    "CREATE INDEX correction_by_category ON correction (category, created_at, status)",
    "CREATE INDEX correction_by_source ON correction (source, created_at, status)",
    "CREATE INDEX correction_by_chat ON correction (session_id, created_at)",
    "CREATE INDEX correction_standing ON correction (created_at) WHERE standing = 1",
    # `correction_words` finds every record for lists, `correction_keywords` the recallable ones for recall.
    """CREATE VIRTUAL TABLE correction_words USING fts5 (
        words, content = '', prefix = '1 2 3', tokenize = 'unicode61 remove_diacritics 2'
    )""",
    """CREATE VIRTUAL TABLE correction_keywords USING fts5 (
        words, content = '', tokenize = 'porter unicode61 remove_diacritics 2'
    )""",
    """CREATE TABLE outcome (
        number INTEGER PRIMARY KEY,
        correction_id TEXT NOT NULL,
        kind TEXT NOT NULL,
        chat_id TEXT NOT NULL,
        message_id TEXT NOT NULL,
        at INTEGER NOT NULL,
        reason TEXT NOT NULL
    )""",
    "CREATE INDEX outcome_by_record ON outcome (correction_id, at)",
    "CREATE INDEX outcome_by_time ON outcome (at)",
    "CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID",
)

CHATS: Migration = (
    """CREATE TABLE chat (
        id TEXT PRIMARY KEY,
        title TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        model TEXT NOT NULL,
        project TEXT NOT NULL,
        deleted_at INTEGER
    ) WITHOUT ROWID""",
    "CREATE INDEX chat_by_use ON chat (updated_at)",
    """CREATE TABLE message (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        chat_id TEXT NOT NULL REFERENCES chat (id),
        role TEXT NOT NULL,
        text TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        status TEXT NOT NULL,
        model TEXT NOT NULL,
        draft TEXT,
        lessons TEXT NOT NULL,
        applied TEXT NOT NULL,
        usage TEXT,
        parent_id TEXT,
        hidden INTEGER NOT NULL,
        attachments TEXT NOT NULL,
        searchable INTEGER NOT NULL
    )""",
    "CREATE INDEX message_by_chat ON message (chat_id, number, hidden)",
    "CREATE INDEX message_typed ON message (created_at) WHERE role = 'user'",
    "CREATE INDEX message_unsearchable ON message (number) WHERE searchable = 0",
    """CREATE VIRTUAL TABLE message_words USING fts5 (
        words, content = '', prefix = '2 3', tokenize = 'unicode61 remove_diacritics 2'
    )""",
)

SIGNALS: Migration = (
    # One row a weak sign about an answer; it holds no text. The kinds are those of `learning.signals`.
    """CREATE TABLE signal (
        number INTEGER PRIMARY KEY,
        kind TEXT NOT NULL,
        message_id TEXT NOT NULL,
        strength REAL NOT NULL,
        chat_id TEXT NOT NULL,
        question_id TEXT NOT NULL,
        next_id TEXT NOT NULL,
        at INTEGER NOT NULL,
        UNIQUE (message_id, kind)
    )""",
    "CREATE INDEX signal_by_chat ON signal (chat_id, number)",
    "ALTER TABLE outcome ADD COLUMN weight REAL NOT NULL DEFAULT 1",
    "ALTER TABLE message ADD COLUMN edited INTEGER NOT NULL DEFAULT 0",
)

METRICS: Migration = (
    # Running counts of what no other table holds; `part` is a bucket of a histogram, or its sum.
    """CREATE TABLE metric (
        name TEXT NOT NULL,
        label TEXT NOT NULL,
        part TEXT NOT NULL,
        value REAL NOT NULL,
        PRIMARY KEY (name, label, part)
    ) WITHOUT ROWID""",
)

PAGING: Migration = tuple(
    # With the number before the status an index gives a list's order whole, and a page far down costs no sorting.
    statement
    for name, columns in (
        ("time", "created_at, number, status"),
        ("confidence", "confidence, created_at, number, status"),
        ("use", "apply_count, created_at, number, status"),
        ("category", "category, created_at, number, status"),
        ("source", "source, created_at, number, status"),
    )
    for statement in (
        f"DROP INDEX correction_by_{name}",
        f"CREATE INDEX correction_by_{name} ON correction ({columns})",
    )
)

RECALL_NOTES: Migration = (
    # What was considered for an answer, packed by `sqlite_recall_notes`: ids and factors, no text.
    "CREATE TABLE recall_note (message_id TEXT PRIMARY KEY, note BLOB NOT NULL) WITHOUT ROWID",
)

PHRASINGS: Migration = (
    # Search keys that a model made, beside the corrections: texts as JSON, vectors with a byte a number.
    """CREATE TABLE phrasing (
        correction_id TEXT PRIMARY KEY,
        texts TEXT NOT NULL,
        made_for TEXT NOT NULL,
        embedder TEXT NOT NULL,
        vectors BLOB NOT NULL
    ) WITHOUT ROWID""",
)

MIGRATIONS: tuple[Migration, ...] = (CORRECTIONS + CHATS, SIGNALS, METRICS, PAGING, RECALL_NOTES, PHRASINGS)
