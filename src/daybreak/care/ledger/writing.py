"""What keeps an entry from being written. All of it is told, and nothing half is written."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from daybreak.care.errors import NotAllowed
from daybreak.care.findings import Finding
from daybreak.care.ledger.account import ON_HAND, Kind, overfilled, prepared
from daybreak.care.ledger.book import Book
from daybreak.care.ledger.entry import SHAPES, Draft, Line, Move, Signature, Vial
from daybreak.care.ledger.rules import LedgerRules
from daybreak.care.quantities import Mass
from daybreak.care.team.roles import Role

WITHOUT_LINES = frozenset({Move.QUARANTINE, Move.RELEASE, Move.RECALL})
OF_A_SESSION = frozenset({Move.WITHDRAW, Move.ADMINISTER, Move.WASTE, Move.RESIDUAL})


def write(book: Book, draft: Draft, rules: LedgerRules) -> Book:
    """The book with `draft` written, whole.

    Raises:
        NotAllowed: something stands against it; the message says all of it.
    """
    if found := refusals(book, draft, rules):
        told = " ".join(f"{each.because} {each.to_do}" for each in found)
        raise NotAllowed(found[0].rule, told)
    return book.with_entry(book.next_entry(draft))


def refusals(book: Book, draft: Draft, rules: LedgerRules) -> tuple[Finding, ...]:
    """Everything that stands against writing `draft`."""
    known = {**book.vials, **{vial.id: vial for vial in draft.vials}}
    return (
        *_papers(draft, rules),
        *_signed(draft, rules),
        *_vials(book, draft, rules),
        *_lines(draft, known, rules),
        *_balances(book, draft, known, rules),
        *_lots(book, draft, known, rules),
        *_sessions(book, draft, rules),
        *_one_session(draft, rules),
        *_variances(book, draft, rules),
        *_overfill(book, draft, known, rules),
        *_correction(book, draft, rules),
    )


def _papers(draft: Draft, rules: LedgerRules) -> Iterator[Finding]:
    shape = SHAPES[draft.move]
    if shape.reasoned and not draft.reason.strip():
        yield rules.refused("ledger-reason", move=draft.move)
    if shape.documented and not draft.document.strip():
        yield rules.refused("ledger-document", move=draft.move)
    if draft.move in OF_A_SESSION and not draft.session:
        yield rules.refused("ledger-session", move=draft.move)
    if not draft.lines and draft.move not in WITHOUT_LINES:
        yield rules.refused("ledger-nothing")


def _signed(draft: Draft, rules: LedgerRules) -> Iterator[Finding]:
    """Two different people, both entitled at the time, soon after one another."""
    day = draft.at.date()
    yield from _entitled(draft.by, rules.signing.roles, day, rules)
    witness = draft.witness
    if witness is None:
        if SHAPES[draft.move].witnessed:
            yield rules.refused("ledger-witness", move=draft.move)
        return
    yield from _entitled(witness, rules.signing.witness_roles, day, rules)
    if witness.by == draft.by.by:
        yield rules.refused("ledger-same-person")
    apart = abs(witness.at - draft.by.at)
    if apart > timedelta(minutes=rules.signing.witness_minutes_max):
        minutes = int(apart.total_seconds()) // 60
        most = rules.signing.witness_minutes_max
        yield rules.refused("ledger-witness-late", minutes=minutes, most=most)


def _entitled(
    who: Signature, roles: tuple[Role, ...], day: date, rules: LedgerRules
) -> Iterator[Finding]:
    if who.is_escort:
        yield rules.refused("ledger-escort")
    if not who.roles & set(roles):
        yield rules.refused("ledger-role")
    if who.licensed_until is None or who.licensed_until < day:
        yield rules.refused("ledger-licence")


def _vials(book: Book, draft: Draft, rules: LedgerRules) -> Iterator[Finding]:
    ids = [vial.id for vial in draft.vials]
    for id_ in ids:
        if id_ in book.vials or ids.count(id_) > 1:
            yield rules.refused("ledger-vial-twice", vial=id_)
    for id_ in dict.fromkeys(line.vial for line in draft.lines):
        if id_ not in book.vials and id_ not in ids:
            yield rules.refused("ledger-vial-unknown", vial=id_)


def _lines(draft: Draft, known: Mapping[str, Vial], rules: LedgerRules) -> Iterator[Finding]:
    """Each vial's lines add up to nothing, in whole devices, between accounts of the move."""
    shape = SHAPES[draft.move]
    for line in draft.lines:
        if line.account.kind not in (shape.gives if line.micrograms > 0 else shape.takes):
            yield rules.refused("ledger-accounts", move=draft.move, account=line.account)
        if line.micrograms == 0:
            yield rules.refused("ledger-nothing")
        vial = known.get(line.vial)
        if vial is not None and vial.device and line.micrograms % vial.device.micrograms:
            yield rules.refused("ledger-devices", vial=vial.id, device=vial.device)
    for id_ in dict.fromkeys(line.vial for line in draft.lines):
        off = sum(line.micrograms for line in draft.lines if line.vial == id_)
        if off:
            yield rules.refused("ledger-unbalanced", vial=id_, off=Mass(abs(off)))


def _balances(
    book: Book, draft: Draft, known: Mapping[str, Vial], rules: LedgerRules
) -> Iterator[Finding]:
    """Nothing on hand goes under nothing, and each vial stays in one place."""
    after = dict(book.balances)
    for line in draft.lines:
        key = (line.account, line.vial)
        after[key] = after.get(key, 0) + line.micrograms
    for (account, vial), amount in after.items():
        if amount < 0 and account.kind in ON_HAND:
            held = book.held(account, vial)
            asked = Mass(held.micrograms - amount)
            yield rules.refused(
                "ledger-negative", account=account, vial=vial, held=held, asked=asked
            )
    for id_ in dict.fromkeys(line.vial for line in draft.lines if line.vial in known):
        places = [
            account
            for (account, vial), amount in after.items()
            if vial == id_ and amount and account.kind in (Kind.STOCK, Kind.OPEN)
        ]
        if len(places) > 1:
            yield rules.refused("ledger-two-places", vial=id_)


def _lots(
    book: Book, draft: Draft, known: Mapping[str, Vial], rules: LedgerRules
) -> Iterator[Finding]:
    """What is out of date, set aside, recalled or open too long is not drawn up for a person."""
    if draft.move not in (Move.OPEN, Move.WITHDRAW):
        return
    day = draft.at.date()
    for vial in _touched(draft.lines, known):
        if vial.expires < day:
            until = vial.expires.isoformat()
            yield rules.refused("ledger-expired", vial=vial.id, lot=vial.lot, day=until)
        match book.lot_standing(vial.lot):
            case Move.QUARANTINE:
                yield rules.refused("ledger-quarantined", lot=vial.lot)
            case Move.RECALL:
                yield rules.refused("ledger-recalled", lot=vial.lot)
        opened = book.opened_at(vial.id)
        days = rules.multi_dose.beyond_use_days
        if opened is not None and day > opened.date() + timedelta(days=days):
            since = opened.date().isoformat()
            yield rules.refused("ledger-beyond-use", vial=vial.id, day=since, days=days)


def _sessions(book: Book, draft: Draft, rules: LedgerRules) -> Iterator[Finding]:
    """A vial for one dose serves one session."""
    if draft.move is not Move.WITHDRAW:
        return
    for vial in _touched(draft.lines, book.vials):
        drawn_by = {
            line.account.of
            for entry in book.entries
            for line in entry.draft.lines
            if line.vial == vial.id and line.account.kind is Kind.PREP
        }
        if vial.is_single_dose and (others := sorted(drawn_by - {draft.session})):
            yield rules.refused("ledger-one-session", vial=vial.id, session=others[0])


def _one_session(draft: Draft, rules: LedgerRules) -> Iterator[Finding]:
    """What is done for one session moves nothing of another."""
    if draft.move is Move.CORRECT or not draft.session:
        return
    for line in draft.lines:
        if line.account.kind in (Kind.PREP, Kind.PATIENT) and line.account.of != draft.session:
            yield rules.refused("ledger-other-session", account=line.account, session=draft.session)


def _variances(book: Book, draft: Draft, rules: LedgerRules) -> Iterator[Finding]:
    """A variance is what is left when nothing else explains it, never a way around."""
    if draft.move in (Move.OVERFILL, Move.CORRECT):
        return
    for id_ in dict.fromkeys(line.vial for line in draft.lines):
        kinds = {line.account.kind for line in draft.lines if line.vial == id_}
        if draft.move is Move.VARIANCE and Kind.VARIANCE not in kinds:
            yield rules.refused("ledger-variance", vial=id_)
    if draft.move is not Move.VARIANCE and _takes_variance(draft) and _is_left(book, draft):
        yield rules.refused("ledger-variance", vial=draft.lines[0].vial)


def _takes_variance(draft: Draft) -> bool:
    return any(line.account.kind is Kind.VARIANCE and line.micrograms < 0 for line in draft.lines)


def _is_left(book: Book, draft: Draft) -> bool:
    """Whether drug would be left where it could have been taken from."""
    places = {
        line.account for line in draft.lines if line.account.kind in (Kind.PREP, Kind.OPEN)
    } or {prepared(draft.session)}
    held = sum(book.held(place).micrograms for place in places)
    taken = sum(line.micrograms for line in draft.lines if line.account in places)
    return held + taken > 0


def _overfill(
    book: Book, draft: Draft, known: Mapping[str, Vial], rules: LedgerRules
) -> Iterator[Finding]:
    if draft.move is not Move.OVERFILL:
        return
    percent = rules.overfill.percent_max
    for vial in _touched(draft.lines, known):
        before = -book.held(overfilled(vial.id), vial.id).micrograms
        over = before + sum(
            line.micrograms
            for line in draft.lines
            if line.vial == vial.id and line.account.kind is Kind.OPEN
        )
        if over * 100 > percent * vial.labelled.micrograms:
            yield rules.refused("ledger-overfill", vial=vial.id, over=Mass(over), percent=percent)


def _correction(book: Book, draft: Draft, rules: LedgerRules) -> Iterator[Finding]:
    """It takes back one entry that stands, line by line, and nothing else."""
    if draft.move is not Move.CORRECT:
        if draft.corrects is not None:
            yield rules.refused("ledger-correction")
        return
    done = {entry.draft.corrects for entry in book.entries}
    wrong = next((each for each in book.entries if each.seq == draft.corrects), None)
    fits = (
        wrong is not None
        and wrong.seq not in done
        and wrong.draft.move is not Move.CORRECT
        and wrong.draft.lines
        and sorted(map(_turned, wrong.draft.lines), key=repr) == sorted(draft.lines, key=repr)
    )
    if not fits:
        yield rules.refused("ledger-correction")


def _turned(line: Line) -> Line:
    return Line(line.account, line.vial, -line.micrograms)


def _touched(lines: tuple[Line, ...], known: Mapping[str, Vial]) -> Iterator[Vial]:
    for id_ in dict.fromkeys(line.vial for line in lines):
        if id_ in known:
            yield known[id_]
