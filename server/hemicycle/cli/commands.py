"""The command line: `hemicycle serve`, `demo`, `stage`, `create`, `import`, `recount`, `verify`, …

What cannot work is said in one sentence on stderr, with exit code 2; a traceback is always our bug.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hemicycle.children import follow_owner
from hemicycle.config import VERSION, Config, ConfigError, read_config, unknown_names
from hemicycle.log import set_up_logs
from hemicycle.progress import Stopped
from hemicycle.serving import run, stop_on_signals
from hemicycle_protocol.errors import Refused
from hemicycle_protocol.views import Role

if TYPE_CHECKING:
    from .meter import Meter

EXIT_CONFIG = 2
EXIT_STOPPED = 130

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
users = typer.Typer(help="People who may more than others.", no_args_is_help=True)
app.add_typer(users, name="user")
mails = typer.Typer(help="Whether mails leave and arrive.", no_args_is_help=True)
app.add_typer(mails, name="mail")
proofs = typer.Typer(help="Check what was published, offline.", no_args_is_help=True)
app.add_typer(proofs, name="verify")

Host = Annotated[str | None, typer.Option(help="Address to listen on.")]
Port = Annotated[int | None, typer.Option(help="Port to listen on; 0 picks a free one.")]


def _tell_version(asked: bool) -> None:
    if asked:
        typer.echo(VERSION)
        raise typer.Exit


@app.callback()
def hemicycle(
    version: Annotated[
        bool,
        typer.Option("--version", help="Print the version and exit.", callback=_tell_version, is_eager=True),
    ] = False,
) -> None:
    """Hemicycle: live debates and participation for making law with citizens."""


@app.command()
def serve(host: Host = None, port: Port = None) -> None:
    """Run a web node, and the stages of its debates unless HEMICYCLE_STAGES=elsewhere."""
    with _sentences():
        from hemicycle.app import serve as serve_node

        config = _configured("web", host=host, port=port)
        _need_client(config)
        run(serve_node(config))


@app.command()
def demo(
    host: Host = None,
    port: Port = None,
    viewers: Annotated[int, typer.Option(help="How many simulated people watch.", min=0, max=500)] = 36,
    panelists: Annotated[
        int, typer.Option(help="How many simulated people sit on the stage.", min=0, max=7)
    ] = 4,
) -> None:
    """Run a node with a sample process, a debate under way, a simulated panel and audience."""
    with _sentences():
        from hemicycle.demo.run import run_demo

        os.environ.setdefault(
            "HEMICYCLE_LOG_LEVEL", "warning"
        )  # also for the children: the links stay in sight
        config = _configured("demo", host=host, port=port, demo=True, drain_s=0.5)
        _need_client(config)
        run(run_demo(config, viewers=viewers, panelists=panelists))


@app.command()
def stage(
    url: Annotated[str, typer.Option(help="A web node, as ws://host:port.")] = "ws://127.0.0.1:8000",
    debate: Annotated[str | None, typer.Option(help="Serve this debate only.")] = None,
    token: Annotated[str, typer.Option(help="Made from the secret key when not given.")] = "",
    media_dir: Annotated[Path | None, typer.Option(help="Where the program is written.")] = None,
) -> None:
    """Run the stage of one debate, or without --debate one for every debate under way at the node."""
    with _sentences():
        from .stages import be_stage, keep_stages, stage_token

        follow_owner()
        config = _configured("stage", media_dir=media_dir)
        if debate is None:
            run(keep_stages(config, url))
            return
        run(be_stage(config, debate, url, token or stage_token(config, debate)))


@app.command("demo-panel", hidden=True)
def demo_panel() -> None:
    """Hold the seats listed on standard input."""
    from hemicycle.demo_panel.__main__ import main

    follow_owner()
    set_up_logs("warning", process="panel", as_text=sys.stderr.isatty())
    main()


@app.command("demo-audience", hidden=True)
def demo_audience() -> None:
    """Be the people listed on standard input."""
    from hemicycle.demo.audience import main

    follow_owner()
    set_up_logs("warning", process="audience", as_text=sys.stderr.isatty())
    main()


@app.command()
def create(
    file: Annotated[Path, typer.Argument(help="TOML; docs/example-process.toml explains it.")],
) -> None:
    """Make a process with its debates, whole or not at all, and print a link for everybody."""
    from .tasks import create as create_process

    _with_config(lambda config: create_process(config, file))


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="Gzipped JSON lines; see docs.")],
    title: Annotated[str, typer.Option(help="The title of the process it becomes.")] = "",
    process: Annotated[str | None, typer.Option(help="An existing process to import into.")] = None,
    closes: Annotated[
        str, typer.Option(help="When a new process's consultation ends, as 2027-03-31T20:00:00+02:00.")
    ] = "",
) -> None:
    """Read a consultation of another platform, whole or not at all."""
    from .tasks import import_consultation, read_instant

    with _sentences():
        closes_at = read_instant(closes) if closes else None
    name = title or file.stem
    _with_meter(
        lambda config, meter: import_consultation(
            config, file, meter, title=name, process=process, closes_at=closes_at
        )
    )


@app.command()
def export(
    process: Annotated[str, typer.Argument(help="The process's id.")],
    target: Annotated[Path, typer.Argument(help="A new folder, or a new file that ends in .zip.")],
) -> None:
    """Write everything public of a process: CSV, JSON and a manifest; docs/open-data.md explains it."""
    from .open_data import export as write_export

    _with_meter(lambda config, meter: write_export(config, process, target, meter))


@app.command("import-process")
def import_process(
    source: Annotated[Path, typer.Argument(help="A folder or zip file that `export` wrote.")],
    name: Annotated[str | None, typer.Option("--as", help="Another id for the process.")] = None,
) -> None:
    """Make a process out of an export, whole or not at all."""
    from .open_data import import_process as read_export

    _with_meter(lambda config, meter: read_export(config, source, meter, name=name))


@app.command()
def explain(
    paths: Annotated[list[str], typer.Argument(help="Addresses such as '/api/processes/ID/propositions'.")],
    times: Annotated[int, typer.Option(help="How often each is asked for.", min=1, max=1000)] = 5,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Say what the database is asked for a page, how long it takes and how it is done."""
    from .explain import explain as explain_paths

    _with_config(lambda config: explain_paths(config, paths, times=times, as_json=as_json))


@app.command()
def recount() -> None:
    """Compare every tally with the ballots; prints the differences and exits 1 if there are any."""
    from .tasks import recount as count_again

    differences = _with_meter(count_again)
    if differences:
        raise typer.Exit(1)


@app.command()
def backup(
    target: Annotated[Path, typer.Argument(help="A new file that ends in .zip, or a folder.")],
    media: Annotated[bool, typer.Option(help="With the recordings.")] = True,
    keep: Annotated[
        int | None, typer.Option(help="Delete all but so many of the folder's backups.", min=1)
    ] = None,
) -> None:
    """Write all that is kept, as of one instant, into one file, also while nodes run; not the secret key."""
    from .backup import backup as write_backup

    _with_meter(lambda config, meter: write_backup(config, target, meter, media=media, keep=keep))


@app.command()
def restore(file: Annotated[Path, typer.Argument(help="What `backup` wrote.")]) -> None:
    """Fill a new database and media folder from a backup, whole or not at all, and recount."""
    from .backup import restore as read_backup

    differences = _with_meter(lambda config, meter: read_backup(config, file, meter))
    if differences:
        raise typer.Exit(1)


@app.command()
def doctor() -> None:
    """Try what a node depends on and say what to do about each fault; exits 1 if something is wrong."""
    from .doctor import doctor as examine

    if _with_config(examine):
        raise typer.Exit(1)


@app.command()
def invite(
    debate: Annotated[str, typer.Argument(help="The debate's id.")],
    role: Annotated[Role, typer.Argument(help="panelist, moderator, host, captioner.")],
    name: Annotated[str, typer.Argument(help="The name to show.")],
    seat: Annotated[str | None, typer.Option(help="A panelist's seat.")] = None,
    hours: Annotated[int, typer.Option(help="How long the link is good.", min=1, max=720)] = 72,
) -> None:
    """Print a link that gives one person a role in a debate."""
    from .tasks import invite as make_invitation

    _with_config(lambda config: make_invitation(config, debate, role, name, seat=seat, hours=hours))


@users.command("add")
def add_user(
    email: Annotated[str, typer.Argument(help="The address they sign in with.")],
    name: Annotated[str, typer.Option(help="The name to show.")] = "",
    role: Annotated[
        Role, typer.Option(help="administrator (of the site; organises too), organiser or citizen.")
    ] = Role.ORGANISER,
) -> None:
    """Give an address an account and a role. A name that it has stays, unless one is given."""
    from .tasks import add_user as add

    _with_config(lambda config: add(config, email, name=name, role=role))


@users.command("list")
def list_users() -> None:
    """Print everybody who has a role beyond a citizen's in all processes: address, id, roles, name."""
    from .tasks import list_users as show

    _with_config(show)


@users.command("revoke")
def revoke_user(email: Annotated[str, typer.Argument(help="The address they sign in with.")]) -> None:
    """Take an organiser's role back: what they have open ends at once, their account stays a citizen's."""
    from .tasks import revoke_user as revoke

    _with_config(lambda config: revoke(config, email))


@mails.command("test")
def try_mail(address: Annotated[str, typer.Argument(help="A mailbox that you can look into.")]) -> None:
    """Send one mail, and say how far it came and what to do."""
    from .mail import try_server

    _with_config(lambda config: try_server(config, address))


@mails.command("outbox")
def show_mails(last: Annotated[int, typer.Option(help="How many.", min=1, max=1000)] = 20) -> None:
    """Show the last mails and what became of them; without a mail server, with their text."""
    from .mail import show_outbox

    _with_config(lambda config: show_outbox(config, last))


@mails.command("bounced")
def take_bounce() -> None:
    """Read a message of a mail server from standard input, and note the mail that it could not deliver."""
    from .mail import take_back

    _with_config(lambda config: take_back(config, sys.stdin.buffer.read()))


@proofs.command("panel")
def verify_panel_file(
    file: Annotated[Path, typer.Argument(help="A panel file, as a process's page gives it.")],
) -> None:
    """Compute ranking, draw and seats again; says each check, and exits 1 if one is wrong."""
    from .verify import verify_panel

    with _sentences():
        sound = verify_panel(file)
    if not sound:
        raise typer.Exit(1)


def _with_config(work: Callable[[Config], Coroutine[Any, Any, Any]]) -> Any:
    """Run a task of the operator and give its result."""
    with _sentences():
        config = _configured("cli", log_level=os.environ.get("HEMICYCLE_LOG_LEVEL", "warning"))
        return asyncio.run(work(config))


def _with_meter(work: Callable[[Config, Meter], Coroutine[Any, Any, Any]]) -> Any:
    """Run a long task, which shows how far it is and may be stopped."""

    from .meter import Meter

    async def measured(config: Config) -> Any:
        stopped = asyncio.Event()
        stop_on_signals(stopped)
        return await work(config, Meter(stopped, sys.stderr))

    return _with_config(measured)


def _configured(process: str, **given: object) -> Config:
    config = read_config(**given)
    set_up_logs(config.log_level, process=process, as_text=sys.stderr.isatty())
    for name in unknown_names(os.environ):
        typer.echo(f"{name} means nothing to this version; it is ignored.", err=True)
    return config


def _need_client(config: Config) -> None:
    from hemicycle.http.pages import missing_build

    sentence = missing_build(config.client_dir)
    if sentence:
        raise ConfigError(sentence)


@contextmanager
def _sentences() -> Iterator[None]:
    """What cannot work, in words."""
    try:
        yield
    except ConfigError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(EXIT_CONFIG) from None
    except Refused as refused:
        from hemicycle.http.sentences import words_of

        words = words_of(refused.code, "en", refused.facts)
        facts = ", ".join(f"{name}: {value}" for name, value in refused.facts.items())
        typer.echo(f"{words.detail}{f' ({facts})' if facts else ''}", err=True)
        raise typer.Exit(EXIT_CONFIG) from None
    except Stopped:
        typer.echo("Stopped. Nothing was kept.", err=True)
        raise typer.Exit(EXIT_STOPPED) from None
    except KeyboardInterrupt:
        raise typer.Exit(EXIT_STOPPED) from None
