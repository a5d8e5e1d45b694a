"""The organisation, its sites and chairs, the people who work there, and what they may do."""

from typing import ClassVar
from uuid import UUID, uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from daybreak.records.models.base import Row


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts; an e-mail address is the name one signs in with."""

    def create_account(
        self, *, email: str, name: str, password: str | None = None, key: UUID | None = None
    ) -> "Account":
        """A new account; `key` is its id where that follows from an act."""
        account = self.model(
            id=key or uuid4(), email=self.normalize_email(email).lower(), name=name
        )
        account.set_password(password)
        account.save()
        return account

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(email=(username or "").lower())


class Account(AbstractBaseUser):
    """A way to sign in. What it may do is said by its grants, or by the patient it belongs to."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    organisation = models.ForeignKey(
        "records.Organisation", models.PROTECT, null=True, related_name="+"
    )
    patient = models.OneToOneField(
        "records.Patient", models.PROTECT, null=True, related_name="account"
    )
    site = models.ForeignKey(
        "records.Site", models.SET_NULL, null=True, related_name="+"
    )  # last worked at

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return f"account {self.pk}"

    def get_full_name(self) -> str:
        return self.name

    # Django's own apps ask these; there is no Django admin here.
    is_staff = False
    is_superuser = False

    def has_perm(self, _perm: str, _obj: object = None) -> bool:
        return False

    def has_module_perms(self, _label: str) -> bool:
        return False


class Organisation(Row):
    """Who owns the charts."""

    name = models.CharField(max_length=120)
    demo = models.BooleanField(default=False)  # made-up people only


class Site(Row):
    """A place with chairs, shifts, stock and a journal of its own."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="sites")
    name = models.CharField(max_length=120)
    time_zone = models.CharField(max_length=60)
    address = models.CharField(max_length=200, default="", blank=True)
    phone = models.CharField(max_length=40, default="", blank=True)
    crisis_line = models.CharField(max_length=120, default="", blank=True)


class Chair(Row):
    """A seat in which one person at a time is treated."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="chairs")
    name = models.CharField(max_length=40)


class RoleChange(Row):
    """A role given to an account at a site, or taken away; the latest one counts."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="role_changes")
    site = models.ForeignKey(Site, models.PROTECT, related_name="+")
    role = models.CharField(max_length=20)
    granted = models.BooleanField()


class ProfileAdoption(Row):
    """The director's signature under a threshold profile, without which none is live."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="profile_adoptions")
    profile = models.CharField(max_length=60)
    version = models.IntegerField()


class ChairPin(Row):
    """A PIN for the chair, as two hashes of it; the latest counts.

    `verifier` goes to the devices of the site, so that a PIN can be asked without the network;
    `prover` stays here, encrypted: what a device signs with the PIN is checked with it.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="pins")
    verifier = models.CharField(max_length=200)
    prover = models.TextField()
