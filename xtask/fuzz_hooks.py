"""What Schemathesis must be told about Kinkeeper (xtask/fuzz.sh).

Made-up ids name nothing: three times of four one that the person can see is put in their place (FUZZ_IDS, FUZZ_FAMILIES). Bodies that the
document leaves to `domain` (a push, a pull) are put where the server looks into them (FUZZ_ME: worker and device).
"""

import json
import os
import uuid
import zlib

import schemathesis

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
IDS = os.environ.get("FUZZ_IDS", "").split()
FAMILIES = os.environ.get("FUZZ_FAMILIES", "").split() or IDS
ME = os.environ.get("FUZZ_ME", "").split()


@schemathesis.serializer(WORKBOOK)
def workbook(ctx, value):
    """Whatever was made up, as bytes: no workbook, which is what is to be tried."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


def number(value):
    """The same for the same value, in every run."""
    return zlib.crc32(json.dumps(value, sort_keys=True, default=str).encode("utf-8", "replace"))


@schemathesis.hook
def map_path_parameters(ctx, path_parameters):
    if IDS and path_parameters and "id" in path_parameters:
        drawn = number(path_parameters["id"])
        if drawn % 4:
            known = FAMILIES if "/families/" in ctx.operation.path else IDS
            path_parameters["id"] = known[drawn // 4 % len(known)]
    return path_parameters


@schemathesis.hook
def map_body(ctx, body):
    drawn = number(body)
    path = ctx.operation.path
    if drawn % 4 == 0 or not ME or not isinstance(body, dict):
        return body
    if path.endswith("/sync/push"):
        entry = {
            "id": str(uuid.UUID(int=drawn << 64 | 0x8000 << 48)),
            "stream": FAMILIES[drawn // 4 % len(FAMILIES)],
            "author": ME[0],
            "device": ME[1],
            "made_at": drawn,
            "base": {"seen": drawn % 9},
            "v": 1,
            "action": {"family": body} if drawn % 3 else body,
        }
        return {"capability": 1, "entries": [entry], "views": []}
    if path.endswith("/sync/pull"):
        known = [[one, drawn % 9] for one in IDS[: drawn % 5]]
        return {"capability": 1, "known": known, "budget": drawn % 100_000}
    for field in ("family", "worker", "lead", "consultation"):
        if field in body:
            known = FAMILIES if field == "family" else IDS
            body[field] = known[drawn // 4 % len(known)]
    return body
