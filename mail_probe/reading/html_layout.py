"""HTML laid out as text within bounds: the only module that knows inscriptis.

inscriptis fills every cell up to the width of its column and the height of its row, and believes every margin and
padding: a mail of 300 KB would become gigabytes of blanks. So tables are laid out only while there is room, and of a
style only what hides a text is believed.
"""

import re
from dataclasses import dataclass
from typing import Final

from inscriptis import get_text
from inscriptis.html_properties import Display
from inscriptis.model.canvas import Canvas
from inscriptis.model.config import ParserConfig
from inscriptis.model.html_document_state import HtmlDocumentState
from inscriptis.model.html_element import HtmlElement
from inscriptis.model.table import Table
from inscriptis.model.tag import CustomHtmlTagHandlerMapping

TABLE_ROOM: Final = 1_000_000
"""Characters, blanks included, that all tables of a mail may take; beyond, cells follow each other as they are."""

_CELL_SEPARATOR: Final = "  "
_HIDES: Final = re.compile(r"(?:^|;)\s*display\s*:\s*none\b", re.IGNORECASE)


def laid_out(html: str) -> str:
    """The text of HTML as a reader sees it. Raises what lxml and inscriptis raise for markup that they cannot read."""
    room = _Room(TABLE_ROOM)

    def open_table(state: HtmlDocumentState, _attributes: dict[str, str]) -> None:
        state.tags[-1].set_canvas(Canvas())
        state.current_table.append(_BoundedTable(state.tags[-1].canvas.left_margin, room))

    config = ParserConfig(
        table_cell_separator=_CELL_SEPARATOR,
        custom_html_tag_handler_mapping=CustomHtmlTagHandlerMapping({"table": open_table}, {}),
    )
    config.attribute_handler.attribute_mapping = {"style": _hide}
    return str(get_text(html, config))


@dataclass
class _Room:
    """What is left of TABLE_ROOM."""

    characters: int


class _BoundedTable(Table):  # type: ignore[misc]  # inscriptis tells no types
    """A table that is laid out only while there is room."""

    def __init__(self, left_margin: int, room: _Room) -> None:
        super().__init__(left_margin_len=left_margin, cell_separator=_CELL_SEPARATOR)
        self._room = room

    def get_text(self) -> str:
        """The table in columns, or its cells in order when there is no room for that."""
        rows = [[cell.get_text() for cell in row.columns] for row in self.rows]
        space = _space(rows)
        if space > self._room.characters:
            return "\n".join(_CELL_SEPARATOR.join(filter(str.strip, cells)) for cells in rows) + "\n"
        self._room.characters -= space
        return str(super().get_text())

    def get_annotations(self, _index: int, _left_margin: int) -> list[object]:
        """None: we ask for none, and cells that are not laid out cannot be asked."""
        return []


def _space(rows: list[list[str]]) -> int:
    """How many characters the table takes in columns: every line is as long as all columns together are wide."""
    lines = sum(max((text.count("\n") + 1 for text in cells), default=0) for cells in rows)
    widest = [0] * max(map(len, rows), default=0)
    for cells in rows:
        for number, text in enumerate(cells):
            widest[number] = max(widest[number], *map(len, text.split("\n")))
    return lines * (sum(widest) + len(_CELL_SEPARATOR) * len(widest))


def _hide(style: str, element: HtmlElement) -> None:
    if _HIDES.search(style):
        element.display = Display.none
