"""The application as a web server loads it, made from the environment: `gunicorn wsgi:app`."""

import os
import sys

from bot.service import assemble
from config.settings import ConfigFaults, Settings
from texts import catalogue
from web.app import create_app

BOOT_FAILED = 3  # gunicorn then stops instead of trying again and again

try:
    catalogue.check()
    settings = Settings.from_env(os.environ)
except (ConfigFaults, catalogue.CatalogueFaults) as faults:
    sys.stderr.write(f"{faults}\n")
    sys.exit(BOOT_FAILED)
app = create_app(assemble(settings), production=settings.production)
