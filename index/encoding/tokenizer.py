"""The tokenizer that encoder and reader share."""

from functools import cache
from pathlib import Path

from tokenizers import Tokenizer

from index.shipped import verified


@cache
def load_tokenizer(path: Path) -> Tokenizer:
    """The tokenizer in ``path``, neither truncating nor padding; one per process.

    :raises ModelDamaged: when the file is missing or has another checksum.
    """
    tokenizer = Tokenizer.from_file(str(verified(path)))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def piece_ends(tokenizer: Tokenizer, text: str) -> list[int]:
    """The code-point offset at which each piece of ``text`` ends, special pieces left out.

    Ends, because the start of a piece that begins a word includes the space before it.
    """
    encoding = tokenizer.encode(text, add_special_tokens=False)
    return [end for _, end in encoding.offsets]
