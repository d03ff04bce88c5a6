"""Mails made to be slow or to break a parser."""


def _nested(depth: int) -> bytes:
    level = 'Content-Type: multipart/mixed; boundary="b{0}"\n\n--b{0}\n'
    return "".join(level.format(number) for number in range(depth)).encode() + b"\nhej\n"


HOSTILE = {
    "deep": _nested(1000),
    "many_parts": b"A: b\nContent-Type: multipart/mixed; boundary=a\n\n" + b"--a\n\nx\n" * 50_000,
    "same_boundary": b"A: b\n" + b"Content-Type: multipart/mixed; boundary=a\n\n--a\n" * 5_000,
    "encoded_words": b"Subject: " + b"=?utf-8?q?a?= " * 10_000 + b"\n\nhej",
    "many_addresses": b"To: " + b"a@b.example, " * 20_000 + b"\n\nhej",
    "parentheses": b"From: " + b"(" * 7_000 + b"\n\nhej",
    "brackets": b"Message-ID: " + b"<" * 7_000 + b"\n\nhej",
    "many_fields": b"X: y\n" * 200_000 + b"\nhej",
    "nested_html": b"Content-Type: text/html\n\n" + b"<div>" * 100_000,
    "nested_tables": b"Content-Type: text/html\n\n" + b"<table><tr><td>" * 20_000,
    "open_tags": b"Content-Type: text/html\n\n<p>" + b"<" * 300_000,
    "blank_lines": b"Subject: a\n\n" + b"\n" * 3_000_000,
    "header_words": b"Subject: a\n\n" + b"From: a\n" * 200_000,
    "attributions": b"Subject: a\n\n" + b"Den 3 skrev \n" * 200_000,
    "one_line": b"Subject: a\n\nDen 3 skrev " + b"skrev @ " * 300_000 + b":",
    "links": b"Subject: a\n\n" + b"www." * 200_000,
    "forwards": b"Subject: a\n\n" + b"skickar " * 100_000,
    "no_addresses": b"Subject: a\n\nvidarebefordrat " + b"x" * 3_000_000,
    "script_tags": b"Content-Type: text/html\n\n" + b"<script>" * 50_000,
    "received_lines": b"Received: by mx; x\n" * 20_000 + b"\nhej",
    "report_blocks": b"Content-Type: message/delivery-status\n\n" + b"Action: failed\n\n" * 50_000,
    "many_links": b"Content-Type: text/html\n\n" + b"<a href='x'>" * 30_000,
    "open_link": b"Content-Type: text/html\n\n<a " + b"href = " * 50_000,
    "thread_index": b"Thread-Index: " + b"A" * 8_000 + b"\n\nhej",
    "codec_of_no_mail": b"Content-Type: text/plain; charset=punycode\n\n" + b"-a" * 100_000,
}
