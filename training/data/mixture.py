"""The examples that a recipe asks for."""

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from training.data import squad
from training.data.example import Example
from training.data.news import News, NewsPassage, example, read_news, records
from training.data.overlap import Overlap
from training.data.perturb import perturbed
from training.data.place import located
from training.data.translated import crossed
from training.recipe import examples_seed


def examples(recipe: dict[str, Any], data: Path, epoch: int) -> list[Example]:
    """One epoch of examples: every source of ``recipe`` as often as it says, with another
    draw of the sampled ones and of the questions' variants in each epoch.

    ``data`` is the folder that the recipe's file names start from, if not this repository.
    A weight of 0.5 takes a random half of a source's questions, 2 takes each of them twice.
    """
    chance = random.Random(1000 * examples_seed(recipe, 0) + epoch)
    found: list[Example] = []
    for source in recipe["sources"]:
        groups = _groups(source, data, chance)
        for copy, group in _drawn(groups, source["weight"], chance):
            question = group[0].question
            asked = perturbed(question, chance) if source.get("perturbed", True) else question
            found += [_copied(each.asking(asked), copy) for each in group]
    return found


def article_titles(recipe: dict[str, Any], data: Path) -> dict[str, str]:
    """The titles of the recipe's news articles, by the articles' ids."""
    sources = [source for source in recipe["sources"] if source["kind"] == "news"]
    paths = [located(name, data) for source in sources for name in source["articles"]]
    return {record["id"]: record["title"] for record in records(paths)}


def _groups(source: dict[str, Any], data: Path, chance: random.Random) -> list[list[Example]]:
    if source["kind"] == "news":
        articles = [located(name, data) for name in source["articles"]]
        questions = [located(name, data) for name in source["questions"]]
        return list(_news(read_news(articles, questions), source["negatives"], chance))
    if source["kind"] == "crossed":
        found = crossed(
            data / source["questions"], data / source["paragraphs"], _skipped(source, data)
        )
        return [[each] for each in found]
    return list(_squad(source, data, chance))


def _skipped(source: dict[str, Any], data: Path) -> frozenset[str]:
    return frozenset().union(
        *(squad.question_ids(data / name) for name in source.get("without", []))
    )


def _squad(source: dict[str, Any], data: Path, chance: random.Random) -> Iterator[list[Example]]:
    """Each question beside its paragraph and, ``negatives`` of the time, beside the other
    paragraph that looks most like it."""
    paragraphs = squad.read_paragraphs(data / source["file"])
    if source.get("held_out"):
        held = squad.held_out_titles(each.title for each in paragraphs)
        paragraphs = [each for each in paragraphs if each.title not in held]
    name = Path(source["file"]).name
    overlap = Overlap([each.context for each in paragraphs])
    for each in squad.examples(paragraphs, name, _skipped(source, data)):
        group = [each]
        if chance.random() < source.get("negatives", 0):
            own = int(each.article.rpartition(":")[2])
            near = overlap.nearest(each.question, 4)
            other = next((paragraphs[n] for n in near if n != own), None)
            if other:
                lure = replace(each, passage=other.context, title=other.subject, answers=())
                group.append(lure)
        # The titles of some files are labels, and not what their paragraphs are about.
        yield group if source.get("titles", True) else [replace(one, title="") for one in group]


def _news(news: News, negatives: int, chance: random.Random) -> Iterator[list[Example]]:
    """Each question beside a passage with its answer, if there is one, and the passages
    without that look most like it: of the same article first, then of any."""
    overlap = Overlap([f"{each.title} {each.text}" for each in news.passages])
    own: dict[str, list[NewsPassage]] = {}
    for passage in news.passages:
        own.setdefault(passage.article, []).append(passage)
    for question in news.questions:
        near = [news.passages[n] for n in overlap.nearest(question["question"], 12)]
        golden = [p for p in own[question["article"]] if news.answers(question, p)]
        others = {gold["article"] for gold in question["gold"]} - {question["article"]}
        golden += [p for a in others for p in own[a] if news.answers(question, p)]
        if question["gold"] and not golden:
            continue  # the splitter cuts the answer in two
        empty = [p for p in own[question["article"]] if p not in golden]
        ranked = sorted(empty, key=lambda p: near.index(p) if p in near else 99)
        far = [
            p
            for p in near
            if p.article != question["article"] and p not in golden and p.article not in others
        ]
        chosen = chance.sample(golden, min(1, len(golden)))
        chosen += [*ranked[: max(1, negatives - 1)], *far[:2]][: negatives + (not golden)]
        yield [example(news, question, passage) for passage in chosen]


def _drawn(
    groups: list[list[Example]], weight: float, chance: random.Random
) -> Iterator[tuple[int, list[Example]]]:
    for copy in range(int(weight)):
        yield from ((copy, group) for group in groups)
    rest = weight - int(weight)
    if rest:
        yield from ((int(weight), g) for g in chance.sample(groups, round(rest * len(groups))))


def _copied(each: Example, copy: int) -> Example:
    return replace(each, group=f"{each.group}+{copy}")
