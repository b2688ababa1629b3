"""The cache in Redis. It holds throttles alone: without it nobody is slowed down, and everybody can still work."""

import logging
import time
from collections.abc import Callable
from typing import Any, ClassVar

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)
REST = 5  # seconds for which a Redis that did not answer is not asked again


class ForgivingRedisCache(RedisCache):
    """Where Redis does not answer, nothing is remembered: what is read is not there, what is written is lost.

    Throttles then let everybody through, which the log says once for each rest and `/readyz` as long as it lasts.
    """

    # Of all threads of the process: each has a cache of its own, and each would wait for itself.
    silent_until: ClassVar[float] = 0.0

    def _attempt(self, ask: Callable[[], Any], instead: Any) -> Any:
        if time.monotonic() < ForgivingRedisCache.silent_until:
            return instead
        try:
            return ask()
        except (RedisError, OSError) as error:
            ForgivingRedisCache.silent_until = time.monotonic() + REST
            logger.error("Redis does not answer (%s): nobody is slowed down until it does", type(error).__name__)
            return instead

    def add(self, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return self._attempt(lambda: super(ForgivingRedisCache, self).add(key, value, timeout, version), True)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return self._attempt(lambda: super(ForgivingRedisCache, self).get(key, default, version), default)

    def set(self, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._attempt(lambda: super(ForgivingRedisCache, self).set(key, value, timeout, version), None)

    def delete(self, key: str, version: int | None = None) -> bool:
        return self._attempt(lambda: super(ForgivingRedisCache, self).delete(key, version), False)
