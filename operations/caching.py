"""The cache shared by all processes, if CACHE_URL is set."""

import logging

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger("cache")


class ForgivingRedisCache(RedisCache):
    """Redis whose failures count as misses."""

    def get(self, key, default=None, version=None):
        try:
            return super().get(key, default, version)
        except RedisError as error:
            logger.warning("The cache does not answer: %s", error)
            return default

    def set(self, key, value, *arguments, **options):
        try:
            super().set(key, value, *arguments, **options)
        except RedisError as error:
            logger.warning("The cache does not answer: %s", error)
