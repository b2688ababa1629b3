"""The image and `compose.yaml` agree: every volume lies where its image made a folder that its user may write."""

import re
from pathlib import Path, PurePosixPath

import pytest
import yaml

PROJECT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((PROJECT / "compose.yaml").read_text(encoding="utf-8"))
DOCKERFILE = (PROJECT / "Dockerfile").read_text(encoding="utf-8")
# Where images of others keep what must last, by their own documentation.
THEIRS = {"postgres:17": {"/var/lib/postgresql/data"}, "redis:7": {"/data"}}


def mounted(service):
    """{folder: name of its volume}"""
    return {place: name for name, _colon, place in (volume.partition(":") for volume in service.get("volumes", []))}


def made_writable(dockerfile):
    """The folders that the last image makes and gives to the user it runs as. A volume takes rights and owner from the folder
    on which it is mounted first; where there is none it belongs to root."""
    last = dockerfile[dockerfile.rindex("\nFROM ") :].replace("\\\n", " ")
    user = re.search(r"^USER (\w+)$", last, re.MULTILINE).group(1)
    made = {folder for asked in re.findall(r"\bmkdir((?: -p)?(?: /\S+)+)", last) for folder in asked.split()}
    given = {folder for asked in re.findall(rf"\bchown {user}((?: /\S+)+)", last) for folder in asked.split()}
    return made & given


@pytest.mark.parametrize("name", COMPOSE["services"])
def test_every_volume_lies_where_the_image_made_a_folder_for_it(name):
    service = COMPOSE["services"][name]
    there = made_writable(DOCKERFILE) if "build" in service else THEIRS[service["image"]]
    assert set(mounted(service)) <= there
    assert set(mounted(service).values()) <= set(COMPOSE["volumes"])


def test_what_the_house_writes_lies_on_a_volume():
    kept = {PurePosixPath(place) for place in mounted(COMPOSE["x-house"])}
    files = [COMPOSE["x-house"]["environment"]["SEAL_HEADS_FILE"], re.search(r"\bVAR_DIR=(\S+)", DOCKERFILE).group(1)]
    for file in map(PurePosixPath, files):
        assert kept & {file, *file.parents}
    assert set(COMPOSE["volumes"]) == {name for service in COMPOSE["services"].values() for name in mounted(service).values()}


def test_a_folder_that_is_not_made_or_not_given_is_seen():
    assert "/var/heads" in made_writable(DOCKERFILE)
    assert "/var/heads" not in made_writable(DOCKERFILE.replace("mkdir /var/house /var/heads", "mkdir /var/house"))
    assert "/var/heads" not in made_writable(DOCKERFILE.replace("chown house /var/house /var/heads", "chown house /var/house"))
