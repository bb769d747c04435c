"""Sentences computed from facts, the same on screen and paper, with their grammar right; pure.

No praise and no blame: *up* and *down*, *to answer* rather than *missing*.
"""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from btech_desktop.facts import Facts
from btech_desktop.form import Form, Practice
from btech_desktop.language import mark, tr
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
DISCLAIMER = mark("Not a United Nations product and not endorsed by the United Nations.")
METHOD_LINE = mark("Mean level 0 to 4, domains weighted equally. Self-assessment, not verified by anyone else.")
MINUS = "\N{MINUS SIGN}"


# What a reason for a changed level says of it; "done" alone would read oddly beside a level that fell.
REASONS = {
    "done": mark("the practice changed"),
    "learned": mark("we learned more"),
    "re-judged": mark("judged anew"),
    "corrected": "corrected",
    "none given": mark("no reason given"),
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
    return tr("{join} and {words}", join=", ".join(words[:-1]), words=words[-1])


def code_words(form: Form, practice: Practice) -> list[str]:
    """Where other frameworks ask for something alike: name, codes, edition, and whether they are still to confirm."""
    codes: dict[str, list[str]] = {}
    for code in practice.codes:
        codes.setdefault(code.framework, []).append(code.code)
    found = []
    for framework in form.frameworks:
        if framework.id in codes:
            named = ", ".join(c for c in codes[framework.id] if c)
            unsure = "" if framework.confirmed else tr(" – to be confirmed")
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
    return tr("{low} to {high}", low=plain(score.low, places), high=plain(score.high, places))


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
        return tr("Nothing is answered yet")
    if len(means) == 1:
        (only,) = means
        return tr("Only {titles} has answers so far", titles=titles[only].lower())
    lowest = min(means.values())
    weakest = [titles[d] for d, m in means.items() if m == lowest]
    if len(weakest) == len(means):
        return tr("{means} areas stand at the same average", means=sentence(number(len(means))))
    words = joined([weakest[0], *(t.lower() for t in weakest[1:])])
    return (
        tr("{words} is the weakest area", words=words)
        if len(weakest) == 1
        else tr("{words} are the weakest areas", words=words)
    )


def coverage_line(facts: Facts) -> str:
    """How much is answered, and what that leaves open."""
    overall = facts.results.overall
    head = tr(
        "{answered} of {applicable} applicable practices answered.",
        answered=overall.answered,
        applicable=overall.applicable,
    )
    if not overall.provisional:
        return head
    confirm = tr(" %n answer(s) to confirm.", "", overall.to_confirm) if overall.to_confirm else ""
    return tr(
        "{head}{confirm} The overall score could still land anywhere from {overall}.",
        head=head,
        confirm=confirm,
        overall=span(overall),
    )


def counts_line(score: Score) -> str:
    """The counts, which come before any mean."""
    parts = [
        tr("{high_levels} of {applicable} at 3 or 4", high_levels=score.high_levels, applicable=score.applicable),
        tr("{low_levels} at 0 or 1", low_levels=score.low_levels),
    ]
    if score.open:
        parts.append(tr("{open} to answer", open=score.open))
    if score.not_applicable:
        parts.append(tr("{not_applicable} not applicable", not_applicable=score.not_applicable))
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
        where = (
            tr("in every domain")
            if len(up) == total
            else tr("in {up} of {total} domains", up=number(len(up)), total=number(total))
        )
        said.append(tr("Like for like with {since}, levels are up {where}.", since=since, where=where))
    if down:
        said.append(tr("{list} went down.", list=sentence(joined(down))))
    if still:
        said.append(
            tr("{list} {word} not moved.", list=sentence(joined(still)), word="has" if len(still) == 1 else "have")
        )
    return " ".join(said)


def progress_headline(facts: Facts) -> str:
    """The progress page's title."""
    comparison = facts.comparison
    if comparison is None or facts.before is None:
        return tr("No earlier year to compare with yet")
    if comparison.overall is None:
        return tr("No practice has a level in both years")
    change = comparison.overall.change
    titles = {d.id: d.title.lower() for d in facts.dossier.form.domains}
    down = [titles[d] for d, p in comparison.domains.items() if p.change < 0]
    still = [titles[d] for d, p in comparison.domains.items() if p.change == 0]
    amount = plain(abs(change), 2)
    head = (
        tr("Up {amount} like for like", amount=amount)
        if change > 0
        else tr("Down {amount} like for like", amount=amount)
        if change
        else tr("No change like for like")
    )
    if change > 0 and down:
        return tr("{head}, but {list} went down", head=head, list=joined(down))
    if change > 0 and still:
        return tr("{head}, but {list} did not move", head=head, list=joined(still))
    return head


def answered_of(score: Score) -> str:
    """Coverage in few words: ``7 of 9 answered, 1 not applicable``."""
    if not score.applicable:
        return tr("all {asked} not applicable", asked=score.asked) if score.asked > 1 else "not applicable"
    head = (
        tr("{answered} of {applicable} answered", answered=score.answered, applicable=score.applicable)
        if score.answered
        else tr("{applicable} to answer", applicable=score.applicable)
    )
    return (
        tr("{head}, {not_applicable} not applicable", head=head, not_applicable=score.not_applicable)
        if score.not_applicable
        else head
    )


def status(facts: Facts) -> str:
    """Where the assessment stands, with its coverage."""
    overall, assessment = facts.results.overall, facts.dossier.assessment
    state = tr("Provisional") if overall.provisional else sentence(assessment.status)
    if assessment.final and overall.provisional:
        state = tr("Final, scores provisional")
    if assessment.revision > 1:
        state += tr(", revision {revision}", revision=assessment.revision)
    return f"{state}, {answered_of(overall)}"


def provisional_line(facts: Facts) -> str:
    """The words that stand on every page of a provisional report; empty where nothing is open."""
    overall = facts.results.overall
    if not overall.provisional:
        return ""
    if overall.mean is None:
        return tr("Provisional: nothing is answered yet.")
    head = tr("Provisional: %n practice(s) to answer", "", overall.open)
    if overall.to_confirm:
        head += tr(" or confirm ({to_confirm} to confirm)", to_confirm=overall.to_confirm)
    return tr("{head}; the overall score may become {overall}.", head=head, overall=span(overall))


def published(facts: Facts, ids: Sequence[str]) -> str:
    """What we declare to publish on some practices: ``We publish on 2 of 3 practices: yes 1, partly 1, no 1;
    0 not said``. Those not asked or not applicable leave the count.
    """
    found = [facts.dossier.answers[i] for i in ids if i in facts.dossier.answers]
    said = [answer.disclosed for answer in found if not answer.mark().excluded]
    if not said:
        return tr("None of these practices is asked here") if not found else tr("None of these practices is applicable")
    silent = said.count(None)
    if silent == len(said):
        return tr("Not said yet what we publish on %n practice(s)", "", len(said))
    yes, partly, no = (said.count(word) for word in ("yes", "partly", "no"))
    head = tr("We publish on {value} of %n practice(s)", "", len(said), value=yes + partly)
    return tr(
        "{head}: yes {yes}, partly {partly}, no {no}; {silent} not said",
        head=head,
        yes=yes,
        partly=partly,
        no=no,
        silent=silent,
    )


def lead(facts: Facts) -> str:
    """The sentence under the title: which area is weakest, and what moved."""
    return f"{headline(facts)}. {movement(facts)}".strip()


_WITHHELD = {
    "notes": ("note", "notes"),
    "findings": ("finding", "findings"),
    "reasons": ("reason for not applicable", mark("reasons for not applicable")),
    "evidence": (mark("piece of evidence"), mark("pieces of evidence")),
    "actions": ("action", "actions"),
    "risks": (mark("risk to people"), mark("risks to people")),
    "incidents": ("incident", "incidents"),
    "decisions": ("decision", "decisions"),
}


def withheld_line(facts: Facts) -> str:
    """What this copy leaves out because of its label."""
    counts = facts.withheld.counts
    if not counts:
        return tr("No text is left out of this copy because of its label.")
    labels = ("internal", "privileged")
    parts = []
    for label in labels:
        kinds = [count(n, *_WITHHELD[kind]) for (kind, kept_by), n in sorted(counts.items()) if kept_by == label]
        if kinds:
            parts.append(tr("{list} marked {label}", list=joined(kinds), label=label))
    return tr("Left out of this copy because of their label: {join}.", join="; ".join(parts))


def views_heard(facts: Facts) -> str:
    """On how many answers somebody was consulted, and affected people among them."""
    answers = [facts.dossier.answers[i] for i in facts.asked]
    settled = [a for a in answers if a.settled and a.level is not None]
    if not settled:
        return tr("No answer records yet who was consulted.")
    affected = sum(a.affected_consulted for a in settled)
    # A public copy holds no names of those consulted, so it says only whether affected people were heard.
    named = sum(bool(a.consulted.strip()) for a in settled)
    heard = tr("Affected people were heard on {affected} of %n answer(s)", "", len(settled), affected=affected)
    if not affected:
        heard = tr("None of the %n answer(s) records that affected people were heard", "", len(settled))
    return (
        tr(
            "{heard}; {value} {word} who was consulted.",
            heard=heard,
            value=named or "none",
            word="names" if named == 1 or not named else "name",
        )
        if (facts.audience != "public")
        else f"{heard}."
    )


def evidence_line(facts: Facts) -> str:
    """How far the evidence attached carries the levels chosen."""
    overall = facts.results.overall
    if not overall.answered:
        return ""
    shown = overall.answered - overall.capped
    return tr(
        "The evidence attached carries the level chosen on {shown} of %n answer(s); "
        "capped by it, the overall score would be {supported} instead of {mean}.",
        "",
        overall.answered,
        shown=shown,
        supported=plain(overall.supported, 2),
        mean=plain(overall.mean, 2),
    )


def split_line(facts: Facts) -> str:
    """Why the full score moved, in a sentence; empty where nothing is compared."""
    comparison = facts.comparison
    if comparison is None or comparison.split is None or facts.before is None:
        return ""
    split = comparison.split
    parts = [tr("levels {levels}", levels=signed(split.levels, 2))]
    if split.by_reason:
        words = {"none given": tr("no reason given")}
        reasons = [f"{words.get(reason, reason)} {signed(value, 2)}" for reason, value in split.by_reason.items()]
        parts[0] += f" ({', '.join(reasons)})"
    parts.append(tr("coverage {coverage}", coverage=signed(split.coverage, 2)))
    parts.append(tr("questionnaire {questionnaire}", questionnaire=signed(split.questionnaire, 2)))
    shown = rounded(split.before, 2) + rounded(split.levels, 2) + rounded(split.coverage, 2)
    missed = shown + rounded(split.questionnaire, 2) != rounded(split.after, 2)
    inner = split.by_reason and sum(rounded(v, 2) for v in split.by_reason.values()) != rounded(split.levels, 2)
    note = tr(" The parts miss the total by rounding.") if missed or inner else ""
    return tr(
        "On all answers the overall score went from {before} to {after}: {list}.{note}",
        before=plain(split.before, 2),
        after=plain(split.after, 2),
        list=joined(parts),
        note=note,
    )


def like_for_like(facts: Facts) -> str:
    """The compared scores in a sentence; empty where nothing is compared."""
    comparison = facts.comparison
    if comparison is None or comparison.overall is None or facts.before is None:
        return ""
    pair = comparison.overall
    moved = tr("stayed at") if not pair.change else "rose" if pair.change > 0 else "fell"
    span_ = (
        plain(pair.after, 2)
        if not pair.change
        else tr("from {before} to {after}", before=plain(pair.before, 2), after=plain(pair.after, 2))
    )
    asked = tr("the one question") if pair.n == 1 else tr("the {number} questions", number=pair.n)
    return tr(
        "On {asked} asked alike and answered in both {period} and "
        "{period2}, the overall score {moved} {span_}: "
        "{up} up, {down} down, {same} at the same level.",
        asked=asked,
        period=facts.before.assessment.period,
        period2=facts.dossier.assessment.period,
        moved=moved,
        span_=span_,
        up=comparison.up,
        down=comparison.down,
        same=comparison.same,
    )


def gap_line(facts: Facts) -> str:
    """Of the gap to the targets frozen when the period began, the part closed; empty where there was none."""
    gap = facts.gap_closed
    changed = ""
    if gap.changed_targets:
        many = tr("%n target(s)", "", len(gap.changed_targets))
        changed = tr(" {many} changed since: {list}.", many=many, list=joined(gap.changed_targets))
    if gap.share is None:
        return changed.strip()
    share = rounded(gap.share * 100, 0)
    if gap.closed < 0:
        return tr(
            "The gap to the targets set when the period began was %n level(s) on "
            "{practices}, and grew by {value}.{changed}",
            "",
            gap.gap,
            practices=tr("%n practice(s)", "", gap.practices),
            value=-gap.closed,
            changed=changed,
        )
    closed = "none" if not gap.closed else f"{gap.closed} ({share}%)"
    return tr(
        "Of the %n level(s) between where {practices} began and their targets, {closed} {word} closed.{changed}",
        "",
        gap.gap,
        practices=tr("%n practice(s)", "", gap.practices),
        closed=closed,
        word="was" if gap.closed == 1 else "were" if gap.closed else "is",
        changed=changed,
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
    return tr(
        "Of %n piece(s) of evidence in this copy, {word} {was} "
        "verified by somebody independent and {word2} by a second reader inside.",
        "",
        len(seen),
        word=number(outside) if outside else "none",
        was=was,
        word2=number(inside) if inside else "none",
    )


def say_do_line(facts: Facts) -> str:
    """What we say beside what we do: commitments and structures beside processes and remedy; empty without both."""
    say, do, gap = facts.results.say, facts.results.do, facts.results.say_do_gap
    if say is None or do is None or gap is None:
        return ""
    missed = rounded(say, 2) - rounded(do, 2) != rounded(gap, 2)
    return tr(
        "Commitments and structures average {say}, processes and remedy {do}: a say-do gap of {gap}{word}.",
        say=plain(say, 2),
        do=plain(do, 2),
        gap=signed(gap, 2),
        word=tr(" (rounding)") if missed else "",
    )


def benchmark_headline(facts: Facts) -> str:
    """The benchmark page's title: the domains in which no practice is at its target, if there are any."""
    if not facts.results.overall.answered:
        return tr("Nothing to set beside the references yet")
    titles = {d.id: d.title.lower() for d in facts.dossier.form.domains}
    none = [titles[d] for d, s in facts.results.domains.items() if s.with_target and not s.at_target]
    if not none:
        return tr("Our answers beside two outside references")
    if len(none) == len(facts.results.domains):
        return tr("No practice has reached its target yet")
    words = tr("{join} or {none}", join=", ".join(none[:-1]), none=none[-1]) if len(none) > 1 else none[0]
    return tr("No {words} practice has reached its target yet", words=words)
