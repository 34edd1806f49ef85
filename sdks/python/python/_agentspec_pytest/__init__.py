"""The pytest plugin of agentspec: the fixture `agentspec_mock`. Outside the package, so that a run of pytest that does not use it does not import the SDK."""

from typing import TYPE_CHECKING, Any, Dict, Generator

import pytest

if TYPE_CHECKING:
    from agentspec.testing import MockServer

_HAS_FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: "pytest.CallInfo[None]") -> Generator[None, Any, None]:
    outcome = yield
    if call.when == "call":
        item.stash[_HAS_FAILED] = not outcome.get_result().passed


@pytest.fixture
def agentspec_mock_options() -> Dict[str, Any]:
    """The keyword arguments of `agentspec.testing.MockServer` for the fixture `agentspec_mock`: override it in a module or a conftest.py."""
    return {}


@pytest.fixture
def agentspec_mock(request: pytest.FixtureRequest, agentspec_mock_options: Dict[str, Any]) -> "Generator[MockServer, None, None]":
    """An AgentSpec server without a model, for this test. A scripted answer that was not used fails the test, unless it has failed already."""
    from agentspec.testing import MockServer

    with MockServer(**{**agentspec_mock_options, "verify": False}) as mock:
        yield mock
        if agentspec_mock_options.get("verify", True) and not request.node.stash.get(_HAS_FAILED, True):
            mock.verify()
