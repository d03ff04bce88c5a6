"""What our own mail server found out about a mail's sender: SPF, DKIM and DMARC (RFC 8601)."""

from authres import AuthenticationResultsHeader

from mail_probe.reading.headers import split_block, with_line_ends

RESULT_LIMIT = 20


def authentication(raw: bytes, own_hosts: tuple[str, ...]) -> tuple[str, ...]:
    """Results such as `("spf=pass", "dmarc=fail")`, in order, each once, empty when our server wrote none.

    Only the topmost field that names one of `own_hosts` as its authserv-id counts (RFC 8601 5): everybody can write
    such fields. What cannot be read counts as none.
    """
    own = {host.lower().rstrip(".") for host in own_hosts}
    for value in split_block(with_line_ends(raw)).headers().every("Authentication-Results"):
        if _host(value) in own:
            return _results(value)
    return ()


def _host(value: str) -> str:
    words = value.partition(";")[0].split()
    return words[0].lower() if words else ""


def _results(value: str) -> tuple[str, ...]:
    try:
        results = AuthenticationResultsHeader.parse_value(value).results
        found = (f"{one.method}={one.result}".lower() for one in results[:RESULT_LIMIT])
        return tuple(dict.fromkeys(found))
    except (Exception, RecursionError):  # noqa: BLE001 - the library raises many kinds for a malformed field
        return ()
