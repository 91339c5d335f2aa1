"""The HTTP API against its own description, with requests that schemathesis makes up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from extract.site import SiteSettings, create_app
from tests.index.made import archive, build

schemathesis = pytest.importorskip(
    "schemathesis", reason="schemathesis is not installed: pip install 'jianbao[visits]'"
)
pytestmark = pytest.mark.slow
HEADERS = {"host": "127.0.0.1", "accept": "application/json"}


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> Any:
    path: Path = tmp_path_factory.mktemp("api") / "archive.db"
    build(path, archive())
    app = create_app(SiteSettings(path, model="none", rate=0))
    return schemathesis.openapi.from_asgi("/openapi.json", app, headers=HEADERS)


def test_every_answer_is_as_described(described: Any) -> None:
    operations = [result.ok() for result in described.get_all_operations()]
    assert len(operations) > 15
    for operation in operations:
        _try(operation)


def _try(operation: Any) -> None:
    from schemathesis.specs.openapi.checks import positive_data_acceptance

    # A correction of nothing, a date that no calendar has: sound by the description, refused all the same.
    @given(operation.as_strategy())
    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    def answered(case: Any) -> None:
        case.call_and_validate(headers=HEADERS, excluded_checks=[positive_data_acceptance])

    answered()
