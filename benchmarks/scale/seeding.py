"""Making a seed: real passages and questions, embedded."""

from pathlib import Path

import numpy as np

from benchmarks.scale.seed import WORDS, Seed, read_seed
from benchmarks.scale.sources import passages, questions
from index.encoding import OnnxDocumentEmbedder, OnnxTextEmbedder

#: Embedding more takes longer than three minutes.
_MOST = 6_000


def seed(folder: Path, shared: Path) -> Seed:
    """The seed in ``folder``, made there when there is none."""
    if not (folder / WORDS).exists():
        _made(shared).write(folder)
    return read_seed(folder)


def _made(shared: Path) -> Seed:
    documents = passages(shared, _MOST)
    asked = questions(shared)
    print(f"Embedding {len(documents)} passages and {len(asked)} questions …", flush=True)
    embedded = OnnxDocumentEmbedder().run(documents=documents)["documents"]
    embedder = OnnxTextEmbedder()
    return Seed(
        [document.content or "" for document in embedded],
        [document.meta["language"] for document in embedded],
        np.array([document.embedding for document in embedded], dtype=np.float32),
        [text for text, _ in asked],
        [language for _, language in asked],
        np.array([embedder.run(text)["embedding"] for text, _ in asked], dtype=np.float32),
    )
