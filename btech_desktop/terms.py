"""The words that a workspace keeps (a status, a label, a choice) as people read them; pure.

What is stored, compared or exported stays the English word; only what is shown passes through here.
"""

from btech_desktop.language import Words, mark

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
        "kept": mark("kept"),
        "taken": mark("taken"),
        "not taken": mark("not taken"),
        # a level beside a statement of the note
        "less than described": mark("less than described"),
        "as described": mark("as described"),
        "more than described": mark("more than described"),
        "not answered": mark("not answered"),
        "not applicable": mark("not applicable"),
        # what evidence is
        "document": mark("document"),
        "record": mark("record"),
        "link": mark("link"),
        "reference": mark("reference"),
    }
)


def shown(word: str) -> str:
    """A word of the file in the language in use, as within a sentence; one that is not known stays as it is."""
    return _TERMS.get(word, word)
