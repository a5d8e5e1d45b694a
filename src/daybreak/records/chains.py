"""The chains a journal line can stand in, and how a line is hashed."""

from uuid import UUID, uuid5

from daybreak.records.canonical import columns, digest
from daybreak.records.models import Chain, JournalLine, Site
from daybreak.records.prepared import Prepared

FIRST = "0" * 64  # what stands before the first line of a chain

_chain = Prepared(lambda key: Chain.objects.select_for_update().filter(id=key))


def of_organisation(organisation: UUID) -> Chain:
    """The chain of acts that have no site, locked for this transaction."""
    return _locked(organisation, Chain.Kind.ORGANISATION, organisation)


def of_site(site: UUID, organisation: UUID) -> Chain:
    """A site's own chain, locked for this transaction."""
    return _locked(site, Chain.Kind.SITE, organisation)


def of_reading(organisation: UUID) -> Chain:
    """The chain that says who looked at which chart, locked for this transaction."""
    return _locked(reading_id(organisation), Chain.Kind.READING, organisation)


def reading_id(organisation: UUID) -> UUID:
    """The id of an organisation's chain of readings."""
    return uuid5(organisation, "reading")


def _locked(chain: UUID, kind: Chain.Kind, organisation: UUID) -> Chain:
    if (row := _chain.first(chain)) is not None:
        return row
    Chain.objects.get_or_create(
        id=chain, defaults={"kind": kind.value, "organisation": organisation, "head": FIRST}
    )
    return _chain(chain)[0]


def line_id(chain: UUID, position: int) -> UUID:
    """A line's own name, which follows from where it stands."""
    return uuid5(chain, f"line {position}")


def line_hash(line: JournalLine) -> str:
    """The hash of everything in a line but the hash itself."""
    return digest({name: value for name, value in columns(line).items() if name != "hash"})


def sites_of(organisation: UUID) -> list[UUID]:
    return list(
        Site.objects.filter(organisation=organisation).order_by("id").values_list("id", flat=True)
    )
