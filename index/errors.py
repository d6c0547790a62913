"""What can go wrong in the index, one small class each."""

from collections.abc import Sequence
from pathlib import Path


class CiteqaError(Exception):
    """Anything that citeqa itself reports; the message is meant for people."""


class InvalidArticle(CiteqaError):
    """An article that cannot be stored; ``field`` names the part that is wrong."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field} {reason}")
        self.field = field
        self.reason = reason


class ArticleNotFound(CiteqaError):
    """No article has this id."""

    def __init__(self, article_id: str) -> None:
        super().__init__(f"There is no article {article_id!r}.")
        self.article_id = article_id


class ArticleExists(CiteqaError):
    """Articles with these ids are stored already, with other content."""

    def __init__(self, article_ids: Sequence[str]) -> None:
        super().__init__(f"Already stored, with other content: {', '.join(article_ids)}.")
        self.article_ids = list(article_ids)


class CuratedNotFound(CiteqaError):
    """No curated answer has this id."""

    def __init__(self, curated_id: str) -> None:
        super().__init__(f"There is no curated answer {curated_id!r}.")


class InvalidCurated(CiteqaError):
    """A curated answer that cannot be kept; ``field`` names the part that is wrong."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field} {reason}")
        self.field = field
        self.reason = reason


class QuestionTaken(CiteqaError):
    """Another curated answer has this very question."""

    def __init__(self, question: str, curated_id: str) -> None:
        super().__init__(f"The curated answer {curated_id!r} has the question {question!r} too.")
        self.question = question
        self.curated_id = curated_id


class DeadlineExceeded(CiteqaError):
    """The work was given up before anything was written: it took too long."""


class QuestionTimedOut(CiteqaError):
    """A question's time was over before anything was read for it."""

    def __init__(self) -> None:
        super().__init__("The question's time was over before any passage was read.")


class StoreBusy(CiteqaError):
    """Another process held the write lock for longer than this one would wait."""


class StoreUnavailable(CiteqaError):
    """The data directory, or Milvus, cannot be opened, read or written, or does not answer."""


class SnapshotOutdated(StoreBusy):
    """What a reader's view of the data is of is not there any more: searches go by what is
    newer, or an article that it has begun to read was changed."""

    def __init__(self) -> None:
        super().__init__("The articles kept changing; try again.")


class StoreMismatch(CiteqaError):
    """The index was made by another version or with another encoder."""


class ModelDamaged(CiteqaError):
    """A model file is missing or is not the one that its checksum names."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"Model file {path}: {reason}.")
        self.path = path


class IndexRebuilding(StoreUnavailable):
    """Searches have to wait: what they use is being made anew from the stored articles."""

    def __init__(self) -> None:
        super().__init__("The search index is being rebuilt; nothing is lost.")


class GenerationUnusable(CiteqaError):
    """The files of a generation are not whole, or not those that were written."""

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(f"Generation {folder}: {reason}.")
        self.folder = folder


class FileTaken(CiteqaError):
    """A file would be overwritten, and nobody said that it may be."""

    def __init__(self, file: Path) -> None:
        super().__init__(f"{file} exists already; --force replaces it.")


class FolderTaken(CiteqaError):
    """A folder that is to be filled has something in it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} is not empty; --force replaces the index in it.")


class BackupFailed(CiteqaError):
    """The data directory could not be copied; no file was made."""


class BackupInvalid(CiteqaError):
    """A file is no backup that could be restored; nothing was changed."""

    def __init__(self, file: Path, reason: str) -> None:
        super().__init__(f"{file} {reason}.")


class NothingToMigrate(CiteqaError):
    """The store that is to be copied is empty: likelier the wrong one than meant so."""

    def __init__(self) -> None:
        super().__init__("There is no article to migrate.")


class TargetHasMore(CiteqaError):
    """The store that is copied into has articles that the other one does not have."""

    def __init__(self, article_ids: Sequence[str]) -> None:
        super().__init__(
            f"The target has {len(article_ids)} articles that the source does not have, such as "
            f"{article_ids[0]!r}; --prune removes them."
        )
        self.article_ids = list(article_ids)


class TargetDiffers(CiteqaError):
    """The store that is copied into has other versions of articles, which may be newer."""

    def __init__(self, article_ids: Sequence[str]) -> None:
        super().__init__(
            f"The target has {len(article_ids)} articles in another version than the source, "
            f"such as {article_ids[0]!r}; --replace copies the source's over them."
        )
        self.article_ids = list(article_ids)


class MigrationDiffers(CiteqaError):
    """After a migration the two stores do not have the same; ``article_id``: the first."""

    def __init__(self, article_id: str) -> None:
        super().__init__(
            f"The two stores differ, first in the article {article_id!r}. If articles were "
            "written meanwhile, stop that; migrate again with --replace, which copies what differs."
        )
        self.article_id = article_id
