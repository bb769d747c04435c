"""The words that a workspace keeps (a status, a label, a choice) as people read them; pure.

What is stored, compared or exported stays the English word; only what is shown passes through here.
"""

from btech_desktop.language import Words, mark, tr

_TERMS = Words(
    {
        # an assessment, a form
        "draft": mark("draft"),
        "in review": mark("in review"),
        "final": mark("final"),
        "published": mark("published"),
        # who may see a text
        "shareable": mark("shareable"),
        "internal": mark("internal"),
        "privileged": mark("privileged"),
        # what is disclosed, and how sure an answer is
        "yes": mark("yes"),
        "partly": mark("partly"),
        "no": mark("no"),
        "low": mark("low"),
        "medium": mark("medium"),
        "high": mark("high"),
        # why a level changed
        "learned": mark("learned"),
        "re-judged": mark("re-judged"),
        "corrected": mark("corrected"),
        "none given": mark("no reason given"),
        # actions, and decisions
        "open": mark("open"),
        "under way": mark("under way"),
        "done": mark("done"),
        "late": mark("late"),
        "deferred": mark("deferred"),
        "dropped": mark("dropped"),
        "not known": mark("not known"),
        "kept": mark("kept"),
        "taken": mark("taken"),
        "not taken": mark("not taken"),
        # a level beside a statement of the note
        "less than described": mark("less than described"),
        "as described": mark("as described"),
        "more than described": mark("more than described"),
        "not asked": mark("not asked"),
        "not answered": mark("not answered"),
        "not applicable": mark("not applicable"),
        # how a practice stands to an earlier edition
        "unchanged": mark("unchanged"),
        "reworded": mark("reworded"),
        "changed": mark("changed"),
        "split": mark("split"),
        "merged": mark("merged"),
        "new": mark("new"),
        "retired": mark("retired"),
        # why a backup was made
        "on closing": mark("on closing"),
        "while working": mark("while working"),
        "before an update of the file": mark("before an update of the file"),
        "before restoring": mark("before restoring"),
        "before a merge": mark("before a merge"),
        "on request": mark("on request"),
        # what evidence is
        "document": mark("document"),
        "record": mark("record"),
        "link": mark("link"),
        "reference": mark("reference"),
    }
)


_FIELD = "what is recorded"
_FIELDS = {
    "affected": mark("affected", "what is recorded"),
    "affected_consulted": mark("affected consulted", "what is recorded"),
    "answer": mark("our answer", "what is recorded"),
    "answer_by": mark("answer by", "what is recorded"),
    "archived": mark("archived", "what is recorded"),
    "asked": mark("asked", "what is recorded"),
    "asked_kind": mark("asked kind", "what is recorded"),
    "assessment_id": mark("assessment", "what is recorded"),
    "body": mark("body", "what is recorded"),
    "carried_from": mark("carried from", "what is recorded"),
    "change_reason": mark("change reason", "what is recorded"),
    "complain": mark("how to complain", "what is recorded"),
    "confidence": mark("confidence", "what is recorded"),
    "consequence": mark("consequence", "what is recorded"),
    "consulted": mark("consulted", "what is recorded"),
    "cost": mark("cost", "what is recorded"),
    "critics": mark("what critics alleged", "what is recorded"),
    "dated": mark("dated", "what is recorded"),
    "deferred_reason": mark("deferred reason", "what is recorded"),
    "disclosed": mark("disclosed", "what is recorded"),
    "draft_seen": mark("draft seen by those consulted", "what is recorded"),
    "due": mark("due", "what is recorded"),
    "ends": mark("ends", "what is recorded"),
    "evidence_id": mark("evidence", "what is recorded"),
    "file_name": mark("file", "what is recorded"),
    "file_sha256": mark("SHA-256 of the file", "what is recorded"),
    "file_size": mark("file size", "what is recorded"),
    "final_format": mark("final format", "what is recorded"),
    "final_name": mark("final name", "what is recorded"),
    "final_on": mark("final on", "what is recorded"),
    "final_role": mark("final role", "what is recorded"),
    "final_sha256": mark("final sha256", "what is recorded"),
    "finding": mark("finding", "what is recorded"),
    "finding_sensitivity": mark("finding sensitivity", "what is recorded"),
    "flagged": mark("flagged", "what is recorded"),
    "form_edition": mark("form edition", "what is recorded"),
    "format": mark("format", "what is recorded"),
    "held_elsewhere": mark("held elsewhere", "what is recorded"),
    "irremediability": mark("irremediability", "what is recorded"),
    "kind": mark("kind", "what is recorded"),
    "level": mark("level", "what is recorded"),
    "likelihood": mark("likelihood", "what is recorded"),
    "locator": mark("locator", "what is recorded"),
    "na_reason": mark("na reason", "what is recorded"),
    "na_sensitivity": mark("na sensitivity", "what is recorded"),
    "name": mark("name", "what is recorded"),
    "not_applicable": mark("not applicable", "what is recorded"),
    "note": mark("note", "what is recorded"),
    "note_sensitivity": mark("note sensitivity", "what is recorded"),
    "number": mark("number", "what is recorded"),
    "occurred": mark("occurred", "what is recorded"),
    "opening_level": mark("opening level", "what is recorded"),
    "opening_target": mark("opening target", "what is recorded"),
    "outcome": mark("outcome", "what is recorded"),
    "owner": mark("owner", "what is recorded"),
    "parent_id": mark("parent", "what is recorded"),
    "period": mark("period", "what is recorded"),
    "position": mark("position", "what is recorded"),
    "practice_id": mark("practice", "what is recorded"),
    "practices": mark("practices", "what is recorded"),
    "prepared_by": mark("prepared by", "what is recorded"),
    "previous_id": mark("previous", "what is recorded"),
    "reason": mark("reason", "what is recorded"),
    "remedy": mark("remedy", "what is recorded"),
    "removed": mark("removed", "what is recorded"),
    "reopened_on": mark("reopened on", "what is recorded"),
    "revision": mark("revision", "what is recorded"),
    "roles": mark("roles", "what is recorded"),
    "scale": mark("scale", "what is recorded"),
    "scope": mark("scope", "what is recorded"),
    "scope_note": mark("scope note", "what is recorded"),
    "sensitivity": mark("sensitivity", "what is recorded"),
    "severity": mark("severity", "what is recorded"),
    "sha256": mark("sha256", "what is recorded"),
    "shows": mark("shows", "what is recorded"),
    "starts": mark("starts", "what is recorded"),
    "status": mark("status", "what is recorded"),
    "target": mark("target", "what is recorded"),
    "target_level": mark("target level", "what is recorded"),
    "title": mark("title", "what is recorded"),
    "to_confirm": mark("to confirm", "what is recorded"),
    "unit_id": mark("unit", "what is recorded"),
    "verified": mark("verified", "what is recorded"),
    "what": mark("words", "what is recorded"),
    "withheld_why": mark("why texts are withheld", "what is recorded"),
}


def shown(word: str) -> str:
    """A word of the file in the language in use, as within a sentence; one that is not known stays as it is."""
    return _TERMS.get(word, word)


def field(name: str) -> str:
    """What a field of a record is called, as within a sentence."""
    return tr(_FIELDS[name], _FIELD) if name in _FIELDS else name.removesuffix("_id").replace("_", " ")
