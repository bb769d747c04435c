"""Everything that is read from an open workspace file: records, forms, history, evidence files; nothing is written."""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from btech_desktop import evidence_files, sqlite
from btech_desktop.assessment import (
    SUPPORTED_WITHOUT_EVIDENCE,
    SUPPORTS,
    Action,
    Answer,
    Assessment,
    Decision,
    Dismissal,
    Dossier,
    Evidence,
    EvidenceLink,
    Incident,
    Mark,
    PublicAccount,
    Record,
    Revision,
    SalientIssue,
    Signed,
    Unit,
)
from btech_desktop.audiences import Audience
from btech_desktop.errors import BadInput, WorkspaceUnusable
from btech_desktop.form import Form, form_from_json
from btech_desktop.language import tr
from btech_desktop.promises import Lineage
from btech_desktop.records import TABLES, HistoryEntry, R, Workspace, columns_of, record_of
from btech_desktop.report_options import USUAL, ReportOptions

HEAD = 200  # characters of a text in a list of the history


class Reading:
    """The half of a :class:`~btech_desktop.store.Store` that only reads."""

    def __init__(self, db: Database, path: Path) -> None:
        self._db = db
        self.path = path
        self._forms: dict[str, Form] = {}

    def workspace(self) -> Workspace:
        """Whose workspace this is."""
        row = self._one("select * from workspace")
        if row is None:
            raise WorkspaceUnusable(
                tr("{name} holds no organisation: it is damaged. Restore a backup.", name=self.path.name)
            )
        return Workspace(
            row["uuid"],
            row["organisation"],
            bool(row["sample"]),
            row["scope_line"],
            row["history"],
            bool(row["legal_hold"]),
            tuple(self._json(row["left_out"], "workspace", list)),
        )

    def form(self, edition: str) -> Form:
        """An edition as this workspace keeps it."""
        if edition not in self._forms:
            row = self._one("select body from forms where edition = ?", edition)
            if row is None:
                raise BadInput(tr("This workspace holds no form {edition}.", edition=edition))
            self._forms[edition] = form_from_json(row["body"])
        return self._forms[edition]

    def form_text(self, edition: str) -> str | None:
        """The exact text kept of an edition; None where it is not kept here."""
        row = self._one("select body from forms where edition = ?", edition)
        return str(row["body"]) if row else None

    def form_editions(self) -> tuple[str, ...]:
        """The editions kept here, by name."""
        return tuple(row["edition"] for row in self._rows("select edition from forms order by edition"))

    def damaged_forms(self) -> list[str]:
        """A sentence for each edition whose text no longer matches its SHA-256."""
        return [
            tr(
                "The text of the form {edition} was changed: it does not match its SHA-256. Restore a backup.",
                edition=row["edition"],
            )
            for row in self._rows("select edition, body, sha256 from forms order by edition")
            if hashlib.sha256(row["body"].encode()).hexdigest() != row["sha256"]
        ]

    def units(self) -> tuple[Unit, ...]:
        """All units, in the order given by the user."""
        return self._records(Unit, "order by position, name, id")

    def assessments(self) -> tuple[Assessment, ...]:
        """All assessments, latest period first."""
        return self._records(Assessment, "order by ends desc, starts desc, period desc, id")

    def assessment(self, assessment_id: str) -> Assessment:
        """One assessment. Raises BadInput for an unknown id."""
        found = self._records(Assessment, "where id = ?", assessment_id)
        if not found:
            raise BadInput(tr("There is no such assessment in this workspace."))
        return found[0]

    def answer(self, assessment_id: str, practice_id: str) -> Answer:
        """The answer to one practice. Raises BadInput where it is not asked."""
        found = self._records(Answer, "where assessment_id = ? and practice_id = ?", assessment_id, practice_id)
        if not found:
            raise BadInput(tr("{practice} is not asked in this assessment.", practice=practice_id))
        return found[0]

    def dossier(self, assessment_id: str) -> Dossier:
        """Everything held of one assessment."""
        assessment = self.assessment(assessment_id)
        workspace = self.workspace()
        of_it = "where assessment_id = ? order by rowid"
        answers = self._records(Answer, of_it, assessment_id)
        return Dossier(
            organisation=workspace.organisation,
            sample=workspace.sample,
            scope_line=workspace.scope_line,
            unit=self._records(Unit, "where id = ?", assessment.unit_id)[0],
            assessment=assessment,
            form=self.form(assessment.form_edition),
            answers={a.practice_id: a for a in answers},
            evidence=self._records(
                Evidence,
                "where id in (select evidence_id from evidence_links where assessment_id = ?) order by rowid",
                assessment_id,
            ),
            links=self._records(EvidenceLink, of_it, assessment_id),
            actions=self._records(Action, of_it, assessment_id),
            decisions=self._records(Decision, of_it, assessment_id),
            salient=self._records(SalientIssue, of_it, assessment_id),
            incidents=self._records(Incident, of_it, assessment_id),
            revisions=self._records(Revision, "where assessment_id = ? order by number", assessment_id),
            dismissals=self._records(Dismissal, of_it, assessment_id),
            account=self.find(PublicAccount, assessment_id),
        )

    def earlier_texts(self, assessment: Assessment) -> list[tuple[Assessment, str, str, str]]:
        """Practice id, finding and note of every answer in the unit's earlier assessments, the latest first."""
        found = []
        for earlier in self.assessments():
            if earlier.unit_id == assessment.unit_id and earlier.ends < assessment.starts:
                rows = self._rows("select practice_id, finding, note from answers where assessment_id = ?", earlier.id)
                found += [(earlier, row["practice_id"], row["finding"], row["note"]) for row in rows]
        return found

    def all_marks(self) -> dict[str, dict[str, Mark]]:
        """Assessment id -> practice id -> what scoring needs, for the whole workspace in two queries."""
        return self._marks("")

    def marks_of(self, assessment_ids: Iterable[str]) -> dict[str, dict[str, Mark]]:
        """The same for some assessments, whatever their number; those without answers are left out."""
        # One value holds the list: SQLite bounds the number of values, not their length.
        chosen = json.dumps(list(assessment_ids))
        return self._marks("where assessment_id in (select value from json_each(?))", chosen)

    def _marks(self, where: str, *values: str) -> dict[str, dict[str, Mark]]:
        best: dict[tuple[str, str], int] = {}
        for assessment_id, practice_id, shows in self._values(
            "select assessment_id, practice_id, e.shows from evidence_links"
            f" join evidence e on e.id = evidence_id {where}",
            *values,
        ):
            key = (assessment_id, practice_id)
            # What a damaged row shows is told where the evidence itself is read.
            supports = SUPPORTS.get(shows, SUPPORTED_WITHOUT_EVIDENCE)
            best[key] = max(best.get(key, SUPPORTED_WITHOUT_EVIDENCE), supports)
        found: dict[str, dict[str, Mark]] = {}
        for assessment_id, practice_id, level, excluded, target, confirm, reason in self._values(
            "select assessment_id, practice_id, level, not_applicable, target, to_confirm, change_reason"
            f" from answers {where}",
            *values,
        ):
            supports = best.get((assessment_id, practice_id), SUPPORTED_WITHOUT_EVIDENCE)
            mark = Mark(level, bool(excluded), target, bool(confirm), supports, reason)
            found.setdefault(assessment_id, {})[practice_id] = mark
        return found

    def lineage(self) -> Lineage:
        """Which assessments and actions were carried over from which, and which actions are done."""
        origins: dict[str, str] = {}
        for table, column in (("assessments", "previous_id"), ("actions", "carried_from")):
            origins.update(self._values(f"select id, {column} from {table} where {column} is not null"))
        done = self._values("select id from actions where status = ?", "done")
        return Lineage(origins, frozenset(one for (one,) in done))

    def evidence(self) -> tuple[Evidence, ...]:
        """All evidence in the workspace, by title."""
        return self._records(Evidence, "order by title, id")

    def evidence_count(self) -> int:
        """How many pieces of evidence the workspace holds."""
        row = self._one("select count(*) as n from evidence")
        return int(row["n"]) if row else 0

    def times_attached(self, evidence_id: str) -> int:
        """To how many answers a piece of evidence is attached, over all assessments."""
        row = self._one("select count(*) as n from evidence_links where evidence_id = ?", evidence_id)
        return int(row["n"]) if row else 0

    def history(self, entity_id: str) -> tuple[HistoryEntry, ...]:
        """Changes of one thing (an answer's id is ``assessment/practice``), latest first."""
        return self._history("where entity_id = ?", entity_id)

    def whole_history(self, *, assessment_id: str | None = None) -> tuple[HistoryEntry, ...]:
        """Every entry of the workspace, or of one assessment, latest first."""
        if assessment_id is None:
            return self._history("")
        return self._history("where assessment_id = ?", assessment_id)

    def history_heads(self, *, assessment_id: str | None = None) -> tuple[HistoryEntry, ...]:
        """As :meth:`whole_history`, with only the beginning of each text: for lists."""
        columns = "id, at, who, entity, entity_id, assessment_id, field"
        where, values = ("where assessment_id = ?", [assessment_id]) if assessment_id else ("", [])
        # Whole records are needed whole, to name them.
        texts = ", ".join(
            f"case when field in ('added', 'removed') then {c} else substr({c}, 1, {HEAD}) end as {c}"
            for c in ("before", "after")
        )
        sql = f"select {columns}, {texts} from history {where} order by at desc, id desc"
        try:
            return tuple(HistoryEntry(*row) for row in self._db.conn.execute(sql, values))
        except sqlite.Error as error:
            raise sqlite.explain(error, self.path) from error

    def history_entry(self, entry_id: int) -> HistoryEntry | None:
        """One entry, whole; None where it has gone."""
        found = self._history("where id = ?", entry_id)
        return found[0] if found else None

    def history_with(self, words: Sequence[str], *, assessment_id: str | None = None) -> frozenset[int]:
        """Ids of the entries whose texts hold every word, in upper or lower case."""
        where, values = ("where assessment_id = ?", [assessment_id]) if assessment_id else ("", [])
        wanted = [word.casefold() for word in words]
        found = set()
        try:
            # One row at a time: the texts of a year need not be in memory together.
            for row_id, before, after in self._db.conn.execute(
                f"select id, before, after from history {where}", values
            ):
                text = f"{before or ''}\n{after or ''}".casefold()
                if all(word in text for word in wanted):
                    found.add(row_id)
        except sqlite.Error as error:
            raise sqlite.explain(error, self.path) from error
        return frozenset(found)

    def titles(self) -> dict[str, str]:
        """Id -> name or title of every unit, piece of evidence, action, decision, risk and incident there is."""
        parts = [
            f"select id, {name} as title from {table}"
            for table, name in (
                ("units", "name"),
                ("evidence", "title"),
                ("actions", "what"),
                ("decisions", "what"),
                ("salient_issues", "title"),
                ("incidents", "title"),
            )
        ]
        return {row["id"]: row["title"] for row in self._rows(" union all ".join(parts))}

    def of_assessment(self, kind: type[R], assessment_id: str) -> tuple[R, ...]:
        """All records of a kind that belong to an assessment, in the order they were added."""
        return self._records(kind, "where assessment_id = ? order by rowid", assessment_id)

    def find(self, kind: type[R], *key: str) -> R | None:
        """The record of a kind with this key; None where there is none."""
        where = " and ".join(f"{column} = ?" for column in TABLES[kind].key)
        found = self._records(kind, f"where {where}", *key)
        return found[0] if found else None

    def _history(self, where: str, *values: str | int) -> tuple[HistoryEntry, ...]:
        columns = "id, at, who, entity, entity_id, assessment_id, field, before, after"
        rows = self._rows(f"select {columns} from history {where} order by at desc, id desc", *values)
        return tuple(HistoryEntry(**row) for row in rows)

    def signed(self, assessment_id: str) -> tuple[Signed, ...]:
        """What stood in an assessment each time it was locked, latest first."""
        return self._records(Signed, "where assessment_id = ? order by number desc", assessment_id)

    def stamps(self, assessment_id: str) -> dict[str, dict[str, str]]:
        """Practice id -> field -> when it was last changed (UTC), for merging."""
        rows = self._rows("select practice_id, stamps from answers where assessment_id = ?", assessment_id)
        return {row["practice_id"]: self._json(row["stamps"], "answers", dict) for row in rows}

    def account_stamps(self, assessment_id: str) -> dict[str, str]:
        """Field of the public account -> when it was last changed (UTC), for merging; empty where there is none."""
        row = self._one("select stamps from public_accounts where assessment_id = ?", assessment_id)
        return self._json(row["stamps"], "public_accounts", dict) if row else {}

    def changed_at(self, kind: type[Record]) -> dict[str, str]:
        """Id -> when a record of this kind (evidence, action, decision, risk, incident) was last changed (UTC)."""
        rows = self._rows(f"select id, changed_at from {TABLES[kind].name}")
        return {row["id"]: row["changed_at"] for row in rows}

    def report_options(self, audience: Audience) -> ReportOptions:
        """How a copy for this audience was last made; the usual way where nobody said, or it cannot be understood."""
        row = self._one("select body from report_options where audience = ?", audience)
        try:
            return ReportOptions.model_validate_json(row["body"]) if row else USUAL
        except ValueError:  # written by a newer version
            return USUAL

    def last_change(self, assessment_id: str) -> str | None:
        """When the assessment was last changed (ISO 8601, UTC)."""
        row = self._one("select max(at) as at from history where assessment_id = ?", assessment_id)
        return row["at"] if row else None

    def take_file(self, sha256: str, write: Callable[[bytes], object]) -> None:
        """Stream a kept file's content to ``write``; its SHA-256 is checked. Raises WorkspaceUnusable if damaged."""
        try:
            for piece in evidence_files.take(self._db.conn, sha256):
                write(piece)
        except sqlite.Error as error:
            raise sqlite.explain(error, self.path) from error

    def has_file(self, sha256: str) -> bool:
        """Whether the content is in this workspace; a copy made to be sent may have left it out."""
        return self._one("select 1 from files where sha256 = ?", sha256) is not None

    def damaged_files(self) -> list[str]:
        """A sentence for each evidence file whose content is not what was attached."""
        found = []
        for row in self._rows("select title, file_sha256 from evidence where file_sha256 not null order by title"):
            try:
                if self.has_file(row["file_sha256"]):
                    self.take_file(row["file_sha256"], len)
                elif "files" not in self.workspace().left_out:
                    found.append(
                        tr(
                            "The file of the evidence {title} is not here. Restore a backup, or merge a copy "
                            "that holds it.",
                            title=f"{row['title']!r}",
                        )
                    )
            except WorkspaceUnusable:
                found.append(
                    tr(
                        "The file of the evidence {title} is damaged: it does not match its SHA-256. "
                        "Restore a backup, or attach it again.",
                        title=f"{row['title']!r}",
                    )
                )
        return found

    def check_integrity(self) -> list[str]:
        """What SQLite itself finds wrong with the file; empty when sound."""
        try:
            found = [str(r[0]) for r in self._db.conn.execute("pragma integrity_check") if r[0] != "ok"]
            found += [
                tr("a row of {table} refers to a missing row of {other_table}", table=r[0], other_table=r[2])
                for r in self._db.conn.execute("pragma foreign_key_check")
            ]
        except sqlite.Error as error:
            return [str(error)]
        return found

    def _values(self, sql: str, *values: str) -> list[tuple[Any, ...]]:
        """Bare rows, where many are read at once."""
        try:
            return list(self._db.conn.execute(sql, values))
        except sqlite.Error as error:
            raise sqlite.explain(error, self.path) from error

    def _rows(self, sql: str, *values: str | int | None) -> list[dict[str, Any]]:
        try:
            return list(self._db.query(sql, list(values)))
        except sqlite.Error as error:
            raise sqlite.explain(error, self.path) from error

    def _one(self, sql: str, *values: str | int | None) -> dict[str, Any] | None:
        rows = self._rows(sql, *values)
        return rows[0] if rows else None

    def _records(self, kind: type[R], clause: str, *values: str | int | None) -> tuple[R, ...]:
        table = TABLES[kind]
        found = []
        for row in self._rows(f"select {columns_of(kind)} from {table.name} {clause}", *values):
            try:
                found.append(record_of(kind, row))
            except ValueError as error:
                raise self._damaged_entry(table.name, error) from error
        return tuple(found)

    def _json(self, text: str, table: str, kind: type[list[str]] | type[dict[str, str]]) -> Any:
        """A list, or a dict, of texts which a column holds as JSON."""
        try:
            found = json.loads(text)
            texts = found.values() if isinstance(found, dict) else found
            if not isinstance(found, kind) or not all(isinstance(one, str) for one in texts):
                raise ValueError(f"not a {kind.__name__} of texts")
        except (ValueError, RecursionError) as error:
            raise self._damaged_entry(table, error) from error
        return found

    def _damaged_entry(self, table: str, error: Exception) -> WorkspaceUnusable:
        return WorkspaceUnusable(
            tr(
                "{name} holds a damaged entry in {table}. Restore a backup, or save what can still be read.",
                name=self.path.name,
                table=table,
            ),
            cause="damaged",
            details=type(error).__name__,
        )
