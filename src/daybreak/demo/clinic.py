"""Fills an empty record with a made-up clinic, person by person, act by act, in order of time."""

import random
from collections.abc import Callable
from datetime import timedelta
from uuid import NAMESPACE_DNS, uuid5

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from django.contrib.auth.hashers import make_password
from django.db import transaction

from daybreak.actions import intake, team
from daybreak.actions.insight import switch_forecasts
from daybreak.care.catalogue.profile import Profile
from daybreak.care.catalogue.protocol import protocols
from daybreak.care.catalogue.reading import newest
from daybreak.care.team.actor import Actor
from daybreak.care.team.roles import Role
from daybreak.demo import accounts
from daybreak.demo.day import Day
from daybreak.demo.house import House
from daybreak.demo.people import person
from daybreak.demo.stories import stories
from daybreak.demo.timeline import Timeline
from daybreak.records.models import Account

CHAIRS = 6
FOUNDED_DAYS_AGO = 400
ADOPTION = "Read with the nurses, line by line. For made-up people only."
FORECASTS = "Everyone here is made up: a place to see what a forecast looks like."


def fill(*, seed: int, day: Day, people: int, progress: Callable[[int, int], None]) -> None:
    """Make the clinic and everyone in it; all of it or nothing.

    The same seed, day and number give the same record, row for row.
    """
    with transaction.atomic():
        house = founded(seed, day)
        timeline = Timeline(until=day.now, clock=house.at)
        for index, story in enumerate(stories(people, day=day)):
            own = random.Random(f"{seed} {index}")
            who = person(index, rng=own, today=day.today)
            timeline.add(story.begins, story.told(house, who, own))
        timeline.run(progress)
        _patient_account(house)
        _passwords()


def founded(seed: int, day: Day) -> House:
    """The organisation, its site, chairs and staff, more than a year ago."""
    start = day.now - timedelta(days=FOUNDED_DAYS_AGO)
    organisation = uuid5(NAMESPACE_DNS, f"daybreak demo {seed} {day.today}")
    founder = Actor(
        uuid5(organisation, "founder"),
        "Founder",
        organisation,
        frozenset({Role.ADMINISTRATOR}),
        frozenset(),
    )
    house = House(seed=str(organisation), founder=founder, day=day, now=start)
    team.open_organisation(**house.by(founder), name="Harbour Street Clinic", demo=True)
    site = team.add_site(
        **house.by(founder),
        name="Harbour Street",
        time_zone=day.zone,
        address="12 Harbour Street",
        phone="555 0112",
        crisis_line="988",
    ).site
    house.site = site
    house.chairs = tuple(
        team.add_chair(**house.by(founder), site=site, name=str(number)).chair
        for number in range(1, CHAIRS + 1)
    )
    for member in accounts.STAFF:
        made = team.add_member(
            **house.by(founder), name=member.name, email=member.email, site=site, roles=member.roles
        )
        house.hire(
            Actor(
                made.account,
                member.name,
                organisation,
                frozenset(member.roles),
                frozenset({site}),
            )
        )
    for profile in sorted({each.profile for each in protocols()}):
        team.adopt_profile(
            **house.by(house.director),
            site=site,
            profile=profile,
            version=newest("profiles", Profile, profile).version,
            note=ADOPTION,
        )
    switch_forecasts(**house.by(house.director), is_on=True, why=FORECASTS)
    return house


def _patient_account(house: House) -> None:
    """The portal account of the first person in treatment."""
    if house.portal_patient is None:
        return
    house.now = house.day.now
    intake.invite(
        **house.by(house.desk), patient=house.portal_patient, email=accounts.PATIENT_EMAIL
    )


def _passwords() -> None:
    """Everyone gets the demo's password, and one of them a second factor; no act, no record."""
    hashed = make_password(accounts.PASSWORD)
    Account.objects.update(password=hashed)
    for member in accounts.STAFF:
        if member.totp_secret:
            Authenticator.objects.create(
                user=Account.objects.get(email=member.email),
                type=Authenticator.Type.TOTP,
                data={"secret": encrypt(member.totp_secret)},
            )
