"""`citeqa ask`."""

from pathlib import Path

import click

from service.cli.console import output, print_json
from service.cli.options import data_dir_option, filter_option, json_option


@click.command()
@click.argument("question")
@click.option("--top-k", type=int, metavar="N", help="How many answers at most.  [default: 3]")
@click.option(
    "--threshold",
    type=float,
    metavar="X",
    help="The least probability of an answer, 0 to 1.  [default: the calibrated one]",
)
@filter_option
@click.option("--debug", is_flag=True, help="Also show every candidate with its evidence.")
@json_option
@data_dir_option
def ask(
    question: str,
    top_k: int | None,
    threshold: float | None,
    filters: str | None,
    debug: bool,
    as_json: bool,
    data_dir: Path | None,
) -> None:
    """Answer QUESTION with a quotation from the articles, or say that there is none.

    Shows the answer, the sentence it stands in, and where: article, source, date and
    offsets in code points. --json prints what the API's /v1/ask answers. The exit status
    is 0 whether or not there is an answer.

    \b
    Examples:
      citeqa ask "Qui remplacera la directrice du festival ?"
      citeqa ask --json --top-k 1 "When does the first shift go back?"
      citeqa ask --filter '{"field": "language", "operator": "==", "value": "fr"}' "Qui ?"
    """
    from service.api.schemas.answer import AskResponse
    from service.api.schemas.question import AskRequest
    from service.cli.opening import open_engine
    from service.cli.replies import print_reply
    from service.cli.requests import checked, parsed_filter

    request = checked(
        AskRequest,
        question=question,
        top_k=top_k,
        threshold=threshold,
        filters=parsed_filter(filters),
        debug=debug,
    )
    engine = open_engine(data_dir)
    reply = engine.ask(
        request.question,
        top_k=request.top_k,
        filters=request.filters.model_dump() if request.filters else None,
        threshold=request.threshold,
        debug=debug,
    )
    if as_json:
        print_json(AskResponse.of(reply, engine.models, debug=debug).as_json())
        return
    print_reply(output(), reply, data_dir)
    if debug:
        print_json(reply.debug)
