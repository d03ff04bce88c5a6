"""Whether a host is this very machine, so that what is said to it crosses no network."""

from ipaddress import ip_address
from urllib.parse import urlsplit


def is_loopback(host: str) -> bool:
    """Whether `host` is `localhost`, in 127.0.0.0/8 or ::1 (RFC 6761 6.3, RFC 1122 3.2.1.3, RFC 4291 2.5.3)."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def may_hear_secrets(url: str) -> bool:
    """Whether secrets may be sent to this address: https, or http to this very machine."""
    parts = urlsplit(url)
    if not parts.hostname:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname))
