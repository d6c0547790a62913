"""A reply, for people."""

import shlex
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from index.reply import Citation, CitedAnswer, Curated, NoAnswerReason, Reply
from service.cli.console import print_indented, visible
from service.cli.phrases import Phrases, phrases


def print_reply(console: Console, reply: Reply, data_dir: Path | None) -> None:
    """The answers with their quotes, or why there is none and what comes closest.

    ``data_dir`` is the flag that was given, for the command that is suggested.
    """
    words = phrases(reply.question_language)
    for position, answer in enumerate(reply.answers if reply.answered else ()):
        if position:
            console.print()
        _print_answer(console, answer, words)
    if reply.curated is not None:
        _print_curated(console, reply.curated)
    if reply.no_answer_reason is not None:
        console.print(words.reason[reply.no_answer_reason])
        if reply.no_answer_reason is NoAnswerReason.EMPTY_INDEX:
            _print_command(console, words, data_dir)
        elif reply.passages:
            _print_passages(console, reply, words)


def _print_answer(console: Console, answer: CitedAnswer, words: Phrases) -> None:
    head = Text(visible(answer.text), style="bold green")
    confidence = f"  ({words.confidence[answer.confidence]}, {answer.score:.2f})"
    console.print(head.append(confidence, style="not bold default"))
    for part in answer.parts:
        print_indented(console, Text(f"• {visible(part.text)}", style="green"))
    for citation in answer.citations:
        console.print()
        print_indented(console, _quote(citation))
        place = (citation.article_id, citation.start, citation.end)
        described = (citation.title, citation.source, citation.published_at, citation.url)
        _print_place(console, *place, *described)


def _print_curated(console: Console, curated: Curated) -> None:
    console.print()
    if source := curated.source:
        known = [visible(each) for each in (source.title, source.source, source.url) if each]
        print_indented(console, Text(" · ".join(known), style="italic"))
    met = f"curated answer {curated.id}, for: {visible(curated.question)}"
    print_indented(console, Text(met, style="dim"))


def _quote(citation: Citation) -> Text:
    quote = Text(visible(citation.quote))
    begin, end = (at - citation.quote_start for at in (citation.start, citation.end))
    quote.stylize("bold reverse", max(begin, 0), end)
    return quote


def _print_passages(console: Console, reply: Reply, words: Phrases) -> None:
    console.print(words.closest)
    for passage in reply.passages:
        meta: dict[str, Any] = passage.meta
        console.print()
        print_indented(console, Text(" ".join(visible(passage.content or "").split())))
        described = (meta.get(name) for name in ("title", "source", "published_at", "url"))
        _print_place(console, meta["article_id"], meta["start"], meta["end"], *described)


def _print_place(
    console: Console, article_id: str, start: int, end: int, *described: str | None
) -> None:
    known = [visible(each).replace("\n", " ") for each in described if each]
    if known:
        print_indented(console, Text(" · ".join(known), style="italic"))
    print_indented(console, Text(f"{visible(article_id)} {start}–{end}", style="dim"))


def _print_command(console: Console, words: Phrases, data_dir: Path | None) -> None:
    flag = f" --data-dir {shlex.quote(str(data_dir))}" if data_dir else ""
    console.print(Text(f"{words.fill} citeqa index{flag} FOLDER"))
