"""What an actor may know of, as querysets; every query of reads and acts starts here.

A patient belongs to the organisation. Staff know of those with a care relation to a site where
they work, patients know of themselves, an auditor knows of all, and nobody knows of another
organisation's.
"""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef, QuerySet

from daybreak.care.errors import NotFound
from daybreak.care.team.actor import Actor
from daybreak.care.team.roles import Role
from daybreak.records.models import (
    CareRelation,
    Chair,
    Course,
    Patient,
    Session,
    SessionNow,
    Site,
    SuicideScreen,
    VerdictRow,
)
from daybreak.records.prepared import Prepared

M = TypeVar("M", bound=models.Model)


def patients(actor: Actor) -> "QuerySet[Patient]":
    """The people whose charts this actor may open."""
    known, by_what = _known(actor)
    return known(*by_what)


def standing(actor: Actor, session: UUID) -> SessionNow:
    """Where a session of somebody the actor knows of stands, asked by every act at a chair.

    Raises:
        NotFound: there is none; whether it exists elsewhere is not said.
    """
    known, by_what = _known(actor)
    row = _STANDING[known].first(session, *by_what)
    if row is None:
        raise NotFound("session", "There is no such session among those you work with.")
    return row


def _known(actor: Actor) -> "tuple[Callable[..., QuerySet[Patient]], tuple[UUID, ...]]":
    """By which rule an actor knows of people, and what the rule is given."""
    if actor.patient is not None:
        return _oneself, (actor.organisation, actor.patient)
    if Role.AUDITOR in actor.roles or Role.SYSTEM in actor.roles:
        return _everybody, (actor.organisation,)
    return _cared_for, (actor.organisation, *actor.sites)


def _everybody(organisation: UUID) -> "QuerySet[Patient]":
    return Patient.objects.filter(organisation=organisation)


def _oneself(organisation: UUID, patient: UUID) -> "QuerySet[Patient]":
    return _everybody(organisation).filter(id=patient)


def _cared_for(organisation: UUID, *sites: UUID) -> "QuerySet[Patient]":
    relation = CareRelation.objects.filter(patient=OuterRef("pk"), site__in=sites)
    return _everybody(organisation).filter(Exists(relation))


def _standing_of(known: "Callable[..., QuerySet[Patient]]") -> Prepared[SessionNow]:
    return Prepared(
        lambda session, *by_what: SessionNow.objects.filter(
            session=session, session__course__patient__in=known(*by_what)
        ).select_related("session__course", "patient", "site", "chair")
    )


_STANDING = {known: _standing_of(known) for known in (_everybody, _oneself, _cared_for)}


def courses(actor: Actor) -> "QuerySet[Course]":
    return Course.objects.filter(patient__in=patients(actor)).select_related("patient")


def sessions(actor: Actor) -> "QuerySet[Session]":
    """Sessions of people the actor knows of; where they are held is said by their booking."""
    return Session.objects.filter(course__patient__in=patients(actor)).select_related(
        "course", "course__patient", "standing"
    )


def standings(actor: Actor) -> "QuerySet[SessionNow]":
    """Sessions held at the actor's own sites, as the boards show them."""
    return SessionNow.objects.filter(
        site__in=actor.sites, site__organisation=actor.organisation
    ).select_related("session", "session__course", "chair", "patient")


def sites(actor: Actor) -> "QuerySet[Site]":
    return Site.objects.filter(organisation=actor.organisation, id__in=actor.sites)


def chairs(actor: Actor) -> "QuerySet[Chair]":
    return Chair.objects.filter(site__in=sites(actor)).select_related("site")


def verdicts(actor: Actor) -> "QuerySet[VerdictRow]":
    return VerdictRow.objects.filter(patient__in=patients(actor)).select_related("patient")


def suicide_screens(actor: Actor) -> "QuerySet[SuicideScreen]":
    return SuicideScreen.objects.filter(patient__in=patients(actor)).select_related("patient")


def found(rows: "QuerySet[M]", key: UUID, what: str) -> M:
    """The one row with that id among what the actor may know of.

    Raises:
        NotFound: there is none; whether it exists elsewhere is not said.
    """
    row = rows.filter(pk=key).first()
    if row is None:
        raise NotFound(what, f"There is no such {what} among those you work with.")
    return row
