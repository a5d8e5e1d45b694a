"""Acts about the house itself: the organisation, its sites and chairs, and who may do what."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from daybreak.actions.act import act
from daybreak.actions.journal import add, current
from daybreak.care.catalogue.profile import Profile
from daybreak.care.catalogue.reading import version as find_version
from daybreak.care.errors import NotAllowed, NotFound, NotUnderstood
from daybreak.care.team.actor import Actor
from daybreak.care.team.roles import STAFF, Role
from daybreak.records.models import (
    Account,
    Chair,
    Organisation,
    ProfileAdoption,
    RoleChange,
    Site,
)

NAME_LETTERS, CHAIR_LETTERS, PLACE_LETTERS, PHONE_LETTERS = 120, 40, 200, 40  # as columns take
EMAIL_LETTERS = 254
NOTE_LETTERS = 300  # our choice: what a director writes to an adoption


@dataclass(frozen=True, slots=True)
class OrganisationOpened:
    organisation: UUID


@dataclass(frozen=True, slots=True)
class SiteAdded:
    site: UUID


@dataclass(frozen=True, slots=True)
class ChairAdded:
    chair: UUID


@dataclass(frozen=True, slots=True)
class MemberAdded:
    account: UUID


@dataclass(frozen=True, slots=True)
class RoleChanged:
    account: UUID
    role: Role
    granted: bool


@dataclass(frozen=True, slots=True)
class ProfileAdopted:
    """What was adopted, and what the director wrote to it."""

    profile: str
    version: int
    note: str = ""


@act("team-open-organisation")
def open_organisation(
    *, by: Actor, act_id: UUID, at: datetime | None, now: datetime, name: str, demo: bool = False
) -> OrganisationOpened:
    """Found the organisation that will own the charts; `by.organisation` becomes its id.

    Raises:
        NotAllowed: there is already an organisation with that id.
    """
    if Organisation.objects.filter(id=by.organisation).exists():
        raise NotAllowed("organisation-exists", "This organisation is already set up.")
    # Its id is the one its founder already speaks of, so that the first line has a chain.
    row = add(
        Organisation(name=_named(name, "The organisation"), demo=demo), own_id=by.organisation
    )
    return OrganisationOpened(row.id)


@act("team-add-site")
def add_site(
    *,
    by: Actor,
    act_id: UUID,
    at: datetime | None,
    now: datetime,
    name: str,
    time_zone: str,
    address: str = "",
    phone: str = "",
    crisis_line: str = "",
) -> SiteAdded:
    """Add a place with chairs and a journal of its own.

    Raises:
        NotUnderstood: the time zone is not one of the IANA names.
    """
    if time_zone not in available_timezones():
        raise NotUnderstood(
            "time-zone", "That time zone is not known. Use a name such as America/Los_Angeles."
        )
    ZoneInfo(time_zone)
    row = add(
        Site(
            organisation_id=by.organisation,
            name=_named(name, "The site"),
            time_zone=time_zone,
            address=_short(address.strip(), "An address", PLACE_LETTERS),
            phone=_short(phone.strip(), "A telephone number", PHONE_LETTERS),
            crisis_line=_short(crisis_line.strip(), "A crisis line", NAME_LETTERS),
        )
    )
    return SiteAdded(row.id)


@act("team-add-chair")
def add_chair(
    *, by: Actor, act_id: UUID, at: datetime | None, now: datetime, site: UUID, name: str
) -> ChairAdded:
    """Add a seat to a site.

    Raises:
        NotFound: no such site in this organisation.
    """
    _site(by, site)
    current().about(site=site)
    return ChairAdded(add(Chair(site_id=site, name=_named(name, "The chair", CHAIR_LETTERS))).id)


@act("team-add-member")
def add_member(
    *,
    by: Actor,
    act_id: UUID,
    at: datetime | None,
    now: datetime,
    name: str,
    email: str,
    site: UUID,
    roles: tuple[Role, ...],
) -> MemberAdded:
    """Make an account for somebody who works here, with roles at one site and no password yet.

    Raises:
        NotAllowed: somebody already signs in with that address, or a role is not one of staff.
        NotUnderstood: no name, no role, or no e-mail address was given.
    """
    _site(by, site)
    current().about(site=site)
    if not roles:
        raise NotUnderstood("role", "Choose at least one role.")
    address = signs_in_with(email)
    if Account.objects.filter(email=address.lower()).exists():
        raise NotAllowed(
            "account-exists",
            "Somebody already signs in with that address. Give that account the role.",
        )
    account = Account.objects.create_account(
        email=address, name=_named(name, "The person"), key=current().new_id("account")
    )
    account.organisation_id = by.organisation
    account.site_id = site
    account.save()
    for role in sorted(set(roles)):
        _check_staff(role)
        add(RoleChange(account=account, site_id=site, role=role.value, granted=True))
    return MemberAdded(account.id)


@act("team-grant-role")
def grant_role(
    *,
    by: Actor,
    act_id: UUID,
    at: datetime | None,
    now: datetime,
    account: UUID,
    site: UUID,
    role: Role,
) -> RoleChanged:
    """Give an account a role at a site.

    Raises:
        NotFound: no such account or site in this organisation.
        NotAllowed: the role is not one of staff.
    """
    return _change_role(by, account, site, role, granted=True)


@act("team-withdraw-role")
def withdraw_role(
    *,
    by: Actor,
    act_id: UUID,
    at: datetime | None,
    now: datetime,
    account: UUID,
    site: UUID,
    role: Role,
) -> RoleChanged:
    """Take a role away from an account at a site; from its next request on it is gone."""
    return _change_role(by, account, site, role, granted=False)


@act("team-adopt-profile")
def adopt_profile(
    *,
    by: Actor,
    act_id: UUID,
    at: datetime | None,
    now: datetime,
    site: UUID,
    profile: str,
    version: int,
    note: str = "",
) -> ProfileAdopted:
    """The medical director takes a threshold profile as the site's own, by name.

    Raises:
        NotFound: they do not work at such a site, or no such version stands on the shelf.
        NotAllowed: this version is the adopted one already.
        NotUnderstood: the note is longer than fits.
    """
    _site(by, site)
    if site not in by.sites:
        raise NotFound("site", "There is no such site among those you work at.")
    current().about(site=site)
    chosen = find_version("profiles", Profile, profile, version)
    said = " ".join(note.split())
    if len(said) > NOTE_LETTERS:
        raise NotUnderstood(
            "note", f"At most {NOTE_LETTERS} letters fit into the note. Shorten it."
        )
    last = ProfileAdoption.objects.filter(site=site, profile=profile).order_by("recorded_at").last()
    if last is not None and last.version == chosen.version:
        raise NotAllowed("profile-adopted", "This version is adopted for this site already.")
    row = add(ProfileAdoption(site_id=site, profile=chosen.id, version=chosen.version))
    return ProfileAdopted(row.profile, row.version, said)


def work_at(*, by: Actor, site: str) -> None:
    """Remember at which of their sites somebody works today; a preference, not an act.

    Raises:
        NotFound: they do not work at such a site.
    """
    if site not in {str(known) for known in by.sites}:
        raise NotFound("site", "There is no such site among those you work at.")
    Account.objects.filter(id=by.id).update(site=site)


def _change_role(by: Actor, account: UUID, site: UUID, role: Role, *, granted: bool) -> RoleChanged:
    _check_staff(role)
    _site(by, site)
    if not granted and role is Role.ADMINISTRATOR and account == by.id:
        raise NotAllowed(
            "own-role", "You cannot take this role from yourself. Ask another administrator."
        )
    if not Account.objects.filter(
        id=account, organisation=by.organisation, patient__isnull=True
    ).exists():
        raise NotFound("account", "There is no such account in this organisation.")
    current().about(site=site)
    add(RoleChange(account_id=account, site_id=site, role=role.value, granted=granted))
    return RoleChanged(account, role, granted)


def _check_staff(role: Role) -> None:
    if role not in STAFF:
        raise NotAllowed("role", "Only roles of staff are given here.")


def _site(by: Actor, site: UUID) -> Site:
    row = Site.objects.filter(id=site, organisation=by.organisation).first()
    if row is None:
        raise NotFound("site", "There is no such site in this organisation.")
    return row


def signs_in_with(email: str) -> str:
    """An e-mail address as an account signs in with it.

    Raises:
        NotUnderstood: it is none.
    """
    cleaned = email.strip()
    try:
        validate_email(cleaned)
    except ValidationError:
        raise NotUnderstood(
            "email", "That is no e-mail address. Write it like ada@clinic.example."
        ) from None
    if len(cleaned) > EMAIL_LETTERS:
        raise NotUnderstood("email", f"An e-mail address has at most {EMAIL_LETTERS} letters.")
    return cleaned


def _named(name: str, what: str, most: int = NAME_LETTERS) -> str:
    cleaned = " ".join(name.split())
    if not cleaned:
        raise NotUnderstood("name", f"{what} needs a name.")
    return _short(cleaned, "A name", most)


def _short(text: str, what: str, most: int) -> str:
    if len(text) > most:
        raise NotUnderstood("words", f"{what} has at most {most} letters here. Shorten it.")
    return text
