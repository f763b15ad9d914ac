"""The parts of a stand-in, wired once."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.config import Config, refuse_production
from simulator.contents import Contents
from simulator.faults import Faults
from simulator.inbound import Inbound
from simulator.journal import Journal
from simulator.lifecycle import Lifecycle
from simulator.media import Media
from simulator.messages import Messages
from simulator.outbound import Outbound
from simulator.people import People
from simulator.poster import http_transport
from simulator.schedule import Schedule
from simulator.store import Store
from simulator.tables import Tables


@dataclass(frozen=True, slots=True)
class Simulator:
    """One stand-in: its tables, its faults, and the two ways a message travels."""

    tables: Tables
    faults: Faults
    schedule: Schedule
    lifecycle: Lifecycle
    inbound: Inbound
    outbound: Outbound

    @property
    def config(self) -> Config:
        """What it was started with."""
        return self.tables.config

    def reset(self) -> None:
        """Forget messages, files, contents, windows, faults and the journal; the phones it was started with remain."""
        self.schedule.forget()
        self.faults.clear()
        self.tables.forget()

    def stop(self) -> None:
        """Stop working and close the database; what was not done yet is done after the next start."""
        self.schedule.stop()
        self.tables.store.close()


def build(config: Config) -> Simulator:
    """A working stand-in. RefusedError in production."""
    refuse_production()
    store = Store(config.data)
    tables = Tables(
        config,
        store,
        Messages(store, config),
        Media(store, config),
        Contents(store, config),
        People(store, config),
        Journal(store, config),
    )
    faults, schedule = Faults(), Schedule(store)
    transport = config.transport or http_transport()
    lifecycle = Lifecycle(tables, faults, schedule, transport)
    simulator = Simulator(
        tables,
        faults,
        schedule,
        lifecycle,
        Inbound(tables, faults, schedule, transport),
        Outbound(tables, faults, lifecycle),
    )
    schedule.start()
    return simulator
