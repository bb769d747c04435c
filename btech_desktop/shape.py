"""Of which tables a workspace file is made. SQLite runs what stands in a file's schema (views, triggers, generated
columns, indexes on expressions), so a file is opened only where that is, word for word, what the app itself makes."""

import re
from functools import cache
from pathlib import Path

from btech_desktop import sqlite
from btech_desktop.migrations import SCHEMA_VERSION, migrations

# Made by SQLite itself (sqlite.org/fileformat2.html#stat1tab).
_STATISTICS = {
    "sqlite_stat1": ("table", "createtablesqlite_stat1(tbl,idx,stat)"),
    "sqlite_stat4": ("table", "createtablesqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)"),
}
# Made by a library, another version of which may word it in another way: so its words are bounded instead.
_MIGRATIONS = "_sqlite_migrations"
_MIGRATION_WORDS = frozenset(
    {"create", "table", "unique", "index", "on", "_sqlite_migrations", "idx__sqlite_migrations_migration_set_name"}
    | {"id", "migration_set", "name", "applied_at", "integer", "text", "datetime", "primary", "key", "not", "null"}
    | {"autoincrement", "strict"}
)
_MOST_PARTS = 500
_LONGEST = 20_000  # characters of a statement


def refuse_strange(conn: sqlite.Connection, path: Path) -> None:
    """Raise WorkspaceUnusable for a file of another kind, a newer one, and one with parts that are not ours."""
    application_id, version = (conn.execute(f"pragma {p}").fetchone()[0] for p in ("application_id", "user_version"))
    sqlite.refuse_foreign(application_id, version, path)
    strange = difference(conn, version)
    if strange is not None:
        raise sqlite.damaged(path, strange)


def difference(conn: sqlite.Connection, version: int) -> str | None:
    """The first part in which an open file is not made as the app makes files of its version; None where it is."""
    if not 1 <= version <= SCHEMA_VERSION:
        return f"version {version}"
    missing = dict(parts(version))
    rows = conn.execute(f"select type, name, tbl_name, sql from sqlite_schema limit {_MOST_PARTS}").fetchall()
    for kind, name, table, text in rows:
        if kind == "index" and text is None:
            continue  # of a primary key or a unique column
        if table == _MIGRATIONS and kind in ("table", "index") and _of_migrations(text):
            continue
        if (missing.pop(name, None) or _STATISTICS.get(name)) != (kind, _plain(text)):
            return f"{kind} {name}"
    return next((f"no {name}" for name in missing), None)


@cache
def parts(version: int) -> dict[str, tuple[str, str]]:
    """Name -> kind (table, index) and text of every part of a file of a version, those of the migrations apart."""
    conn = sqlite.in_memory()
    db = sqlite.database(conn)
    later = next((m.name for m in migrations.pending(db) if int(m.name[1:4]) > version), None)
    migrations.apply(db, stop_before=later)
    rows = conn.execute(
        "select name, type, sql from sqlite_schema where sql is not null and tbl_name <> ?", [_MIGRATIONS]
    ).fetchall()
    conn.close()
    return {name: (kind, _plain(sql)) for name, kind, sql in rows}


def _of_migrations(sql: object) -> bool:
    if not isinstance(sql, str) or len(sql) > _LONGEST:
        return False
    return set(re.findall(r'[^\s,()\[\]"]+', sql.lower())) <= _MIGRATION_WORDS


def _plain(sql: object) -> str:
    """A statement without the differences that make none: white space, quotes, case."""
    return re.sub(r'[\s"]+', "", sql).lower() if isinstance(sql, str) and len(sql) <= _LONGEST else "?"
