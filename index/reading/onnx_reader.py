"""The extractive reader, as a Haystack component on onnxruntime."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from haystack import Document, ExtractedAnswer, component, default_from_dict, default_to_dict
from tokenizers import Tokenizer

from index.clock import Deadline
from index.encoding.tokenizer import load_tokenizer
from index.onnx import OnnxModel, Output
from index.reading.enumeration import enumerated
from index.reading.spans import ReadSpan, best_spans
from index.reading.windows import BESIDE, Window, question_pieces, windows
from index.shipped import MODELS, checksum
from index.span import Span

#: The most pieces that the model has positions for.
LONGEST_INPUT = 512

_LOADING = Lock()


@dataclass(frozen=True, slots=True)
class ReadSoFar:
    """``answers`` as ``run`` gives them, from the documents that were read whole or in part;
    ``begun``: how many that were; ``complete``: whether all were read to their ends."""

    answers: list[ExtractedAnswer]
    begun: int
    complete: bool


@component
class OnnxExtractiveReader:
    """Finds answers in documents; the sockets are ``TransformersExtractiveReader``'s.

    ``score`` is the logistic function of the span's margin over "no answer" (Devlin et
    al. 2019, section 4.3), which makes scores comparable across documents. The margin
    itself is in ``meta["margin"]``, in logits. Of an answer that is spread over a document,
    ``meta["parts"]`` has the offsets of the spans; its text goes from the first to the last.
    """

    def __init__(
        self,
        model_dir: str | None = None,
        threads: int = 0,
        top_k: int = 20,
        score_threshold: float | None = None,
        max_seq_length: int = 384,
        stride: int = 96,
        answers_per_seq: int = 3,
        max_answer_pieces: int = 64,
        no_answer: bool = False,
        title_field: str = "title",
    ) -> None:
        """``model_dir`` holds ``reader.onnx`` and ``tokenizer.json``; default: as shipped.

        ``threads``: CPU threads, 0 for one per core. ``max_seq_length`` (at most 512),
        ``stride`` and ``max_answer_pieces`` are in pieces; ``answers_per_seq`` is how
        many answers one window may give. With ``no_answer`` one more answer, without
        text, carries the probability that none of the others is right. ``title_field``: the
        meta field whose text is read in front of each passage, ``""`` for none; the second
        passage of an article often has no name of what it is about.

        :raises ValueError: where a window beside the longest question and title would not be
            longer than ``stride``, or longer than the model's.
        """
        room = max_seq_length - BESIDE
        if not 0 <= stride < room or max_seq_length > LONGEST_INPUT:
            raise ValueError(
                f"max_seq_length must be at most {LONGEST_INPUT} and exceed stride by more "
                f"than {BESIDE}; these are {max_seq_length} and {stride}."
            )
        self.model_dir = model_dir
        self.threads = threads
        self.top_k = top_k
        self.score_threshold = score_threshold
        self.max_seq_length = max_seq_length
        self.stride = stride
        self.answers_per_seq = answers_per_seq
        self.max_answer_pieces = max_answer_pieces
        self.no_answer = no_answer
        self.title_field = title_field
        self._model: OnnxModel | None = None
        self._tokenizer: Tokenizer | None = None

    @property
    def name(self) -> str:
        """Tells readers with other weights apart."""
        return f"onnx:{checksum(self._folder / 'reader.onnx')[:12]}"

    @property
    def _folder(self) -> Path:
        return Path(self.model_dir or MODELS)

    def warm_up(self) -> None:
        """Load the model.

        :raises ModelDamaged: when a model file is missing or is not the shipped one.
        """
        with _LOADING:  # once, however many threads ask first
            if self._model is None:
                self._tokenizer = load_tokenizer(self._folder / "tokenizer.json")
                self._model = OnnxModel(self._folder / "reader.onnx", self.threads)

    @component.output_types(answers=list[ExtractedAnswer])
    def run(
        self,
        query: str,
        documents: list[Document],
        top_k: int | None = None,
        score_threshold: float | None = None,
        no_answer: bool | None = None,
    ) -> dict[str, Any]:
        """``answers``: at most ``top_k``, best first, offsets in code points of the
        document's content; those of one document may come from several windows."""
        self.warm_up()
        assert self._model is not None
        readable = _readable(documents)
        found = self._windows(query, readable)
        read = self._read(readable, found, self._model.run([each.ids for each in found]))
        kept = self._kept(query, readable, read, top_k, score_threshold)
        if self.no_answer if no_answer is None else no_answer:
            kept.append(ExtractedAnswer(query=query, score=math.prod(1 - a.score for a in kept)))
        return {"answers": kept}

    def run_until(self, query: str, documents: list[Document], deadline: Deadline) -> ReadSoFar:
        """As ``run``, the first documents first, and what was read by ``deadline``.

        No answer depends on which other documents were read.
        """
        self.warm_up()
        assert self._model is not None
        readable = _readable(documents)
        found = self._windows(query, readable)
        outputs = self._model.run_until([each.ids for each in found], deadline)
        done = [(w, logits) for w, logits in zip(found, outputs, strict=True) if logits is not None]
        read = self._read(readable, [w for w, _ in done], [logits for _, logits in done])
        return ReadSoFar(
            self._kept(query, readable, read, None, None),
            begun=len({window.document for window, _ in done}),
            complete=len(done) == len(found),
        )

    def _kept(
        self,
        query: str,
        documents: list[Document],
        read: list[ReadSpan],
        top_k: int | None,
        score_threshold: float | None,
    ) -> list[ExtractedAnswer]:
        threshold = self.score_threshold if score_threshold is None else score_threshold
        answers = [_answer(query, documents[each.document], each) for each in read]
        kept = [answer for answer in answers if threshold is None or answer.score >= threshold]
        return kept[: self.top_k if top_k is None else top_k]

    def _windows(self, query: str, documents: list[Document]) -> list[Window]:
        assert self._tokenizer is not None
        return list(
            windows(
                self._tokenizer,
                question_pieces(self._tokenizer, query),
                [document.content or "" for document in documents],
                [self._title(document) for document in documents],
                self.max_seq_length,
                self.stride,
            )
        )

    def _read(
        self,
        documents: list[Document],
        found: Sequence[Window],
        outputs: Sequence[list[Output]],
    ) -> list[ReadSpan]:
        best: dict[tuple[int, int, int], ReadSpan] = {}
        for window, logits in zip(found, outputs, strict=True):
            for read in self._spans(window, logits, documents[window.document].content or ""):
                key = (read.document, *read.span)
                best[key] = read.surest(best[key]) if key in best else read
        return sorted(best.values(), key=lambda read: (-read.margin, read.document, read.span))

    def _title(self, document: Document) -> str:
        return str(document.meta.get(self.title_field) or "")

    def _spans(self, window: Window, logits: list[Output], content: str) -> Iterator[ReadSpan]:
        start, end, *more = logits  # a model that was not trained on enumerations has two
        inside = more[0] if more else None
        longest, count = self.max_answer_pieces, self.answers_per_seq
        found = list(best_spans(window, start, end, content, longest, count, inside))
        parts = () if inside is None else enumerated(window, inside, content)
        if not found or not any(part.overlaps(found[0].span) for part in parts):
            return iter(found)
        whole = found[0]._replace(span=Span(parts[0].start, parts[-1].end), parts=parts)
        return iter([whole, *(each for each in found if not each.span.overlaps(whole.span))])

    def to_dict(self) -> dict[str, Any]:
        """The component as Haystack's pipelines store it."""
        return default_to_dict(
            self,
            model_dir=self.model_dir,
            threads=self.threads,
            top_k=self.top_k,
            score_threshold=self.score_threshold,
            max_seq_length=self.max_seq_length,
            stride=self.stride,
            answers_per_seq=self.answers_per_seq,
            max_answer_pieces=self.max_answer_pieces,
            no_answer=self.no_answer,
            title_field=self.title_field,
        )

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "OnnxExtractiveReader":
        """The component that ``to_dict`` described."""
        return default_from_dict(cls, data)


def _readable(documents: list[Document]) -> list[Document]:
    return [document for document in documents if (document.content or "").strip()]


def _answer(query: str, document: Document, read: ReadSpan) -> ExtractedAnswer:
    content = document.content or ""
    return ExtractedAnswer(
        query=query,
        score=1 / (1 + math.exp(-max(min(read.margin, 50.0), -50.0))),
        data=read.span.within(content),
        document=document,
        context=content,
        document_offset=ExtractedAnswer.Span(*read.span),
        context_offset=ExtractedAnswer.Span(*read.span),
        meta={
            "margin": read.margin,
            "null_score": read.null_score,
            "parts": [list(part) for part in read.parts],
        },
    )
