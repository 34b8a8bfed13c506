"""The verbs of the French models: models list, test, train."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from textmine.cli.app import Json, Language, app, bar, print_json, print_tables
from textmine.messages import say

models = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help=say("cli.help_models"))
app.add_typer(models, name="models")

Data = Annotated[Path, typer.Option("--data", help=say("cli.help_data"))]


@models.command("list", help=say("cli.help_models_list"))
def list_models(language: Language = None, as_json: Json = False) -> None:
    """Print the models that come with textmine."""
    from textmine.batch.modelling import list_models as found

    print_tables([found()], language, as_json=as_json)


@models.command("test", help=say("cli.help_models_test"))
def test_model(
    name: Annotated[str, typer.Argument(help=say("cli.help_model_name"))],
    data: Data,
    language: Language = None,
    as_json: Json = False,
) -> None:
    """Print the scores and the speed of a model."""
    from textmine.batch.modelling import score_model
    from textmine.show.cards import with_targets

    with bar("cli.testing", language) as progress:
        tested = score_model(name, data, progress=progress)
    print_tables([with_targets(tested.scores), tested.speed], language, as_json=as_json)


@models.command("train", help=say("cli.help_models_train"))
def train_model(
    source: Annotated[str, typer.Argument(help=say("cli.help_model_source"))],
    data: Data,
    output: Annotated[Path, typer.Option("-o", "--output", help=say("cli.help_model_folder"))],
    seed: Annotated[int | None, typer.Option(help=say("cli.help_seed"))] = None,
    language: Language = None,
    as_json: Json = False,
) -> None:
    """Train a model, test it, write its folder with its card."""
    from datetime import UTC, datetime

    from textmine.batch.modelling import train_model as train

    made = datetime.now(UTC).date().isoformat()
    with bar("cli.training", language) as progress:
        folder = train(source, data, to=output, seed=seed, made=made, progress=progress)
    if as_json:
        print_json({"folder": str(folder)})
    else:
        typer.echo(say("cli.trained", language, folder=folder, card=folder / "CARD.md"))
