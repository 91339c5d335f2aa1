"""`jianbao serve`: the archive's pages in a browser."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def serve(
    database: Annotated[Path, typer.Argument(help="The index made by `jianbao index`.")] = Path("archive.db"),
    host: Annotated[
        str, typer.Option(help="Address to listen on; beyond this machine a token is needed.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=0, max=65535)] = 8000,
    token: Annotated[str | None, typer.Option(help="What a visitor must know; `auto` makes one.")] = None,
    sources: Annotated[
        Path | None,
        typer.Option(help="Folder that the sources were read from, to show pages as they were.", file_okay=False),
    ] = None,
    rate: Annotated[float, typer.Option(help="Requests a second from one address; 0: no limit.", min=0)] = 200.0,
    model: Annotated[str, typer.Option(help="Model of the page that reads new text.")] = "builtin",
) -> None:
    """Search and read the archive in a browser, mend what was found wrongly, and ask it through an HTTP API.

    Nothing is loaded from the network. By default only this machine can open the pages.

    Examples: jianbao serve archive.db
              jianbao serve archive.db --sources pages/ --port 8080
              jianbao serve archive.db --host 0.0.0.0 --token auto
    """
    import secrets

    from extract.errors import SettingError

    try:
        import uvicorn

        from extract.site import SiteSettings, create_app
    except ImportError as error:
        raise SettingError(f'the pages need more packages ({error.name}): pip install "jianbao[site]"') from None
    token = secrets.token_urlsafe(16) if token == "auto" else token
    app = create_app(SiteSettings(database, host, port, token, sources, rate, model=model))
    name = "127.0.0.1" if host in ("0.0.0.0", "::") else host
    address = f"http://{name if ':' not in name else f'[{name}]'}:{port}/" + (f"?token={token}" if token else "")
    typer.echo(f"{database}: open {address} in a browser; Ctrl-C ends it.", err=True)
    uvicorn.run(
        app, host=host, port=port, log_level="warning", access_log=False, server_header=False, date_header=False,
        timeout_keep_alive=20, limit_concurrency=512, h11_max_incomplete_event_size=64 << 10, proxy_headers=False,
    )  # fmt: skip
