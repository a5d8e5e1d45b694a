"""How a page is entered and how it acts: who may read it, and how a refusal comes back.

The refusal of an act is shown beside the form that asked for it, with everything still typed.
"""

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse

from daybreak.care.errors import NotAllowed, NotUnderstood, WrongRole
from daybreak.care.team import permissions
from daybreak.ui.request import ClinicRequest

P = ParamSpec("P")
A = TypeVar("A")

View = Callable[Concatenate[ClinicRequest, P], HttpResponse]
Entered = Callable[Concatenate[HttpRequest, P], HttpResponse]


def door(what: str) -> Callable[[View[P]], Entered[P]]:
    """Let in whoever is signed in and may read `what` (a row of `permissions.READS`)."""
    if what not in permissions.READS:
        raise ValueError(f"what must be a row of permissions.READS; it is {what!r}.")

    def decorate(view: View[P]) -> Entered[P]:
        @functools.wraps(view)
        def enter(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            permissions.check_read(request.actor, what)  # type: ignore[attr-defined]  # ActorMiddleware
            return view(request, *args, **kwargs)  # type: ignore[arg-type]  # it is one by now

        return enter

    return decorate


def attempt(form: BaseForm, call: Callable[[], A]) -> A | None:
    """Do an act on behalf of a form; a refusal becomes the form's own error.

    A wrong role and a thing that does not exist are pages of their own, not errors of a form.
    """
    try:
        return call()
    except WrongRole:
        raise
    except (NotAllowed, NotUnderstood) as refusal:
        form.add_error(None, refusal.message)
        return None


def status_of(form: BaseForm | None) -> int:
    """422 for a page that shows a form with errors, else 200."""
    return 422 if form is not None and form.errors else 200
