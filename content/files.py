"""YAML as text: every scalar a string (13:00 is no number, 2014-05-30 no object), and a key twice is an error."""

from pathlib import Path
from typing import Any

import yaml

from content.problems import Problem


class _Strings(yaml.CBaseLoader):
    """Every scalar is a string; a key that stands twice in one mapping is refused."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        if twice := {key for key in keys if keys.count(key) > 1}:
            raise yaml.constructor.ConstructorError(None, None, f"twice: {', '.join(sorted(twice))}", node.start_mark)
        return super().construct_mapping(node, deep)


def read_yaml(path: Path, name: str, problems: list[Problem]) -> Any:
    """The file's document; {} (and a problem) where it is missing or no YAML."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_Strings) or {}  # noqa: S506 - strings only
    except FileNotFoundError:
        problems.append(Problem(name, "-", "the file is missing"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        problems.append(Problem(name, "-", f"no YAML: {' '.join(str(error).split())}"))
    return {}
