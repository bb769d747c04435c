"""Sentences computed from facts, the same on screen and paper, with their grammar right; pure.

No praise and no blame: *up* and *down*, *to answer* rather than *missing*.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from fractions import Fraction

from btech_desktop.facts import Facts
from btech_desktop.form import Form, Practice
from btech_desktop.language import MANY, Words, mark, tr
from btech_desktop.passages import words as words_of
from btech_desktop.progress import GapClosed, Mover, together
from btech_desktop.references import ReferenceFile
from btech_desktop.scoring import Score, rounded
from btech_desktop.terms import shown

_NUMBER = "a number within a sentence"
_NUMBERS = (
    mark("no", "a number within a sentence"),
    mark("one", "a number within a sentence"),
    mark("two", "a number within a sentence"),
    mark("three", "a number within a sentence"),
    mark("four", "a number within a sentence"),
    mark("five", "a number within a sentence"),
    mark("six", "a number within a sentence"),
    mark("seven", "a number within a sentence"),
    mark("eight", "a number within a sentence"),
    mark("nine", "a number within a sentence"),
    mark("ten", "a number within a sentence"),
    mark("eleven", "a number within a sentence"),
    mark("twelve", "a number within a sentence"),
)
_MONTHS = (
    mark("January"),
    mark("February"),
    mark("March"),
    mark("April"),
    mark("May"),
    mark("June"),
    mark("July"),
    mark("August"),
    mark("September"),
    mark("October"),
    mark("November"),
    mark("December"),
)
_SHORT = "short name of a month"
_SHORT_MONTHS = (
    mark("Jan", "short name of a month"),
    mark("Feb", "short name of a month"),
    mark("Mar", "short name of a month"),
    mark("Apr", "short name of a month"),
    mark("May", "short name of a month"),
    mark("Jun", "short name of a month"),
    mark("Jul", "short name of a month"),
    mark("Aug", "short name of a month"),
    mark("Sep", "short name of a month"),
    mark("Oct", "short name of a month"),
    mark("Nov", "short name of a month"),
    mark("Dec", "short name of a month"),
)
DISCLAIMER = mark("Not a United Nations product and not endorsed by the United Nations.")
METHOD_LINE = mark("Mean level 0 to 4, domains weighted equally. Self-assessment, not verified by anyone else.")
NOT_FOLLOWED = mark(
    "This assessment was not carried over from that one, so what became of actions not listed now is not known."
)
MINUS = "\N{MINUS SIGN}"
_SENTENCE = re.compile(r"""[.!?]["'\N{RIGHT DOUBLE QUOTATION MARK})]*(?=\s)|[\u3002\u0964]""")
"""The end of one, also in Chinese, Japanese and Hindi."""


# What a reason for a changed level says of it; "done" alone would read oddly beside a level that fell.
REASONS = Words(
    {
        "done": mark("the practice changed"),
        "learned": mark("we learned more"),
        "re-judged": mark("judged anew"),
        "corrected": mark("corrected"),
        "none given": mark("no reason given"),
    }
)


def number(n: int) -> str:
    """Small numbers in words, as within a sentence."""
    return tr(_NUMBERS[n], _NUMBER) if 0 <= n < len(_NUMBERS) else str(n)


def count(n: int, one: str, many: str | None = None) -> str:
    """``1 answer``, ``4 answers``, in English whatever the language: for the command line, and for what is stored."""
    return f"{n} {one if n == 1 else many or one + 's'}"


def joined(words: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    if len(words) < 2:
        return "".join(words)
    return tr("{list} and {last}", list=", ".join(words[:-1]), last=words[-1])


def code_words(form: Form, practice: Practice) -> list[str]:
    """Where other frameworks ask for something alike: name, codes, edition, and whether they are still to confirm."""
    codes: dict[str, list[str]] = {}
    for code in practice.codes:
        codes.setdefault(code.framework, []).append(code.code)
    found = []
    for framework in form.frameworks:
        if framework.id in codes:
            named = ", ".join(c for c in codes[framework.id] if c)
            line = f"{framework.name}{f', {named}' if named else ''} ({framework.edition})"
            found.append(line if framework.confirmed else tr("{code} – to be confirmed", code=line))
    return found


def sentence(text: str) -> str:
    """The text with its first letter in upper case."""
    return text[:1].upper() + text[1:]


def one_line(text: str) -> str:
    """A name or a finding on one line, as it was typed in the window; a file may bring it with others."""
    return " ".join(text.splitlines())


def within(title: str) -> str:
    """A title as it stands within a sentence: its first letter small, unless it begins with an abbreviation."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


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
    return tr("{day} {month} {year}", day=value.day, month=tr(_MONTHS[value.month - 1]), year=value.year)


def brief_day(value: date) -> str:
    """``3 Nov 2026``."""
    name = tr(_SHORT_MONTHS[value.month - 1], _SHORT)
    return tr("{day} {month} {year}", day=value.day, month=name, year=value.year)


def month(value: date) -> str:
    """``Nov 2026``."""
    return tr("{month} {year}", month=tr(_SHORT_MONTHS[value.month - 1], _SHORT), year=value.year)


def moment(value: datetime, *, brief: bool = False) -> str:
    """``3 November 2026, 14:32`` (``brief``: ``3 Nov 2026, 14:32``), as the clock of ``value`` has it."""
    on = value.date()
    return tr("{day}, {time}", day=brief_day(on) if brief else day(on), time=f"{value:%H:%M}")


def headline(facts: Facts) -> str:
    """The overview's title: which area is weakest, or that nothing or all is alike."""
    means = {d: s.mean for d, s in facts.results.domains.items() if s.mean is not None}
    titles = {d.id: d.title for d in facts.dossier.form.domains}
    if not means:
        return tr("Nothing is answered yet") if facts.results.overall.applicable else tr("Nothing asked here applies")
    if len(means) == 1:
        (only,) = means
        waiting = any(s.open for d, s in facts.results.domains.items() if d != only)
        named = within(titles[only])
        return (
            tr("Only {domain} has answers so far", domain=named)
            if waiting
            else tr("Only {domain} has answers", domain=named)
        )
    lowest = min(means.values())
    weakest = [titles[d] for d, m in means.items() if m == lowest]
    if len(weakest) == len(means):
        return tr("{areas} areas stand at the same average", areas=sentence(number(len(means))))
    areas = joined([weakest[0], *map(within, weakest[1:])])
    return tr("{areas} [is the weakest area|are the weakest areas]", "", len(weakest), areas=areas)


def reference_source(reference: ReferenceFile) -> str:
    """Who published a reference and when, under which licence, and of how many; its title stands above."""
    dated = reference.date  # a year or a month as it is written
    if len(dated) == len("2026-05-31"):
        dated = day(date.fromisoformat(dated))
    named = tr("{publisher}, {date}", publisher=reference.publisher, date=dated)
    return "; ".join(part for part in (named, reference.licence, tr("n = {n}", n=reference.n)) if part)


def coverage_line(facts: Facts) -> str:
    """How much is answered, and what that leaves open."""
    overall = facts.results.overall
    said = [
        tr(
            "{answered} of {applicable} applicable practices answered.",
            answered=overall.answered,
            applicable=overall.applicable,
        )
    ]
    if overall.provisional and overall.to_confirm:
        said.append(tr("%n answer(s) to confirm.", "", overall.to_confirm))
    if overall.provisional:
        said.append(tr("The overall score could still land anywhere from {range}.", range=span(overall)))
    return " ".join(said)


def counts_line(score: Score) -> str:
    """The counts, which come before any mean."""
    return "; ".join(counts(score))


def counts(score: Score) -> list[str]:
    """How many stand high, low, open and outside, each in words."""
    parts = [
        tr("{number} of {total} at 3 or 4", number=score.high_levels, total=score.applicable),
        tr("{number} at 0 or 1", number=score.low_levels),
    ]
    if score.open:
        parts.append(tr("{number} to answer", number=score.open))
    if score.not_applicable:
        parts.append(tr("{number} not applicable", number=score.not_applicable))
    return parts


SECTIONS = Words(
    {
        "risks": mark("risks, incidents and decisions"),
        "domains": mark("the domains, practice by practice"),
        "benchmark": mark("outside references"),
        "progress": mark("progress"),
        "teams": mark("other units"),
        "actions": mark("the action plan"),
        "not applicable": mark("the list of practices not applicable"),
        "checks": mark("the checks"),
        "annex": mark("method and sources"),
    }
)
"""The parts of the working group's copy that can be left out, as within a sentence."""


def sections_line(names: Iterable[str]) -> str:
    """Which parts a copy leaves out by choice; empty where none."""
    named = [SECTIONS[name] for name in names]
    return tr("Left out by choice: {parts}.", parts=joined(named)) if named else ""


def domain_lead(facts: Facts, domain_id: str) -> str:
    """A domain in a sentence or two: its counts, and how it moved like for like."""
    score = facts.results.domains[domain_id]
    said = [f"{sentence(counts_line(score) if score.answered else answered_of(score))}."]
    pair = facts.comparison.domains.get(domain_id) if facts.comparison is not None else None
    if pair is None or facts.before is None:
        return said[0]
    before, after = plain(pair.before, 2), plain(pair.after, 2)
    since = facts.before.assessment.period
    if not pair.change:
        moved = tr(
            "On %n practice(s) asked alike, its score is {after}, as in {period}.",
            "",
            pair.n,
            after=after,
            period=since,
        )
    elif pair.change > 0:
        moved = tr(
            "On %n practice(s) asked alike, its score rose from {before} in {period} to {after}.",
            "",
            pair.n,
            before=before,
            after=after,
            period=since,
        )
    else:
        moved = tr(
            "On %n practice(s) asked alike, its score fell from {before} in {period} to {after}.",
            "",
            pair.n,
            before=before,
            after=after,
            period=since,
        )
    return f"{said[0]} {moved}"


def uncompared_line(facts: Facts) -> str:
    """Why no earlier period stands beside this one; empty where one does."""
    if facts.before is not None:
        return ""
    if not facts.compared:
        return tr("Whoever made this copy chose to set no earlier period beside it, so it tells of no change.")
    return tr("No earlier period of this unit is in the workspace, so this copy tells of no change.")


def movement(facts: Facts) -> str:
    """How the domains moved since the period before, like for like; empty where nothing is compared."""
    comparison = facts.comparison
    if comparison is None or comparison.overall is None or facts.before is None:
        return ""
    titles = {d.id: within(d.title) for d in facts.dossier.form.domains}
    up = [titles[d] for d, p in comparison.domains.items() if p.change > 0]
    down = [titles[d] for d, p in comparison.domains.items() if p.change < 0]
    still = [titles[d] for d, p in comparison.domains.items() if p.change == 0]
    total = len(comparison.domains)
    since = facts.before.assessment.period
    said = []
    if up:
        said.append(
            tr("Like for like with {period}, levels are up in every domain.", period=since)
            if len(up) == total
            else tr(
                "Like for like with {period}, levels are up in {up} of {total} domains.",
                period=since,
                up=number(len(up)),
                total=number(total),
            )
        )
    if down:
        said.append(tr("{domains} went down.", domains=sentence(joined(down))))
    if still:
        said.append(tr("{domains} [has|have] not moved.", "", len(still), domains=sentence(joined(still))))
    return " ".join(said)


def progress_headline(facts: Facts) -> str:
    """The progress page's title."""
    comparison = facts.comparison
    if comparison is None or facts.before is None:
        return tr("No earlier year to compare with yet")
    if comparison.overall is None:
        return tr("No practice has a level in both years")
    change = comparison.overall.change
    titles = {d.id: within(d.title) for d in facts.dossier.form.domains}
    down = [titles[d] for d, p in comparison.domains.items() if p.change < 0]
    still = [titles[d] for d, p in comparison.domains.items() if p.change == 0]
    amount = plain(abs(change), 2) if rounded(abs(change), 2) else tr("less than {least}", least="0.01")
    head = (
        tr("Up {amount} like for like", amount=amount)
        if change > 0
        else tr("Down {amount} like for like", amount=amount)
        if change
        else tr("No change like for like")
    )
    if change >= 0 and down:
        return tr("{change}, but {domains} went down", change=head, domains=joined(down))
    if change > 0 and still:
        return tr("{change}, but {domains} did not move", change=head, domains=joined(still))
    return head


def answered_of(score: Score) -> str:
    """Coverage in few words: ``7 of 9 answered, 1 not applicable``."""
    if not score.applicable:
        return tr("all {asked} not applicable", asked=score.asked) if score.asked > 1 else tr("not applicable")
    head = (
        tr("{answered} of {applicable} answered", answered=score.answered, applicable=score.applicable)
        if score.answered
        else tr("{applicable} to answer", applicable=score.applicable)
    )
    return (
        tr("{answered}, {number} not applicable", answered=head, number=score.not_applicable)
        if score.not_applicable
        else head
    )


def status(facts: Facts) -> str:
    """Where the assessment stands, with its coverage."""
    overall, assessment = facts.results.overall, facts.dossier.assessment
    state = tr("Provisional") if overall.provisional else sentence(shown(assessment.status))
    if assessment.final and overall.provisional:
        state = tr("Final, scores provisional")
    if assessment.revision > 1:
        state = tr("{status}, revision {number}", status=state, number=assessment.revision)
    return f"{state}, {answered_of(overall)}"


def provisional_line(facts: Facts) -> str:
    """The words that stand on every page of a provisional report; empty where nothing is open."""
    overall = facts.results.overall
    if not overall.provisional:
        return ""
    if overall.mean is None:
        return tr("Provisional: nothing is answered yet.")
    if not overall.to_confirm:
        return tr(
            "Provisional: %n practice(s) to answer; the overall score may become {range}.",
            "",
            overall.open,
            range=span(overall),
        )
    return tr(
        "Provisional: %n practice(s) to answer or confirm ({to_confirm} to confirm); "
        "the overall score may become {range}.",
        "",
        overall.open,
        to_confirm=overall.to_confirm,
        range=span(overall),
    )


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
    return tr(
        "We publish on {published} of %n practice(s): yes {yes}, partly {partly}, no {no}; {silent} not said",
        "",
        len(said),
        published=yes + partly,
        yes=yes,
        partly=partly,
        no=no,
        silent=silent,
    )


def lead(facts: Facts) -> str:
    """The sentence under the title: which area is weakest, and what moved."""
    return f"{headline(facts)}. {movement(facts)}".strip()


_WITHHELD = {
    "notes": mark("%n [note|notes]", "", MANY),
    "passages": mark("%n marked [passage|passages]", "", MANY),
    "findings": mark("%n [finding|findings]", "", MANY),
    "reasons": mark("%n [reason|reasons] for not applicable", "", MANY),
    "evidence": mark("%n [piece|pieces] of evidence", "", MANY),
    "actions": mark("%n [action|actions]", "", MANY),
    "risks": mark("%n [risk|risks] to people", "", MANY),
    "incidents": mark("%n [incident|incidents]", "", MANY),
    "decisions": mark("%n [decision|decisions]", "", MANY),
}


def withheld_line(facts: Facts) -> str:
    """What this copy leaves out because of its label."""
    counts = facts.withheld.counts
    if not counts:
        return tr("No text is left out of this copy because of its label.")
    labels = ("internal", "privileged")
    parts = []
    for label in labels:
        kinds = [tr(_WITHHELD[kind], "", n) for (kind, kept_by), n in sorted(counts.items()) if kept_by == label]
        if kinds:
            parts.append(tr("as {label}: {texts}", texts=joined(kinds), label=shown(label)))
    return tr("Left out of this copy {texts}.", texts="; ".join(parts))


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
        heard = tr(
            "[The one answer does not record|None of the %n answers records] that affected people were heard",
            "",
            len(settled),
        )
    if facts.audience == "public":
        return f"{heard}."
    if not named:
        return tr("{heard}; none names who was consulted.", heard=heard)
    return tr("{heard}; %n [names|name] who was consulted.", "", named, heard=heard)


def evidence_line(facts: Facts) -> str:
    """How far the evidence attached carries the levels chosen."""
    overall = facts.results.overall
    if not overall.answered:
        return ""
    if not overall.capped:
        return tr(
            "The evidence attached carries the level chosen on [the one answer|all %n answers].", "", overall.answered
        )
    carried = overall.answered - overall.capped
    return tr(
        "The evidence attached carries the level chosen on {carried} of %n answer(s); "
        "capped by it, the overall score would be {supported} instead of {mean}.",
        "",
        overall.answered,
        carried=carried,
        supported=plain(overall.supported, 2),
        mean=plain(overall.mean, 2),
    )


def reasons_line(facts: Facts) -> str:
    """Of what the reasons tell, where periods lie between the two compared; empty where none does."""
    now = facts.dossier.assessment
    if facts.before is None or now.previous_id in (None, facts.before.assessment.id):
        return ""
    return tr("The reasons tell of changes since the last period alone; what changed before that counts without one.")


def split_line(facts: Facts) -> str:
    """Why the full score moved, in a sentence; empty where nothing is compared."""
    comparison = facts.comparison
    if comparison is None or comparison.split is None or facts.before is None:
        return ""
    split = comparison.split
    parts = [tr("levels {change}", change=signed(split.levels, 2))]
    if split.by_reason:
        reasons = [f"{shown(reason)} {signed(value, 2)}" for reason, value in split.by_reason.items()]
        parts[0] += f" ({', '.join(reasons)})"
    parts.append(tr("coverage {change}", change=signed(split.coverage, 2)))
    parts.append(tr("questionnaire {change}", change=signed(split.questionnaire, 2)))
    total = rounded(split.before, 2) + rounded(split.levels, 2) + rounded(split.coverage, 2)
    missed = total + rounded(split.questionnaire, 2) != rounded(split.after, 2)
    inner = split.by_reason and sum(rounded(v, 2) for v in split.by_reason.values()) != rounded(split.levels, 2)
    said = [
        tr(
            "On all answers the overall score went from {before} to {after}: {parts}.",
            before=plain(split.before, 2),
            after=plain(split.after, 2),
            parts=joined(parts),
        )
    ]
    if missed or inner:
        said.append(tr("The parts miss the total by rounding."))
    return " ".join(filter(None, (*said, reasons_line(facts))))


def like_for_like(facts: Facts) -> str:
    """The compared scores in a sentence; empty where nothing is compared."""
    comparison = facts.comparison
    if comparison is None or comparison.overall is None or facts.before is None:
        return ""
    pair = comparison.overall
    before, after = plain(pair.before, 2), plain(pair.after, 2)
    if not pair.change:
        moved = tr("the overall score stayed at {score}", score=after)
    elif pair.change > 0:
        moved = tr("the overall score rose from {before} to {after}", before=before, after=after)
    else:
        moved = tr("the overall score fell from {before} to {after}", before=before, after=after)
    return tr(
        "On the [one question|%n questions] asked alike and answered in both {earlier} and {later}, {moved}: "
        "{up} up, {down} down, {same} at the same level.",
        "",
        pair.n,
        earlier=facts.before.assessment.period,
        later=facts.dossier.assessment.period,
        moved=moved,
        up=comparison.up,
        down=comparison.down,
        same=comparison.same,
    )


def gap_line(facts: Facts) -> str:
    """Of the gap to the targets frozen when the period began, the part closed, and which targets are others now."""
    gap = facts.gap_closed
    said = [_gap_closed(gap)] if gap.share is not None else []
    if gap.lowered:
        practices = joined(gap.lowered)
        said.append(tr("%n target(s) lowered since: {practices}.", "", len(gap.lowered), practices=practices))
    if gap.raised:
        practices = joined(gap.raised)
        said.append(tr("%n target(s) raised since: {practices}.", "", len(gap.raised), practices=practices))
    return " ".join(said)


def to_target_line(facts: Facts) -> str:
    """How far practices with a level are from their targets now; empty where none has a target."""
    overall = facts.results.overall
    if not overall.with_target:
        return ""
    short = [gap.gap for gap in facts.gaps if gap.gap is not None]
    waiting = len(facts.gaps) - len(short)
    if not short:
        head = tr("No practice with a level is below its target.")
    else:
        levels = tr("%n level(s) in all", "", sum(short))
        head = tr("%n practice(s) [stands|stand] below target, by {levels}.", "", len(short), levels=levels)
    return head + (" " + tr("%n more with a target [is|are] to answer.", "", waiting) if waiting else "")


def kept_line(kept: Sequence[Mover]) -> str:
    """What became of the practices whose promised actions were done; empty where none has a level in both periods."""
    if not kept:
        return ""
    moved = [
        tr("{practice} ({before} to {after})", practice=m.practice_id, before=m.before, after=m.after)
        for m in kept
        if m.change
    ]
    if not moved:
        return tr("Actions done touch %n practice(s) compared; no level moved there.", "", len(kept))
    return tr(
        "Actions done touch %n practice(s) compared: {practices}. Together {share} of the change like for like.",
        "",
        len(kept),
        practices=joined(moved),
        share=signed(together(kept), 2),
    )


def _gap_closed(gap: GapClosed) -> str:
    practices = tr("%n practice(s)", "", gap.practices)
    if gap.closed < 0:
        return tr(
            "The gap to the targets set when the period began was %n level(s) on {practices}, and grew by {levels}.",
            "",
            gap.gap,
            practices=practices,
            levels=-gap.closed,
        )
    if not gap.closed or gap.share is None:
        return tr(
            "When the period began, the targets were %n level(s) away on {practices}; none is closed since.",
            "",
            gap.gap,
            practices=practices,
        )
    share = rounded(gap.share * 100, 0)
    return tr(
        "When the period began, the targets were %n level(s) away on {practices}; {closed} since.",
        "",
        gap.gap,
        practices=practices,
        closed=tr("%n ({share}%) [was|were] closed", "", gap.closed, share=share),
    )


def shortened(text: str, limit: int) -> str:
    """The text, or its first whole sentences within ``limit`` letters; that it is cut is said.

    A sentence that is longer by itself ends at a word, as :func:`excerpt` has it.
    """
    whole = " ".join(words_of(text).split())
    if len(whole) <= limit:
        return whole
    ends = [found.end() for found in _SENTENCE.finditer(whole[: limit + 1]) if found.end() <= limit]
    return tr("{text} (shortened)", text=whole[: ends[-1]] if ends else excerpt(whole, limit))


def excerpt(text: str, limit: int) -> str:
    """The text, or its beginning up to a word's end with an ellipsis."""
    text = " ".join(words_of(text).split())
    if len(text) <= limit:
        return text
    head = text[:limit]
    cut = head.rsplit(" ", 1)[0] if " " in head[limit // 2 :] else head
    return f"{cut.rstrip(' ,;:.')}\N{HORIZONTAL ELLIPSIS}"


def verified_line(facts: Facts) -> str:
    """How much of the evidence somebody else has looked at, as far as this copy may say; empty without evidence."""
    seen, withheld = facts.dossier.evidence, facts.withheld.of("evidence")
    if not seen:
        if not withheld:
            return ""
        return tr(
            "[The one piece|All %n pieces] of evidence [is|are] withheld from this copy, and who verified [it|them].",
            "",
            withheld,
        )
    outside = sum(e.verified == "outside" for e in seen)
    inside = sum(e.verified == "inside" for e in seen)
    none = tr("none", "of the pieces of evidence")
    checked = {
        "outside": tr(
            "{number} [was|were] verified by somebody independent",
            "",
            outside,
            number=number(outside) if outside else none,
        ),
        "inside": tr("{number} by a second reader inside", "", inside, number=number(inside) if inside else none),
    }
    if not withheld:
        return tr("Of %n piece(s) of evidence, {outside} and {inside}.", "", len(seen), **checked)
    return tr(
        "Of {all}, {withheld}; of the other [one|%n], {outside} and {inside}.",
        "",
        len(seen),
        all=tr("%n piece(s) of evidence", "", len(seen) + withheld),
        withheld=tr("%n [is|are] withheld from this copy", "", withheld),
        **checked,
    )


def say_do_line(facts: Facts) -> str:
    """What we say beside what we do: commitments and structures beside processes and remedy; empty without both."""
    say, do, gap = facts.results.say, facts.results.do, facts.results.say_do_gap
    if say is None or do is None or gap is None:
        return ""
    missed = rounded(say, 2) - rounded(do, 2) != rounded(gap, 2)
    difference = signed(gap, 2)
    return tr(
        "Commitments and structures average {say}, processes and remedy {do}: a say-do gap of {gap}.",
        say=plain(say, 2),
        do=plain(do, 2),
        gap=tr("{difference} (rounding)", difference=difference) if missed else difference,
    )


def benchmark_headline(facts: Facts) -> str:
    """The benchmark page's title: the domains in which no practice is at its target, if there are any."""
    if not facts.results.overall.answered:
        return tr("Nothing to set beside the references yet")
    titles = {d.id: within(d.title) for d in facts.dossier.form.domains}
    none = [titles[d] for d, s in facts.results.domains.items() if s.with_target and not s.at_target]
    if not none:
        return tr("Our answers beside two outside references")
    if len(none) == len(facts.results.domains):
        return tr("No practice has reached its target yet")
    domains = tr("{list} or {last}", list=", ".join(none[:-1]), last=none[-1]) if len(none) > 1 else none[0]
    return tr("No {domains} practice has reached its target yet", domains=domains)
