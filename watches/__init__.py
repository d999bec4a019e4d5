"""Watches: addresses that are recounted automatically, their subscriptions, and alerts on words."""

from watches.models import (
    INTERVALS,
    LIFETIME,
    RENEWAL,
    Progress,
    Subscription,
    Watch,
    progress,
)

__all__ = ["INTERVALS", "LIFETIME", "RENEWAL", "Progress", "Subscription", "Watch", "progress"]
