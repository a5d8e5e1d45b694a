"""The door that a web server knocks on."""

import os

from django.core.wsgi import get_wsgi_application

from daybreak.config import environment

environment.keep_private()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "daybreak.config.settings")
application = get_wsgi_application()
