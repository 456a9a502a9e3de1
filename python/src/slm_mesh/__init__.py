"""The mesh of AI coding agents on this machine, for Python programs.

:class:`Mesh` and :class:`AsyncMesh` join the mesh and stay on it; :class:`SLMMeshClient` is one call,
one answer. Everything that is refused raises an exception under :class:`SLMMeshError`.

>>> from slm_mesh import Mesh
>>> with Mesh.join(name="builder") as mesh:
...     mesh.broadcast("build is green")
"""

from ._calls import EVENT_TYPES
from ._version import VERSION as __version__
from .aio import AsyncMesh, AsyncMeshLock
from .client import SLMMeshClient
from .errors import (
    BrokerUnreachable,
    Conflict,
    EventsCompacted,
    Forbidden,
    InvalidArgument,
    LockHeld,
    LockLost,
    NameTaken,
    NotFound,
    RateLimited,
    SLMMeshError,
    StorageFull,
    TooLarge,
    Unauthorized,
    Unavailable,
)
from .mesh import Mesh, MeshLock, SharedState
from .types import (
    BrokerStatus,
    Health,
    Lock,
    Membership,
    MeshEvent,
    Message,
    MessageStats,
    Peer,
    PeerStats,
    Registration,
    StateEntry,
    Summary,
    parse_time,
)

__all__ = [
    "EVENT_TYPES",
    "AsyncMesh",
    "AsyncMeshLock",
    "BrokerStatus",
    "BrokerUnreachable",
    "Conflict",
    "EventsCompacted",
    "Forbidden",
    "Health",
    "InvalidArgument",
    "Lock",
    "LockHeld",
    "LockLost",
    "Membership",
    "Mesh",
    "MeshEvent",
    "MeshLock",
    "Message",
    "MessageStats",
    "NameTaken",
    "NotFound",
    "Peer",
    "PeerStats",
    "RateLimited",
    "Registration",
    "SLMMeshClient",
    "SLMMeshError",
    "SharedState",
    "StateEntry",
    "StorageFull",
    "Summary",
    "TooLarge",
    "Unauthorized",
    "Unavailable",
    "__version__",
    "parse_time",
]
