import os

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.our_settings"

from config.wsgi import application

__all__ = ["application"]
