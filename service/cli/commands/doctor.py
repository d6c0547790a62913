"""`citeqa doctor`."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.text import Text

from service.cli.console import output, print_json, visible
from service.cli.options import data_dir_option, json_option

if TYPE_CHECKING:
    from index.citeqa import Citeqa
    from index.doctor import Check, Repair
    from service.settings import Settings


@click.command()
@click.option("--fix", is_flag=True, help="First mend what can be made again.")
@json_option
@data_dir_option
def doctor(fix: bool, as_json: bool, data_dir: Path | None) -> None:
    """Check the models, the settings and every row of the index.

    Prints "ok" or "problem" for each; the exit status is 1 when there is a problem.
    Changes nothing without --fix. A large index takes a while: everything in it is read.

    With --fix, passages, vectors, search terms, counts and the files that searches use are
    made anew where they are damaged, from the text of the articles; it tells what was
    "fixed" and what "not fixed", and then checks. Texts, keys and other records cannot be
    made again and are left as they are, and so is an index that was made with another
    encoder ('citeqa reindex'). Servers may go on meanwhile.
    """
    repairs = list(_repairs(data_dir)) if fix else []
    checks = list(_checks(data_dir))
    healthy = all(check.ok for check in checks)
    if as_json:
        report = {"ok": healthy, "checks": [asdict(check) for check in checks]}
        print_json(report | ({"repairs": [asdict(each) for each in repairs]} if fix else {}))
    else:
        _print(repairs, checks)
    if not healthy:
        raise click.exceptions.Exit(1)


def _print(repairs: list["Repair"], checks: list["Check"]) -> None:
    for repair in repairs:
        _print_line("fixed    " if repair.done else "not fixed", repair.done, repair)
    for check in checks:
        _print_line("ok       " if check.ok else "problem  ", check.ok, check)


def _print_line(mark: str, good: bool, said: "Check | Repair") -> None:
    detail = visible(f"{' ' if mark == 'not fixed' else ''}{said.name}: {said.detail}")
    text = Text(mark, style="green" if good else "red")
    output().print(text.append(detail, style="default"))


def _repairs(data_dir: Path | None) -> Iterator["Repair"]:
    """Nothing where the settings are wrong or there is no index: the checks tell that."""
    from index.errors import CiteqaError
    from service.cli.mending import mended
    from service.settings import InvalidSettings, load_settings

    try:
        yield from mended(load_settings(data_dir=data_dir))
    except (CiteqaError, InvalidSettings, OSError):
        return


def _checks(data_dir: Path | None) -> Iterator["Check"]:
    from index.doctor import Check, check_models, check_versions
    from index.shipped import MODELS
    from service.records.doctor import check_records
    from service.redaction import without_passwords
    from service.settings import InvalidSettings, load_settings

    yield check_versions()
    yield check_models(MODELS)
    try:
        settings = load_settings(data_dir=data_dir)
    except InvalidSettings as error:
        yield Check("settings", False, str(error))
        return
    place = (
        without_passwords(settings.milvus_uri)
        if settings.store == "milvus"
        else f"data_dir {settings.data_dir}"
    )
    yield Check("settings", True, place)
    yield check_records(settings.data_dir)
    yield from _configured(settings)


def _configured(settings: "Settings") -> Iterator["Check"]:
    from index.doctor import Check, check_index, check_milvus
    from index.errors import CiteqaError
    from index.milvus.article_store import MilvusArticles
    from index.store.database import FILE_NAME
    from service.cli.opening import local_store
    from service.settings import InvalidSettings
    from service.wiring import build_engine

    if settings.store == "sqlite" and not (settings.data_dir / FILE_NAME).exists():
        yield Check("index", True, "there is none yet; 'citeqa index FOLDER' makes it")
        return
    try:
        engine = build_engine(settings)
    except (CiteqaError, InvalidSettings, OSError) as error:
        yield Check("index", False, str(error))
        return
    yield _loading(engine)
    yield _curated(engine)
    expected = (engine.models["encoder"], engine.ingestor.recipe)
    if isinstance(engine.store, MilvusArticles):
        yield from check_milvus(engine.store, *expected)
    else:
        yield from check_index(local_store(engine), *expected)


def _curated(engine: "Citeqa") -> "Check":
    from index.doctor import Check
    from index.errors import CiteqaError

    if engine.curated is None:
        return Check("curated answers", True, "none")
    try:
        entries = engine.curated.book.shelf("").entries
        stale = [entry.id for entry in entries if engine.curated.stale(entry)]
    except CiteqaError as error:
        return Check("curated answers", False, str(error))
    if stale:
        some = ", ".join(stale[:10])
        detail = f"{len(stale)} of {len(entries)} are not given, as their articles changed: {some}"
        return Check("curated answers", False, detail)
    return Check("curated answers", True, f"{len(entries)}")


def _loading(engine: "Citeqa") -> "Check":
    from index.doctor import Check

    try:
        engine.answerer.warm_up()
    except Exception as error:  # a model of the operator's own can fail in any way
        return Check("loading the models", False, str(error) or type(error).__name__)
    return Check("loading the models", True, ", ".join(engine.models.values()))
