"""Who works where, and what they may do."""

from dataclasses import dataclass
from uuid import UUID

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str

from daybreak.care.errors import NotFound
from daybreak.care.team.actor import Actor
from daybreak.care.team.roles import Role
from daybreak.records.models import Account, CareRelation, Chair, RoleChange, Site
from daybreak.records.prepared import Prepared


@dataclass(frozen=True, slots=True)
class Place:
    """The site somebody works at just now, as pages speak of it."""

    site: UUID
    name: str
    time_zone: str
    organisation: str
    demo: bool
    phone: str = ""
    crisis_line: str = ""


@dataclass(frozen=True, slots=True)
class SignedIn:
    actor: Actor
    place: Place


@dataclass(frozen=True, slots=True)
class SiteLine:
    id: UUID
    name: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class ChairLine:
    id: UUID
    name: str
    site: UUID


@dataclass(frozen=True, slots=True)
class MemberLine:
    """One person of the team with the roles they hold, site by site."""

    account: UUID
    name: str
    email: str
    active: bool
    signed_in: bool  # ever
    roles: tuple[tuple[str, str], ...]  # (site name, role)


# Asked at every request.
_account = Prepared(
    lambda account: Account.objects.select_related("organisation", "site").filter(
        id=account, is_active=True, organisation__isnull=False
    )
)
_sites = Prepared(lambda *sites: Site.objects.filter(id__in=sites))
_changes = Prepared(
    lambda account: RoleChange.objects.filter(account=account).order_by("recorded_at", "id")
)


def signed_in(account: UUID, *, visit: str) -> SignedIn | None:
    """The actor behind an account, or None when it may do nothing any more."""
    row = _account.first(account)
    if row is None or row.organisation is None:
        return None
    held = held_roles(account)
    if row.patient_id is not None:
        roles = frozenset({Role.PATIENT})
        sites = _sites_of_patient(row.patient_id)
    else:
        roles = frozenset(role for _, role in held)
        sites = frozenset(site for site, _ in held)
    if not roles or not sites:
        return None
    actor = Actor(account, row.name, row.organisation.id, roles, sites, row.patient_id, visit)
    home = row.site if row.site and row.site.id in sites else None
    home = home or min(_sites.among(sites), key=lambda each: (each.recorded_at, each.name))
    place = Place(
        home.id,
        home.name,
        home.time_zone,
        row.organisation.name,
        row.organisation.demo,
        home.phone,
        home.crisis_line,
    )
    return SignedIn(actor, place)


def held_roles(account: UUID) -> frozenset[tuple[UUID, Role]]:
    """The (site, role) pairs an account holds now: the latest change of each counts."""
    standing: dict[tuple[UUID, str], bool] = {}
    for change in _changes(account):
        standing[change.site_id, change.role] = change.granted
    return frozenset((site, Role(role)) for (site, role), granted in standing.items() if granted)


def _sites_of_patient(patient: UUID) -> frozenset[UUID]:

    return frozenset(CareRelation.objects.filter(patient=patient).values_list("site", flat=True))


def sites(actor: Actor) -> tuple[SiteLine, ...]:
    """The sites at which this actor works."""
    rows = Site.objects.filter(organisation=actor.organisation, id__in=actor.sites)
    return tuple(SiteLine(row.id, row.name, row.time_zone) for row in rows.order_by("name"))


def chairs(actor: Actor, site: UUID) -> tuple[ChairLine, ...]:
    """The chairs of a site, in the order of their names; empty when the site is not the actor's."""
    if site not in actor.sites:
        return ()
    rows = Chair.objects.filter(site=site).order_by("name")
    return tuple(ChairLine(row.id, row.name, row.site_id) for row in rows)


def members(actor: Actor) -> tuple[MemberLine, ...]:
    """Everybody who works in the organisation, with their roles."""
    names = dict(Site.objects.filter(organisation=actor.organisation).values_list("id", "name"))
    rows = Account.objects.filter(organisation=actor.organisation, patient__isnull=True)
    return tuple(
        MemberLine(
            row.id,
            row.name,
            row.email,
            row.is_active,
            row.last_login is not None,
            tuple(sorted((names[site], role.value) for site, role in held_roles(row.id))),
        )
        for row in rows.order_by("name")
    )


def first_password(actor: Actor, account: UUID) -> tuple[str, str]:
    """The two parts of a link that sets a password once; it is void after the first sign-in.

    Raises:
        NotFound: no such account in this organisation.
    """
    row = Account.objects.filter(id=account, organisation=actor.organisation).first()
    if row is None:
        raise NotFound("account", "There is no such account in this organisation.")
    return user_pk_to_url_str(row), default_token_generator.make_token(row)
