"""Reading the files that somebody gives us: what is wrong with a file itself is told in the same words everywhere.

Every sentence names the path as it was given.
"""

from pathlib import Path

from shopper.faults import BadInput


def read_bytes(file: Path) -> bytes:
    """What the file holds; BadInput when it is missing or cannot be read."""
    try:
        return file.read_bytes()
    except FileNotFoundError as error:
        raise BadInput(f"there is no file {file}; check the path") from error
    except IsADirectoryError as error:
        raise BadInput(f"{file} is a folder; give a file") from error
    except OSError as error:
        raise BadInput(f"{file} cannot be read: {error.strerror}; check the path and its permissions") from error


def read_text(file: Path) -> str:
    """The file as text in UTF-8, with or without a byte order mark; BadInput also when it is not text."""
    raw = read_bytes(file)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise BadInput(f"{file}, line {line}: it is not UTF-8; save the file as UTF-8") from error
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise BadInput(f"{file}, line {line}: it holds a NUL character; save the file as plain text in UTF-8")
    return text


def refuse_file(folder: Path) -> None:
    """BadInput when there is a file where a folder is wanted."""
    if folder.exists() and not folder.is_dir():
        raise BadInput(f"{folder} is a file; give a folder")
