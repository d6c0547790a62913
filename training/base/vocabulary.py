"""A vocabulary, and the tokenizer that cuts text with it."""

from dataclasses import dataclass

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

from training.base.latin import latin_numbers

#: The place of the piece for what no other piece covers.
UNKNOWN = 3

#: The first pieces of every vocabulary here.
SPECIAL = ["<s>", "<pad>", "</s>", "<unk>"]


@dataclass(frozen=True)
class Vocabulary:
    """Pieces with their log probabilities; a piece's place is its id."""

    pieces: list[tuple[str, float]]

    def latin(self) -> tuple[list[int], "Vocabulary"]:
        """The places of the pieces that Latin-script text can need, and those pieces."""
        numbers = latin_numbers([piece for piece, _ in self.pieces])
        return numbers, Vocabulary([self.pieces[number] for number in numbers])

    def tokenizer(self) -> Tokenizer:
        """XLM-R's tokenizer with NFKC in place of its own, nearly equal, table."""
        tokenizer = Tokenizer(models.Unigram(self.pieces, unk_id=UNKNOWN))
        spaces = normalizers.Replace(Regex(r"\s+"), " ")
        tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), spaces])
        tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
        tokenizer.decoder = decoders.Metaspace()
        tokenizer.post_processor = processors.TemplateProcessing(
            single="<s> $A </s>",
            pair="<s> $A </s> </s> $B </s>",
            special_tokens=[("<s>", 0), ("</s>", 2)],
        )
        return tokenizer
