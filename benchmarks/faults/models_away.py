"""The model host failing in every way it can."""

from __future__ import annotations

import time

from benchmarks.faults.injections import Scene, injection

# Words that the rules alone are unsure of, so that the model is asked.
UNSURE = (
    "aku pengen yang anget anget dong buat bertiga",
    "kasih yang biasanya itu lho",
    "buat acara besok enaknya apa",
)


@injection(2)
def model_host_fails(scene: Scene) -> None:
    """a model host that hangs, refuses, answers with pages, wrong shapes, a megabyte, or was talked into something"""
    scene.machine.ask_model_host("any")
    for _ in range(3):
        place = scene.rng.choice(scene.places)
        for phone, text in zip(place.customers[-3:], UNSURE, strict=True):
            scene.machine.phones.say(phone, text, place.business)
        time.sleep(2)
    scene.machine.ask_model_host("well")


@injection(1)
def model_host_away(scene: Scene) -> None:
    """no model host for 6 seconds"""
    scene.machine.fleet.kill("model", down=True)
    for place in scene.places:
        for phone, text in zip(place.customers[-3:], UNSURE, strict=True):
            scene.machine.phones.say(phone, text, place.business)
    time.sleep(6)
    scene.machine.fleet.up("model")
