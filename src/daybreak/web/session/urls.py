"""Addresses of the session room."""

from django.urls import path

from daybreak.web.session import (
    before,
    board,
    chairside,
    giving,
    label,
    leaving,
    locked,
    offline,
    shell,
)
from daybreak.web.session.after_urls import urlpatterns as afterwards
from daybreak.web.session.beside_urls import urlpatterns as beside
from daybreak.web.session.together_urls import urlpatterns as together

urlpatterns = [
    path("", board.today, name="board"),
    path("pocket/", board.pocket, name="board-pocket"),
    path("wall/", board.hang_up, name="board-hang-up"),
    path("sessions/<uuid:session>/", locked.session, name="session"),
    path("sessions/<uuid:session>/lock/", locked.lock_it, name="session-lock"),
    path("sessions/<uuid:session>/unlock/", locked.unlock, name="session-unlock"),
    path("sessions/<uuid:session>/arrive/", board.arrive, name="session-arrive"),
    path("sessions/<uuid:session>/cancel/", board.cancel, name="session-cancel"),
    path("sessions/<uuid:session>/check-in/", before.check_in, name="session-check-in"),
    path("sessions/<uuid:session>/decide/", before.decide, name="session-decide"),
    path("sessions/<uuid:session>/prepare/", before.prepare, name="session-prepare"),
    path("sessions/<uuid:session>/label/", label.label, name="session-label"),
    path("sessions/<uuid:session>/label/stuck-on/", label.stuck_on, name="session-label-stuck-on"),
    path("sessions/<uuid:session>/check-dose/", before.check_dose, name="session-check-dose"),
    path("sessions/<uuid:session>/start/", before.start, name="session-start"),
    path("sessions/<uuid:session>/vitals/", chairside.vitals, name="session-record-vitals"),
    path("sessions/<uuid:session>/symptoms/", chairside.symptoms, name="session-symptoms"),
    path(
        "sessions/<uuid:session>/symptoms/<slug:term>/",
        chairside.symptom,
        name="session-record-symptom",
    ),
    path("sessions/<uuid:session>/seen/", chairside.acknowledge, name="session-acknowledge"),
    path("sessions/<uuid:session>/pause/", chairside.pause, name="session-pause"),
    path("sessions/<uuid:session>/resume/", chairside.resume, name="session-resume"),
    path("sessions/<uuid:session>/rate/", chairside.change_rate, name="session-change-rate"),
    path("sessions/<uuid:session>/pump/", chairside.read_pump, name="session-read-pump"),
    path("sessions/<uuid:session>/end/", chairside.end, name="session-end"),
    path("sessions/<uuid:session>/device/", giving.give_device, name="session-give-device"),
    path("sessions/<uuid:session>/hold/", giving.end_hold, name="session-end-hold"),
    path("sessions/<uuid:session>/more/", chairside.more, name="session-more"),
    path("sessions/<uuid:session>/monitor/", chairside.bind, name="session-bind-device"),
    path("sessions/<uuid:session>/release/", chairside.unbind, name="session-unbind-device"),
    path(
        "sessions/<uuid:session>/readings/<uuid:reading>/",
        chairside.correct,
        name="session-correct",
    ),
    path("sessions/<uuid:session>/discharge/", leaving.assess, name="session-assess-discharge"),
    path("sessions/<uuid:session>/sign/", leaving.sign, name="session-sign-discharge"),
    path("sessions/<uuid:session>/leave/", leaving.leave_early, name="session-leave-early"),
    path("sessions/<uuid:session>/transfer/", leaving.transfer, name="session-transfer"),
    path("sessions/<uuid:session>/close/", leaving.close, name="session-close"),
    path("sessions/<uuid:session>/instructions/", leaving.sheet, name="session-instructions"),
    path("sessions/worker.js", shell.worker, name="session-worker"),
    path("sessions/offline/", shell.shell, name="session-shell"),
    path("sessions/chair/<slug:made>/<path:name>", shell.part, name="session-part"),
    path("sessions/<uuid:session>/offline.json", offline.snapshot, name="session-snapshot"),
    path("sessions/<uuid:session>/flush/", offline.flush, name="session-flush"),
    path(
        "sessions/<uuid:session>/conflicts/<uuid:conflict>/",
        offline.settle,
        name="session-settle-conflict",
    ),
    *afterwards,
    *together,
    *beside,
]
