"""How fast the encoder embeds passages."""

import time
from pathlib import Path

from haystack import Document

from benchmarks.scale.seed import read_seed
from benchmarks.tables import Row
from index.encoding import OnnxDocumentEmbedder
from index.encoding.tokenizer import load_tokenizer
from index.shipped import MODELS

_THREADS = 2


def throughput(seeds: str, most: int) -> list[Row]:
    """In a fresh process: of up to ``most`` real passages."""
    asked = read_seed(Path(seeds))
    step = max(1, len(asked.texts) // most)
    documents = [Document(content=text) for text in asked.texts[::step]]
    embedder = OnnxDocumentEmbedder(threads=_THREADS)
    embedder.run(documents=documents[:8])
    begin = time.perf_counter()
    embedder.run(documents=documents)
    seconds = time.perf_counter() - begin
    tokenizer = load_tokenizer(MODELS / "tokenizer.json")
    tokens = sum(len(each) for each in tokenizer.encode_batch([d.content for d in documents]))
    return [
        {
            "threads": _THREADS,
            "passages": len(documents),
            "tokens a passage": round(tokens / len(documents)),
            "passages/s": round(len(documents) / seconds, 1),
            "tokens/s": round(tokens / seconds),
        }
    ]
