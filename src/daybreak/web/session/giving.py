"""What is given after the start: device after device, and the end of a hold in the mouth."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from daybreak.actions import session as act
from daybreak.care.errors import NotFound
from daybreak.care.session.devices import Devices
from daybreak.records.reads.session import Visit
from daybreak.ui.doors import attempt, door, status_of
from daybreak.ui.request import ClinicRequest
from daybreak.web.session.before import done, sent
from daybreak.web.session.by_route import DeviceForm, HoldForm, device_form
from daybreak.web.session.doses import said_of_device
from daybreak.web.session.page import common, opened


@require_http_methods(["GET", "POST"])
@door("session")
def give_device(request: ClinicRequest, session: UUID) -> HttpResponse:
    """The next device: given with one tap, or what was out of the ordinary about it."""
    seen = opened(request, session)
    if seen.devices is None:
        raise NotFound("devices", "No devices are given in this session.")
    form = device_form(seen, request.POST or None, timezone.now())
    if request.method == "POST" and form.is_valid():
        told = attempt(form, lambda: act.give_device(**sent(request, form, session), **form.told()))
        if told is not None:
            messages.success(request, said_of_device(told))
            return redirect("session", session)
    return _page(request, seen, seen.devices, form)


@require_POST
@door("session")
def end_hold(request: ClinicRequest, session: UUID) -> HttpResponse:
    """Swallowed, or spat out."""
    form = HoldForm(request.POST)
    answer, wrong = done(
        request,
        form,
        session,
        lambda: act.end_hold(**sent(request, form, session), how=form.cleaned_data["how"]),
    )
    if wrong:
        return wrong
    if answer.findings:
        messages.warning(request, " ".join(each.because for each in answer.findings))
    else:
        messages.success(request, "The dose is over.")
    return redirect("session", session)


def _page(request: ClinicRequest, seen: Visit, devices: Devices, form: DeviceForm) -> HttpResponse:
    """The page of one device."""
    context = {
        **common(request, seen),
        "form": form,
        "devices": devices,
        "number": devices.next_number or devices.count,
        "now": timezone.now(),
        "back_url": reverse("session", args=(seen.session,)),
        "back_words": "Back to the chair",
    }
    return render(request, "web/session/device.html", context, status=status_of(form))
