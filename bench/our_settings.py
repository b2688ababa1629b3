"""Ourselves, without the limit on how often one person may ask: eight connections of one person are the benchmark."""

from config.settings import *  # noqa: F403

REST_FRAMEWORK = {**REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": {"user": None}}  # noqa: F405
