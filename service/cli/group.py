"""`citeqa`, with its commands."""

import click

from service.cli.commands.articles import articles
from service.cli.commands.ask import ask
from service.cli.commands.backup import backup
from service.cli.commands.compact import compact
from service.cli.commands.config import config
from service.cli.commands.curated import curated
from service.cli.commands.doctor import doctor
from service.cli.commands.evaluate import evaluate
from service.cli.commands.export import export
from service.cli.commands.feedback import feedback
from service.cli.commands.import_ import import_
from service.cli.commands.index import index
from service.cli.commands.keys import keys
from service.cli.commands.mcp import mcp
from service.cli.commands.migrate import migrate
from service.cli.commands.reindex import reindex
from service.cli.commands.restore import restore
from service.cli.commands.serve import serve
from service.cli.guard import GuardedGroup


# The commands' modules import nothing heavy before they run: `citeqa --help` is quick.
@click.group(
    cls=GuardedGroup,
    commands=[
        index,
        ask,
        serve,
        mcp,
        articles,
        evaluate,
        keys,
        config,
        doctor,
        reindex,
        compact,
        backup,
        restore,
        export,
        import_,
        migrate,
        curated,
        feedback,
    ],
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="citeqa", prog_name="citeqa", message="%(prog)s %(version)s")
def main() -> None:
    """Answer questions with quotations from news articles, offline.

    \b
    Examples:
      citeqa index articles/
      citeqa ask "Où se tient le sommet ?"
      citeqa serve --bind 127.0.0.1:8000

    Articles and index are kept in the data directory: --data-dir, else CITEQA_DATA_DIR,
    else .citeqa in the working directory. Exit status: 0 done, 1 not all of it, 2 wrong
    usage or not possible here, 130 interrupted.
    """
