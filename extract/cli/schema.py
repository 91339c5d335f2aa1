"""`jianbao schema`: the JSON Schema of a record."""

from __future__ import annotations

import json


def schema() -> None:
    """Print the JSON Schema of a record.

    Example: jianbao schema > record.schema.json
    """
    from extract.records import Record

    print(json.dumps(Record.model_json_schema(mode="serialization"), ensure_ascii=False, indent=2))
