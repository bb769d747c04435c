"""The schema's history, append-only: a released migration is never edited, only followed by another.

Plain ``create table ... strict`` with checks, because sqlite-utils' ``create()`` writes none.
"""

from sqlite_utils import Database, Migrations

APPLICATION_ID = 0x42544348  # "BTCH"
SCHEMA_VERSION = 4

migrations = Migrations("btech-desktop")


def _named_sensitivity(column: str) -> str:
    return f"{column} text not null default 'internal' check ({column} in ('shareable', 'internal', 'privileged'))"


@migrations()
def m001_first_schema(db: Database) -> None:
    """Organisation, units, forms, assessments, answers, evidence, actions, risks to people, history."""
    level = "integer check ({0} between 0 and 4)"
    flag = "integer not null default 0 check ({0} in (0, 1))"
    five = "integer not null check ({0} between 1 and 5)"
    uuid = "text primary key not null check (length(id) = 36)"
    ids = "text not null default '[]' check (json_valid({0}) and json_type({0}) = 'array')"
    to_assessment = "text not null references assessments(id) on delete cascade"

    def col(name: str, kind: str) -> str:
        return f"{name} {kind.format(name)}"

    statements = [
        # One row: whose workspace this is, and how much of its history it keeps.
        f"""create table workspace (
            id integer primary key check (id = 1),
            uuid text not null check (length(uuid) = 36),
            organisation text not null check (length(organisation) between 1 and 200),
            {col("sample", flag)},
            scope_line text not null,
            history text not null default 'every change' check (history in ('every change', 'final values')),
            {col("legal_hold", flag)},
            created_at text not null
        ) strict""",
        # The whole text of every edition in use: an assessment keeps the wording it was answered under.
        """create table forms (
            edition text primary key not null,
            body text not null check (json_valid(body)),
            sha256 text not null check (length(sha256) = 64),
            added_at text not null
        ) strict""",
        f"""create table units (
            {col("id", uuid)},
            parent_id text references units(id) check (parent_id <> id),
            name text not null check (length(name) between 1 and 200),
            {col("roles", ids)},
            position integer not null default 0,
            {col("archived", flag)}
        ) strict""",
        f"""create table assessments (
            {col("id", uuid)},
            unit_id text not null references units(id),
            period text not null check (length(period) between 1 and 200),
            starts text not null check (date(starts) is starts),
            ends text not null check (date(ends) is ends and ends >= starts),
            form_edition text not null references forms(edition),
            asked_kind text not null check (asked_kind in ('all', 'core', 'chosen')),
            {col("asked", ids)},
            status text not null default 'draft' check (status in ('draft', 'in review', 'final')),
            revision integer not null default 1 check (revision >= 1),
            previous_id text references assessments(id) on delete set null,
            prepared_by text not null default '',
            final_on text check (final_on is null or date(final_on) is final_on),
            final_name text not null default '',
            final_role text not null default '',
            final_sha256 text not null default '',
            final_format text not null default '',
            check (status <> 'final' or (final_on is not null and length(final_sha256) = 64))
        ) strict""",
        f"""create table revisions (
            {col("id", uuid)},
            assessment_id {to_assessment},
            number integer not null check (number >= 1),
            final_on text not null,
            final_name text not null,
            final_role text not null,
            final_sha256 text not null,
            final_format text not null,
            reopened_on text not null,
            reason text not null check (length(reason) > 0),
            unique (assessment_id, number)
        ) strict""",
        f"""create table answers (
            assessment_id {to_assessment},
            practice_id text not null,
            {col("level", level)},
            {col("not_applicable", flag)},
            na_reason text not null default '',
            {_named_sensitivity("na_sensitivity")},
            {col("target", level)},
            finding text not null default '' check (length(finding) <= 90),
            {_named_sensitivity("finding_sensitivity")},
            note text not null default '',
            {_named_sensitivity("note_sensitivity")},
            scope_note text not null default '',
            owner text not null default '',
            answer_by text check (answer_by is null or date(answer_by) is answer_by),
            consulted text not null default '',
            {col("affected_consulted", flag)},
            disclosed text check (disclosed in ('yes', 'partly', 'no')),
            confidence text check (confidence in ('low', 'medium', 'high')),
            {col("flagged", flag)},
            change_reason text check (change_reason in ('done', 'learned', 're-judged', 'corrected')),
            {col("to_confirm", flag)},
            {col("opening_level", level)},
            {col("opening_target", level)},
            primary key (assessment_id, practice_id),
            check (not_applicable = 0 or level is null)
        ) strict""",
        f"""create table evidence (
            {col("id", uuid)},
            title text not null check (length(title) between 1 and 200),
            kind text not null check (kind in ('document', 'record', 'link', 'reference')),
            locator text not null default '',
            {col("held_elsewhere", flag)},
            dated text check (dated is null or date(dated) is dated),
            shows text not null check (shows in ('intent', 'rule', 'use', 'effect')),
            verified text not null check (verified in ('nobody', 'inside', 'outside')),
            {_named_sensitivity("sensitivity")}
        ) strict""",
        """create table evidence_links (
            evidence_id text not null references evidence(id) on delete cascade,
            assessment_id text not null,
            practice_id text not null,
            primary key (evidence_id, assessment_id, practice_id),
            foreign key (assessment_id, practice_id)
                references answers(assessment_id, practice_id) on delete cascade
        ) strict""",
        "create index evidence_links_by_answer on evidence_links (assessment_id, practice_id)",
        f"""create table actions (
            {col("id", uuid)},
            assessment_id {to_assessment},
            practice_id text,
            what text not null check (length(what) between 1 and 200),
            owner text not null default '',
            due text check (due is null or date(due) is due),
            status text not null check (status in ('open', 'under way', 'done', 'late', 'deferred')),
            deferred_reason text not null default '',
            {col("target_level", level)},
            {_named_sensitivity("sensitivity")},
            carried_from text references actions(id) on delete set null
        ) strict""",
        "create index actions_by_assessment on actions (assessment_id)",
        f"""create table decisions (
            {col("id", uuid)},
            assessment_id {to_assessment},
            what text not null check (length(what) between 1 and 200),
            owner text not null default '',
            cost text not null default '',
            consequence text not null default '',
            due text check (due is null or date(due) is due),
            outcome text not null check (outcome in ('open', 'taken', 'not taken')),
            {_named_sensitivity("sensitivity")}
        ) strict""",
        "create index decisions_by_assessment on decisions (assessment_id)",
        f"""create table salient_issues (
            {col("id", uuid)},
            assessment_id {to_assessment},
            title text not null check (length(title) between 1 and 200),
            affected text not null default '',
            {col("scale", five)},
            {col("scope", five)},
            {col("irremediability", five)},
            {col("likelihood", five)},
            {col("practices", ids)},
            {_named_sensitivity("sensitivity")}
        ) strict""",
        "create index salient_issues_by_assessment on salient_issues (assessment_id)",
        f"""create table incidents (
            {col("id", uuid)},
            assessment_id {to_assessment},
            title text not null check (length(title) between 1 and 200),
            what text not null default '',
            occurred text check (occurred is null or date(occurred) is occurred),
            {col("severity", five)},
            {col("practices", ids)},
            remedy text not null default '',
            {_named_sensitivity("sensitivity")}
        ) strict""",
        "create index incidents_by_assessment on incidents (assessment_id)",
        # Who changed what, when, from what, to what. Written in the transaction of the change itself.
        """create table history (
            id integer primary key,
            at text not null,
            who text not null,
            entity text not null,
            entity_id text not null,
            assessment_id text,
            field text not null,
            before text,
            after text
        ) strict""",
        "create index history_by_entity on history (entity_id, field)",
    ]
    for statement in statements:
        db.execute(statement)


@migrations()
def m002_files_stamps_and_signatures(db: Database) -> None:
    """Evidence files inside the workspace; what stood when an assessment was locked; times that merging goes by."""
    times = ("evidence", "actions", "decisions", "salient_issues", "incidents")
    statements = [
        # Content by its SHA-256, so that one file attached twice is kept once. Content comes last: the columns
        # before it are read without it.
        """create table files (
            id integer primary key,
            sha256 text not null unique check (length(sha256) = 64),
            size integer not null check (size between 1 and 52428800 and size = length(content)),
            content blob not null
        ) strict""",
        # No reference to files: a copy made to be sent may leave the content out.
        "alter table evidence add column file_name text not null default '' check (length(file_name) <= 200)",
        "alter table evidence add column file_sha256 text check (file_sha256 is null or length(file_sha256) = 64)",
        """alter table evidence add column file_size integer
            check ((file_size is null) = (file_sha256 is null) and (file_size is null) = (file_name = ''))""",
        "create index evidence_by_file on evidence (file_sha256)",
        """create table signed (
            assessment_id text not null references assessments(id) on delete cascade,
            number integer not null check (number >= 1),
            body text not null check (json_valid(body)),
            sha256 text not null check (length(sha256) = 64),
            format text not null,
            removed integer not null default 0 check (removed in (0, 1)),
            primary key (assessment_id, number)
        ) strict""",
        # Of a copy made to be sent: what it does not hold.
        """alter table workspace add column left_out text not null default '[]'
            check (json_valid(left_out) and json_type(left_out) = 'array')""",
        # Field -> when it was last changed (UTC).
        "alter table answers add column stamps text not null default '{}' check (json_valid(stamps))",
        """update answers set stamps = coalesce((
            select json_group_object(field, at) from (
                select field, max(at) as at from history
                where entity = 'answers' and entity_id = answers.assessment_id || '/' || answers.practice_id
                group by field
            )), '{}')""",
        "create index history_by_assessment on history (assessment_id, at)",
    ]
    for table in times:
        statements += [
            f"alter table {table} add column changed_at text not null default ''",
            f"""update {table} set changed_at = coalesce(
                (select max(at) from history where entity = '{table}' and entity_id = {table}.id), '')""",
        ]
    # Last: until here an interrupted migration is rolled back and the file is as it was.
    for statement in [*statements, "pragma user_version = 2"]:
        db.execute(statement)


@migrations()
def m003_dismissals(db: Database) -> None:
    """Findings of the consistency checks that somebody let stand, and why."""
    statements = [
        """create table dismissals (
            id text primary key not null check (length(id) = 36),
            assessment_id text not null references assessments(id) on delete cascade,
            practice_id text not null check (length(practice_id) between 1 and 200),
            kind text not null check (length(kind) between 1 and 200),
            basis text not null check (length(basis) between 1 and 200),
            reason text not null check (length(reason) >= 1),
            who text not null default '' check (length(who) <= 200),
            dismissed_on text not null check (date(dismissed_on) is dismissed_on)
        ) strict""",
        "create index dismissals_by_assessment on dismissals (assessment_id)",
    ]
    # Last: until here an interrupted migration is rolled back and the file is as it was.
    for statement in [*statements, "pragma user_version = 3"]:
        db.execute(statement)


@migrations()
def m004_public_accounts_and_report_options(db: Database) -> None:
    """What a company says beside its public copy; how a copy was last made, for each kind of reader."""
    texts = ("critics", "answer", "consulted", "remedy", "withheld_why", "complain")
    columns = ",\n            ".join(f"{t} text not null default '' check (length({t}) <= 20000)" for t in texts)
    statements = [
        f"""create table public_accounts (
            assessment_id text primary key not null references assessments(id) on delete cascade,
            {columns},
            draft_seen text check (draft_seen in ('yes', 'partly', 'no')),
            stamps text not null default '{{}}' check (json_valid(stamps))
        ) strict""",
        # Here and not in the settings of the computer: it may name who a copy is for.
        """create table report_options (
            audience text primary key not null check (audience in ('public', 'board', 'working-group')),
            body text not null check (json_valid(body))
        ) strict""",
    ]
    # Last: until here an interrupted migration is rolled back and the file is as it was.
    for statement in [*statements, "pragma user_version = 4"]:
        db.execute(statement)
