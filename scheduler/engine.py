"""Runs jobs in the background; the only module that knows the job engine, DBOS Transact.

The probe and report rows are the truth, so everything here may be lost and is ordered anew by the next minute's round:
on SQLite the engine keeps its tables in a file of its own beside the database, on PostgreSQL in the schema `dbos`.
A job is one step of one workflow: when its worker dies it is run again from the start, by the worker itself after a
restart or by another one that finds its heartbeat silent. Jobs must therefore be harmless when run twice.
"""

import logging
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event, Thread
from typing import Any, Final

import structlog
from dbos import DBOS, DBOSClient, DBOSConfig, EnqueueOptions

from scheduler.pulse import beat, claim_silent, forget
from shopper.clock import Clock, system_clock
from shopper.settings import Settings
from shopper.store import Store

Argument = str | int | None
"""What a job is about: a mail account's name, a report's id, or nothing."""

JobFunction = Callable[[Any], Any]
"""A job: takes its argument, commits what it does itself, and may be run twice."""

APPLICATION: Final = "servicematning"
EVERY_MINUTE: Final = "* * * * *"
JOBS_QUEUE: Final = "jobs"
JOBS_AT_ONCE: Final = 8
REPORTS_QUEUE: Final = "reports"
PLANS_QUEUE: Final = "plans"
PLANS_AT_ONCE: Final = 1
KEEP_FINISHED: Final = timedelta(days=7)
STOP_SECONDS: Final = 30

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Round:
    """A job that is ordered every minute, once across all workers, for each of the arguments found at that moment."""

    job: str
    arguments: Callable[[], Sequence[Argument]]
    queue: str = JOBS_QUEUE


class Orders:
    """Orders jobs from whatever process: a worker need not be running yet."""

    def __init__(self, settings: Settings) -> None:
        """Make the engine's tables ready, where they are not, and connect."""
        url = jobs_url(settings)
        _quiet()
        _set_wal(settings)
        DBOS.migrate(url)
        self._client = DBOSClient(system_database_url=url, application_name=APPLICATION)

    def order(self, job: str, argument: Argument, key: str, queue: str = REPORTS_QUEUE) -> None:
        """Have a job run once: a second order with the same key does nothing, until a week after the first is done."""
        options = EnqueueOptions(workflow_name="job", queue_name=queue, workflow_id=key)
        self._client.enqueue(options, job, argument)

    def order_unless_waiting(self, job: str, argument: Argument, queue: str) -> None:
        """Have a job run, unless the same one with the same argument is waiting or under way."""
        options = EnqueueOptions(
            workflow_name="job",
            queue_name=queue,
            deduplication_id=f"{job}:{argument}",
            duplication_policy="return-existing",
        )
        self._client.enqueue(options, job, argument)

    def render_soon(self, report_id: int) -> None:
        """Have an ordered report printed as soon as a worker is free."""
        self.order_unless_waiting("render_report", report_id, REPORTS_QUEUE)

    def approve_soon(self, wave_id: int) -> None:
        """Have the drafts of a wave approved that somebody asked for, as soon as a worker is free."""
        self.order_unless_waiting("approve_asked", wave_id, JOBS_QUEUE)

    def deliver_soon(self, wave_id: int) -> None:
        """Have the final reports of a wave sent that somebody asked for, as soon as a worker is free."""
        self.order_unless_waiting("deliver_asked", wave_id, JOBS_QUEUE)

    def check_soon(self, check_id: int) -> None:
        """Have an ordered self-test of a mail account made as soon as a worker is free."""
        self.order_unless_waiting("account_check", check_id, JOBS_QUEUE)

    def plan_soon(self, order_id: int) -> None:
        """Have an ordered planning of a wave made as soon as a worker is free."""
        self.order_unless_waiting("plan_wave", order_id, PLANS_QUEUE)

    def resume_work_of(self, executor_id: str) -> int:
        """Have the jobs that a dead worker had begun run again; their number."""
        found = self._client.list_workflows(
            status="PENDING", executor_id=[executor_id], load_input=False, load_output=False
        )
        if found:
            self._client.resume_workflows([workflow.workflow_id for workflow in found])
        return len(found)

    def forget_finished(self, before: datetime) -> int:
        """Delete what is known of jobs that ended before this moment, at most 500 at a time; their number."""
        found = self._client.list_workflows(
            status=["SUCCESS", "ERROR", "CANCELLED"],
            completed_before=before.isoformat(),
            limit=500,
            load_input=False,
            load_output=False,
        )
        if found:
            self._client.delete_workflows([workflow.workflow_id for workflow in found])
        return len(found)

    def close(self) -> None:
        """Give the connections back."""
        self._client.destroy()


class Engine:
    """A worker: runs the ordered jobs, and orders the rounds each minute. One at a time in a process."""

    def __init__(
        self,
        settings: Settings,
        jobs: Mapping[str, JobFunction],
        store: Store,
        rounds: Sequence[Round] = (),
        clock: Clock = system_clock,
    ) -> None:
        """Know the jobs; nothing runs yet. `clock` is the machine's: heartbeats are about machines."""
        self._settings = settings
        self._jobs = dict(jobs)
        self._store = store
        self._rounds = tuple(rounds)
        self._clock = clock
        self._stopping = Event()
        self._pulse = Thread(target=self._keep_beating, name="heartbeat", daemon=True)
        self._orders: Orders | None = None
        self._job: Callable[[str, Argument], Any] | None = None

    @property
    def orders(self) -> Orders:
        """Where jobs are ordered; RuntimeError before the start."""
        if self._orders is None:
            raise RuntimeError("the engine has not been started")
        return self._orders

    def start(self) -> None:
        """Take up work: first what this worker had begun when it died, then the queues and the minute's rounds."""
        self._orders = Orders(self._settings)
        self._beat()
        self._job, each_minute = self._workflows()
        DBOS(config=_configuration(self._settings))
        DBOS.launch()
        DBOS.register_queue(JOBS_QUEUE, worker_concurrency=JOBS_AT_ONCE)
        DBOS.register_queue(REPORTS_QUEUE, worker_concurrency=self._settings.report_processes)
        DBOS.register_queue(PLANS_QUEUE, worker_concurrency=PLANS_AT_ONCE)
        DBOS.apply_schedules([{"schedule_name": "rounds", "workflow_fn": each_minute, "schedule": EVERY_MINUTE}])
        self._pulse.start()
        self._order_each()

    def stop(self) -> None:
        """Begin nothing new, let what runs finish (at most 30 s), and give everything back."""
        self._stopping.set()
        if self._pulse.ident is not None:
            self._pulse.join()
        DBOS.destroy(destroy_registry=True, workflow_completion_timeout_sec=STOP_SECONDS)
        if self._orders is not None:
            self._orders.close()
            self._orders = None
        self._job = None

    def run_now(self, job: str, argument: Argument = None) -> Any:
        """Run a job in this process through the engine and wait for its result; its error is raised here."""
        if self._job is None:
            raise RuntimeError("the engine has not been started")
        return self._job(job, argument)

    def order(self, job: str, argument: Argument, key: str) -> None:
        """Have a job run once in the background; a second order with the same key does nothing."""
        self.orders.order(job, argument, key)

    def render_soon(self, report_id: int) -> None:
        """Have an ordered report printed as soon as a worker is free."""
        self.orders.render_soon(report_id)

    def approve_soon(self, wave_id: int) -> None:
        """As `Orders.approve_soon`."""
        self.orders.approve_soon(wave_id)

    def deliver_soon(self, wave_id: int) -> None:
        """As `Orders.deliver_soon`."""
        self.orders.deliver_soon(wave_id)

    def check_soon(self, check_id: int) -> None:
        """As `Orders.check_soon`."""
        self.orders.check_soon(check_id)

    def plan_soon(self, order_id: int) -> None:
        """As `Orders.plan_soon`."""
        self.orders.plan_soon(order_id)

    def _workflows(self) -> tuple[Callable[[str, Argument], Any], Callable[[datetime, Any], None]]:
        """The two workflows, registered anew for each start: the engine's registry is thrown away at each stop."""

        @DBOS.workflow(name="job")
        def job_workflow(job: str, argument: Argument) -> Any:
            return DBOS.run_step({"name": job}, self._run_step, job, argument)

        @DBOS.workflow(name="rounds")
        def rounds_workflow(_scheduled_at: datetime, _context: Any) -> None:
            DBOS.run_step({"name": "rounds"}, self._order_each)

        return job_workflow, rounds_workflow

    def _run_step(self, job: str, argument: Argument) -> Any:
        try:
            return self._jobs[job](argument)
        except Exception:  # whatever it is, it is logged with its job and goes on to the engine
            _log.exception("job failed", job=job, argument=argument)
            raise

    def _order_each(self) -> None:
        for each in self._rounds:
            for argument in each.arguments():
                self.orders.order_unless_waiting(each.job, argument, each.queue)
        self.orders.forget_finished(self._clock() - KEEP_FINISHED)

    def _keep_beating(self) -> None:
        pause = self._settings.worker_timeout_seconds / 4
        while not self._stopping.wait(pause):
            try:
                self._beat()
                self._take_over()
            except Exception:  # noqa: BLE001 - the database may be away for a while; the worker goes on
                _log.exception("heartbeat failed", executor=self._settings.executor_id)

    def _beat(self) -> None:
        with self._store.transaction() as session:
            beat(session, self._settings.executor_id, self._clock())

    def _take_over(self) -> None:
        """Resume what workers that fell silent had begun."""
        now, timeout = self._clock(), timedelta(seconds=self._settings.worker_timeout_seconds)
        with self._store.transaction() as session:
            silent = claim_silent(session, self._settings.executor_id, now, timeout)
        for executor_id in silent:
            resumed = self.orders.resume_work_of(executor_id)
            _log.warning("took over from a silent worker", executor=executor_id, jobs=resumed)
            with self._store.transaction() as session:
                forget(session, executor_id, now)


def jobs_url(settings: Settings) -> str:
    """The database of the job engine: a file beside ours on SQLite, ours on PostgreSQL."""
    file = settings.sqlite_file
    return settings.database_url if file is None else f"sqlite:///{file.with_name(f'{file.stem}-jobs.sqlite')}"


def _configuration(settings: Settings) -> DBOSConfig:
    return DBOSConfig(
        name=APPLICATION,
        system_database_url=jobs_url(settings),
        application_version=settings.application_version,
        executor_id=settings.executor_id,
        log_level="WARNING",
        enable_otlp=False,
    )


def _set_wal(settings: Settings) -> None:
    """Once and for all for the file: without it the engine does half as many jobs a second."""
    if settings.sqlite_file is not None:
        file = jobs_url(settings).removeprefix("sqlite:///")
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")


def _quiet() -> None:
    """Let the engine's log lines go where all others go instead of straight to stderr."""
    logger = logging.getLogger("dbos")
    logger.setLevel(logging.WARNING)
    logger.propagate = True
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())  # the engine adds a handler of its own only where there is none
