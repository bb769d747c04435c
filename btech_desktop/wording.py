"""Sentences computed from facts, the same on screen and paper, with their grammar right; pure.

No praise and no blame: *up* and *down*, *to answer* rather than *missing*.
"""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from btech_desktop.facts import Facts
from btech_desktop.form import Form, Practice
from btech_desktop.scoring import Score, rounded

NUMBERS = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
DISCLAIMER = "Not a United Nations product and not endorsed by the United Nations."
METHOD_LINE = "Mean level 0 to 4, domains weighted equally. Self-assessment, not verified by anyone else."
MINUS = "\N{MINUS SIGN}"


# What a reason for a changed level says of it; "done" alone would read oddly beside a level that fell.
REASONS = {
    "done": "the practice changed",
    "learned": "we learned more",
    "re-judged": "judged anew",
    "corrected": "corrected",
    "none given": "no reason given",
}


def number(n: int) -> str:
    """Small numbers in words, as within a sentence."""
    return NUMBERS[n] if 0 <= n < len(NUMBERS) else str(n)


def count(n: int, one: str, many: str | None = None) -> str:
    """``1 answer``, ``4 answers``."""
    return f"{n} {one if n == 1 else many or one + 's'}"


def joined(words: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def code_words(form: Form, practice: Practice) -> list[str]:
    """Where other frameworks ask for something alike: name, codes, edition, and whether they are still to confirm."""
    codes: dict[str, list[str]] = {}
    for code in practice.codes:
        codes.setdefault(code.framework, []).append(code.code)
    found = []
    for framework in form.frameworks:
        if framework.id in codes:
            named = ", ".join(c for c in codes[framework.id] if c)
            unsure = "" if framework.confirmed else " \N{EN DASH} to be confirmed"
            found.append(f"{framework.name}{f', {named}' if named else ''} ({framework.edition}){unsure}")
    return found


def sentence(text: str) -> str:
    """The text with its first letter in upper case."""
    return text[:1].upper() + text[1:]


def plain(value: Fraction | None, places: int = 1) -> str:
    """A score for display, rounded half up once; an en dash where there is none."""
    return "\N{EN DASH}" if value is None else str(rounded(value, places))


def signed(value: Fraction, places: int = 1) -> str:
    """A difference with its sign (a true minus); ``0.0`` carries none."""
    shown = rounded(value, places)
    return f"+{shown}" if shown > 0 else f"{MINUS}{-shown}" if shown < 0 else str(shown)


def span(score: Score, places: int = 1) -> str:
    """``1.9 to 2.3``: where the score can still land."""
    return f"{plain(score.low, places)} to {plain(score.high, places)}"


def day(value: date) -> str:
    """``3 November 2026``."""
    return f"{value.day} {value.strftime('%B %Y')}"


def month(value: date) -> str:
    """``Nov 2026``."""
    return value.strftime("%b %Y")


def headline(facts: Facts) -> str:
    """The overview's title: which area is weakest, or that nothing or all is alike."""
    means = {d: s.mean for d, s in facts.results.domains.items() if s.mean is not None}
    titles = {d.id: d.title for d in facts.dossier.form.domains}
    if not means:
        return "Nothing is answered yet"
    if len(means) == 1:
        (only,) = means
        return f"Only {titles[only].lower()} has answers so far"
    lowest = min(means.values())
    weakest = [titles[d] for d, m in means.items() if m == lowest]
    if len(weakest) == len(means):
        return f"{sentence(number(len(means)))} areas stand at the same average"
    words = joined([weakest[0], *(t.lower() for t in weakest[1:])])
    return f"{words} is the weakest area" if len(weakest) == 1 else f"{words} are the weakest areas"


def coverage_line(facts: Facts) -> str:
    """How much is answered, and what that leaves open."""
    overall = facts.results.overall
    head = f"{overall.answered} of {overall.applicable} applicable practices answered."
    if not overall.provisional:
        return head
    confirm = f" {count(overall.to_confirm, 'answer')} to confirm." if overall.to_confirm else ""
    return f"{head}{confirm} The overall score could still land anywhere from {span(overall)}."


def counts_line(score: Score) -> str:
    """The counts, which come before any mean."""
    parts = [f"{score.high_levels} of {score.applicable} at 3 or 4", f"{score.low_levels} at 0 or 1"]
    if score.open:
        parts.append(f"{score.open} to answer")
    if score.not_applicable:
        parts.append(f"{score.not_applicable} not applicable")
    return "; ".join(parts)


def movement(facts: Facts) -> str:
    """How the domains moved since the period before, like for like; empty where nothing is compared."""
    comparison = facts.comparison
    if comparison is None or comparison.overall is None or facts.before is None:
        return ""
    titles = {d.id: d.title.lower() for d in facts.dossier.form.domains}
    up = [titles[d] for d, p in comparison.domains.items() if p.change > 0]
    down = [titles[d] for d, p in comparison.domains.items() if p.change < 0]
    still = [titles[d] for d, p in comparison.domains.items() if p.change == 0]
    total = len(comparison.domains)
    since = facts.before.assessment.period
    said = []
    if up:
        where = "in every domain" if len(up) == total else f"in {number(len(up))} of {number(total)} domains"
        said.append(f"Like for like with {since}, levels are up {where}.")
    if down:
        said.append(f"{sentence(joined(down))} went down.")
    if still:
        said.append(f"{sentence(joined(still))} {'has' if len(still) == 1 else 'have'} not moved.")
    return " ".join(said)


def progress_headline(facts: Facts) -> str:
    """The progress page's title."""
    comparison = facts.comparison
    if comparison is None or facts.before is None:
        return "No earlier year to compare with yet"
    if comparison.overall is None:
        return "No practice has a level in both years"
    change = comparison.overall.change
    titles = {d.id: d.title.lower() for d in facts.dossier.form.domains}
    down = [titles[d] for d, p in comparison.domains.items() if p.change < 0]
    still = [titles[d] for d, p in comparison.domains.items() if p.change == 0]
    amount = plain(abs(change), 2)
    head = (
        f"Up {amount} like for like"
        if change > 0
        else f"Down {amount} like for like"
        if change
        else "No change like for like"
    )
    if change > 0 and down:
        return f"{head}, but {joined(down)} went down"
    if change > 0 and still:
        return f"{head}, but {joined(still)} did not move"
    return head


def answered_of(score: Score) -> str:
    """Coverage in few words: ``7 of 9 answered, 1 not applicable``."""
    if not score.applicable:
        return f"all {score.asked} not applicable" if score.asked > 1 else "not applicable"
    head = f"{score.answered} of {score.applicable} answered" if score.answered else f"{score.applicable} to answer"
    return f"{head}, {score.not_applicable} not applicable" if score.not_applicable else head


def status(facts: Facts) -> str:
    """Where the assessment stands, with its coverage."""
    overall, assessment = facts.results.overall, facts.dossier.assessment
    state = "Provisional" if overall.provisional else sentence(assessment.status)
    if assessment.final and overall.provisional:
        state = "Final, scores provisional"
    if assessment.revision > 1:
        state += f", revision {assessment.revision}"
    return f"{state}, {answered_of(overall)}"


def provisional_line(facts: Facts) -> str:
    """The words that stand on every page of a provisional report; empty where nothing is open."""
    overall = facts.results.overall
    if not overall.provisional:
        return ""
    if overall.mean is None:
        return "Provisional: nothing is answered yet."
    head = f"Provisional: {count(overall.open, 'practice')} to answer"
    if overall.to_confirm:
        head += f" or confirm ({overall.to_confirm} to confirm)"
    return f"{head}; the overall score may become {span(overall)}."


def published(facts: Facts, ids: Sequence[str]) -> str:
    """What we declare to publish on some practices: ``We publish on 2 of 3 practices: yes 1, partly 1, no 1;
    0 not said``. Those not asked or not applicable leave the count.
    """
    found = [facts.dossier.answers[i] for i in ids if i in facts.dossier.answers]
    said = [answer.disclosed for answer in found if not answer.mark().excluded]
    if not said:
        return "None of these practices is asked here" if not found else "None of these practices is applicable"
    silent = said.count(None)
    if silent == len(said):
        return f"Not said yet what we publish on {count(len(said), 'practice')}"
    yes, partly, no = (said.count(word) for word in ("yes", "partly", "no"))
    head = f"We publish on {yes + partly} of {count(len(said), 'practice')}"
    return f"{head}: yes {yes}, partly {partly}, no {no}; {silent} not said"


def lead(facts: Facts) -> str:
    """The sentence under the title: which area is weakest, and what moved."""
    return f"{headline(facts)}. {movement(facts)}".strip()


_WITHHELD = {
    "notes": ("note", "notes"),
    "findings": ("finding", "findings"),
    "reasons": ("reason for not applicable", "reasons for not applicable"),
    "evidence": ("piece of evidence", "pieces of evidence"),
    "actions": ("action", "actions"),
    "risks": ("risk to people", "risks to people"),
    "incidents": ("incident", "incidents"),
    "decisions": ("decision", "decisions"),
}


def withheld_line(facts: Facts) -> str:
    """What this copy leaves out because of its label."""
    counts = facts.withheld.counts
    if not counts:
        return "No text is left out of this copy because of its label."
    labels = ("internal", "privileged")
    parts = []
    for label in labels:
        kinds = [count(n, *_WITHHELD[kind]) for (kind, kept_by), n in sorted(counts.items()) if kept_by == label]
        if kinds:
            parts.append(f"{joined(kinds)} marked {label}")
    return f"Left out of this copy because of their label: {'; '.join(parts)}."


def views_heard(facts: Facts) -> str:
    """On how many answers somebody was consulted, and affected people among them."""
    answers = [facts.dossier.answers[i] for i in facts.asked]
    settled = [a for a in answers if a.settled and a.level is not None]
    if not settled:
        return "No answer records yet who was consulted."
    affected = sum(a.affected_consulted for a in settled)
    # A public copy holds no names of those consulted, so it says only whether affected people were heard.
    named = sum(bool(a.consulted.strip()) for a in settled)
    heard = f"Affected people were heard on {affected} of {count(len(settled), 'answer')}"
    if not affected:
        heard = f"None of the {count(len(settled), 'answer')} records that affected people were heard"
    return (
        f"{heard}; {named or 'none'} {'names' if named == 1 or not named else 'name'} who was consulted."
        if (facts.audience != "public")
        else f"{heard}."
    )


def evidence_line(facts: Facts) -> str:
    """How far the evidence attached carries the levels chosen."""
    overall = facts.results.overall
    if not overall.answered:
        return ""
    shown = overall.answered - overall.capped
    return (
        f"The evidence attached carries the level chosen on {shown} of {count(overall.answered, 'answer')}; "
        f"capped by it, the overall score would be {plain(overall.supported, 2)} instead of {plain(overall.mean, 2)}."
    )


def split_line(facts: Facts) -> str:
    """Why the full score moved, in a sentence; empty where nothing is compared."""
    comparison = facts.comparison
    if comparison is None or comparison.split is None or facts.before is None:
        return ""
    split = comparison.split
    parts = [f"levels {signed(split.levels, 2)}"]
    if split.by_reason:
        words = {"none given": "no reason given"}
        reasons = [f"{words.get(reason, reason)} {signed(value, 2)}" for reason, value in split.by_reason.items()]
        parts[0] += f" ({', '.join(reasons)})"
    parts.append(f"coverage {signed(split.coverage, 2)}")
    parts.append(f"questionnaire {signed(split.questionnaire, 2)}")
    shown = rounded(split.before, 2) + rounded(split.levels, 2) + rounded(split.coverage, 2)
    missed = shown + rounded(split.questionnaire, 2) != rounded(split.after, 2)
    inner = split.by_reason and sum(rounded(v, 2) for v in split.by_reason.values()) != rounded(split.levels, 2)
    note = " The parts miss the total by rounding." if missed or inner else ""
    return (
        f"On all answers the overall score went from {plain(split.before, 2)} to {plain(split.after, 2)}: "
        f"{joined(parts)}.{note}"
    )


def like_for_like(facts: Facts) -> str:
    """The compared scores in a sentence; empty where nothing is compared."""
    comparison = facts.comparison
    if comparison is None or comparison.overall is None or facts.before is None:
        return ""
    pair = comparison.overall
    moved = "stayed at" if not pair.change else "rose" if pair.change > 0 else "fell"
    span_ = plain(pair.after, 2) if not pair.change else f"from {plain(pair.before, 2)} to {plain(pair.after, 2)}"
    asked = "the one question" if pair.n == 1 else f"the {pair.n} questions"
    return (
        f"On {asked} asked alike and answered in both {facts.before.assessment.period} and "
        f"{facts.dossier.assessment.period}, the overall score {moved} {span_}: "
        f"{comparison.up} up, {comparison.down} down, {comparison.same} at the same level."
    )


def gap_line(facts: Facts) -> str:
    """Of the gap to the targets frozen when the period began, the part closed; empty where there was none."""
    gap = facts.gap_closed
    changed = ""
    if gap.changed_targets:
        many = count(len(gap.changed_targets), "target")
        changed = f" {many} changed since: {joined(gap.changed_targets)}."
    if gap.share is None:
        return changed.strip()
    share = rounded(gap.share * 100, 0)
    if gap.closed < 0:
        return (
            f"The gap to the targets set when the period began was {count(gap.gap, 'level')} on "
            f"{count(gap.practices, 'practice')}, and grew by {-gap.closed}.{changed}"
        )
    closed = "none" if not gap.closed else f"{gap.closed} ({share}%)"
    return (
        f"Of the {count(gap.gap, 'level')} between where {count(gap.practices, 'practice')} began and their targets, "
        f"{closed} {'was' if gap.closed == 1 else 'were' if gap.closed else 'is'} closed.{changed}"
    )


def excerpt(text: str, limit: int) -> str:
    """The text, or its beginning up to a word's end with an ellipsis."""
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    head = text[:limit]
    cut = head.rsplit(" ", 1)[0] if " " in head[limit // 2 :] else head
    return f"{cut.rstrip(' ,;:.')}\N{HORIZONTAL ELLIPSIS}"


def verified_line(facts: Facts) -> str:
    """How much of the evidence somebody else has looked at; empty without evidence."""
    seen = facts.dossier.evidence
    if not seen:
        return ""
    outside = sum(e.verified == "outside" for e in seen)
    inside = sum(e.verified == "inside" for e in seen)
    was = "was" if outside == 1 else "were"
    return (
        f"Of {count(len(seen), 'piece')} of evidence in this copy, {number(outside) if outside else 'none'} {was} "
        f"verified by somebody independent and {number(inside) if inside else 'none'} by a second reader inside."
    )


def say_do_line(facts: Facts) -> str:
    """What we say beside what we do: commitments and structures beside processes and remedy; empty without both."""
    say, do, gap = facts.results.say, facts.results.do, facts.results.say_do_gap
    if say is None or do is None or gap is None:
        return ""
    missed = rounded(say, 2) - rounded(do, 2) != rounded(gap, 2)
    return (
        f"Commitments and structures average {plain(say, 2)}, processes and remedy {plain(do, 2)}: "
        f"a say-do gap of {signed(gap, 2)}{' (rounding)' if missed else ''}."
    )


def benchmark_headline(facts: Facts) -> str:
    """The benchmark page's title: the domains in which no practice is at its target, if there are any."""
    if not facts.results.overall.answered:
        return "Nothing to set beside the references yet"
    titles = {d.id: d.title.lower() for d in facts.dossier.form.domains}
    none = [titles[d] for d, s in facts.results.domains.items() if s.with_target and not s.at_target]
    if not none:
        return "Our answers beside two outside references"
    if len(none) == len(facts.results.domains):
        return "No practice has reached its target yet"
    words = f"{', '.join(none[:-1])} or {none[-1]}" if len(none) > 1 else none[0]
    return f"No {words} practice has reached its target yet"
