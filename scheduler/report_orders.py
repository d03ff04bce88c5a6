"""How the web asks for a report to be printed without knowing the engine."""

from typing import Protocol


class TakesOrders(Protocol):
    """The engine of this process, or its orders where the worker is another process."""

    def order(self, job: str, argument: int, key: str) -> None:
        """Have a job run once."""
        ...


class ReportOrders:
    """Orders the printing of reports."""

    def __init__(self, engine: TakesOrders) -> None:
        """Order from this engine."""
        self._engine = engine

    def render_soon(self, report_id: int) -> None:
        """Start printing the ordered report as soon as a worker is free."""
        self._engine.order("render_report", report_id, f"report-{report_id}")
