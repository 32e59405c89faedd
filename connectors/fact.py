"""Fact: what a service says of a bucket, by names that are the same for every service."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that a service says of a bucket.

    Attributes:
        name: dotted, the same for every service (`FACTS` says which there are and what they mean).
        value: in words or a number; None where it is not known.
        detail: why it is not known, or what more there is to say; a clause.
    """

    name: str
    value: str | int | bool | None
    detail: str = ""


#: Every name of a fact. A service that has no such thing gives none; one that does not answer gives None.
FACTS = {
    "exposure": "public, private or unknown: whether anybody at all may list or read it, as far as the answers tell",
    "region": "where it lies",
    "owner": "account, project or subscription it belongs to",
    "created": "date of its making",
    "encryption": "how objects are encrypted that do not say otherwise: `provider-key`, `customer-managed-key`, `none` where the "
    "service says so",
    "encryption.key": "id of the customer's key",
    "public.block": "whether public access is blocked whatever policy and ACL say",
    "public.policy": "whether its policy lets anybody in",
    "public.acl": "whether its ACL lets anybody in",
    "access.foreign": "accounts and projects of others that a policy, ACL or role lets in: how many",
    "access.uniform": "whether rights are given for the bucket alone, not for single objects",
    "access.points": "how many further ways into it there are",
    "versioning": "on, suspended or off",
    "soft-delete": "days for which deleted objects are kept",
    "lifecycle": "how many rules expire or move objects",
    "lifecycle.expires": "days after which all current objects are deleted; 0 where none are",
    "lifecycle.noncurrent": "days after which older versions are deleted; 0 where none are",
    "lifecycle.uploads": "days after which unfinished uploads are given up; 0 where none are",
    "replication": "where it is copied to, or none",
    "object-lock": "whether objects can be kept from being deleted, and for how long",
    "logging": "where its access log goes, or none",
    "tags": "names of its tags",
    "requester-pays": "whether whoever reads pays",
    "storage": "storage class that objects get",
}
