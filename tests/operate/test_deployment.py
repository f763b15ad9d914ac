"""The deployment files say what their formats allow, start what there is, and set only what exists."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.wake import QUEUES
from settings import Settings
from tests.project.sources import ROOT

DEPLOY = ROOT / "deploy"
MANIFESTS = sorted(path for path in (DEPLOY / "kubernetes").glob("*.yaml") if path.name != "kustomization.yaml")
KNOWN = {name.upper() for name in Settings.model_fields}


def documents(path: Path) -> list[dict[str, Any]]:
    """The documents of a YAML file."""
    return [dict(one) for one in yaml.safe_load_all(path.read_text())]


def settings_of(path: Path) -> set[str]:
    """The variables that an environment file sets."""
    lines = (line.partition("=")[0] for line in path.read_text().splitlines())
    return {name for name in lines if name and not name.startswith("#")}


def test_the_compose_file_keeps_to_its_format() -> None:
    pytest.importorskip("check_jsonschema", reason="NOT CHECKED: the compose file; check-jsonschema is not installed")
    command = (sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec")
    done = subprocess.run([*command, str(DEPLOY / "compose.yaml")], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout.strip()) == (0, "ok -- validation done"), done.stdout + done.stderr


@pytest.mark.parametrize("path", MANIFESTS, ids=lambda path: path.name)
def test_the_manifests_keep_to_kubernetes_schema(path: Path) -> None:
    checker = pytest.importorskip(
        "kubernetes_validate", reason="NOT CHECKED: the Kubernetes manifests; kubernetes-validate is not installed"
    )
    for document in documents(path):
        checker.validate(document, checker.latest_version(), strict=True)


def test_every_manifest_is_applied_or_applied_by_hand() -> None:
    (listed,) = documents(DEPLOY / "kubernetes" / "kustomization.yaml")
    assert set(listed["resources"]) == {path.name for path in MANIFESTS} - {"migrate.yaml", "secret.example.yaml"}


def test_both_start_a_worker_for_every_queue_a_clock_and_the_migration() -> None:
    (compose,) = documents(DEPLOY / "compose.yaml")
    composed = {tuple(one["command"]) for one in compose["services"].values() if "command" in one}
    containers = [
        one
        for path in MANIFESTS
        for document in documents(path)
        if document["kind"] in ("Deployment", "Job")
        for one in document["spec"]["template"]["spec"]["containers"]
    ]
    clustered = {tuple(one["command"]) for one in containers if "command" in one}
    workers = {("python", "worker.py", "--queue", queue) for queue in QUEUES}
    wanted = {*workers, ("python", "worker.py", "--clock"), ("alembic", "upgrade", "head")}
    assert wanted <= composed
    assert clustered == wanted


def test_they_set_only_settings_that_exist() -> None:
    (compose,) = documents(DEPLOY / "compose.yaml")
    (plain,) = documents(DEPLOY / "kubernetes" / "settings.yaml")
    (secret,) = documents(DEPLOY / "kubernetes" / "secret.example.yaml")
    given = {*compose["x-bakul"]["environment"], *plain["data"], *secret["stringData"]}
    assert given | settings_of(DEPLOY / "bakul.env.example") <= KNOWN


def test_the_image_holds_everything_that_its_processes_import(tmp_path: Path) -> None:
    rules = (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines()
    assert rules[0] == "**"
    for rule in (rule.removeprefix("!") for rule in rules if rule.startswith("!")):
        found = list(ROOT.glob(rule))
        assert found, rule
        for path in found:
            copy = shutil.copytree if path.is_dir() else shutil.copy
            copy(path, tmp_path / path.name)
    script = "import wsgi, worker; import migrations; print(len(wsgi.app.url_map._rules) > 3)"
    command = [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, '.'); {script}"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (0, "True\n"), done.stderr
