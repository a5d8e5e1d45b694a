"""A version of the rules with the questions they ask, ready to be weighed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from string import Formatter

from daybreak.care.catalogue.reading import CatalogueError, content_hash, files, read
from daybreak.care.catalogue.route import Route, Scope
from daybreak.care.catalogue.rule import Asked, Rule, RuleFile
from daybreak.care.errors import NotFound
from daybreak.care.findings import Source, Status
from daybreak.care.screening.fields import Field, Fields, fields
from daybreak.care.screening.rules import RULES
from daybreak.care.team.roles import Role

_PLACE = re.compile(r"[a-z0-9_-]+")


@dataclass(frozen=True)
class RuleSet:
    """Rules of one version. `name` is what a record keeps: id, version and content."""

    name: str
    title: str
    version: int
    source: Source
    override_days_max: int
    rules: tuple[Rule, ...]
    fields: Fields

    def asked(self, asked: Asked, route: Route) -> tuple[Rule, ...]:
        """The rules asked at this time for this route."""
        scopes = {Scope.ALL, route.scope}
        return tuple(each for each in self.rules if asked in each.asked and each.scope in scopes)

    def questions(self, asked: Asked, route: Route) -> tuple[Field, ...]:
        """Every question those rules read and somebody can be asked, in their own order."""
        names = {name for rule in self.asked(asked, route) for name in rule.reads}
        return tuple(
            each for each in self.fields.questions if each.id in names and not each.is_recorded
        )


def ruleset(version: int | None = None, *, overlay: Path | None = None) -> RuleSet:
    """The rules in their highest version, or exactly the one a record was made with.

    Raises:
        NotFound: that version is not on the shelf.
        CatalogueError: the file is wrong, or lacks a rule, or has one that nothing weighs.
    """
    found: list[tuple[int, Path]] = []
    for path in files("rules", overlay=overlay):
        if path.name.startswith("screening"):
            file = read(path, RuleFile)
            if version in (None, file.version):
                found.append((file.version, path))
    if not found:
        raise NotFound("ruleset", "There are no screening rules of that version here.")
    path = max(found)[1]
    questions = fields(read(path, RuleFile).facts_version, overlay=overlay)
    return _ruleset(path, content_hash(path), questions)


@lru_cache(maxsize=16)
def _ruleset(path: Path, rules_content: str, questions: Fields) -> RuleSet:
    """Checked and made once of each content: every verdict asks for it."""
    file = read(path, RuleFile)
    for index, why in _misfits(file, questions):
        raise CatalogueError(path, path.read_text(encoding="utf-8"), ("rule", index), why)
    content = sha256(f"{rules_content} {questions.content}".encode()).hexdigest()
    return RuleSet(
        name=f"{file.id}-{file.version}+{content[:12]}",
        title=file.name,
        version=file.version,
        source=file.source,
        override_days_max=file.override_days_max,
        rules=file.rule,
        fields=questions,
    )


def _misfits(file: RuleFile, questions: Fields) -> Iterator[tuple[int, str]]:
    """What the file says that the code, the questions or the team do not know."""
    ids = [rule.id for rule in file.rule]
    if missing := sorted(set(RULES) - set(ids)):
        yield len(ids) - 1, f"no rule may be left out, and {', '.join(missing)} are missing"
    for index, rule in enumerate(file.rule):
        if rule.id not in RULES or ids.count(rule.id) > 1:
            yield index, f"{rule.id} is there twice, or nothing weighs it"
        if strange := [name for name in rule.reads if name not in questions.by_id]:
            yield index, f"{rule.id} reads {', '.join(strange)}, which nobody asks"
        if Status.CLEAR in {rule.if_unknown, *(rule.if_unknown_at or {}).values()}:
            yield index, f"{rule.id} may not clear what is not known"
        roles = {*rule.override_by, *(r for s in rule.says.values() for r in s.override_by or ())}
        if unknown_roles := sorted(roles - {role.value for role in Role}):
            yield index, f"{rule.id} names {', '.join(unknown_roles)}, which is no role here"
        yield from ((index, why) for why in _bad_sentences(rule))


def _bad_sentences(rule: Rule) -> Iterator[str]:
    for says in rule.says.values():
        for sentence in (says.because, says.to_do):
            try:
                places = [name for _, name, _, _ in Formatter().parse(sentence) if name is not None]
            except ValueError:
                yield f"{rule.id} has a sentence with a brace too many"
                continue
            if any(not _PLACE.fullmatch(name) for name in places):
                yield f"{rule.id} has a sentence whose places are not plain names"
