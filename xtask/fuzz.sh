#!/usr/bin/env bash
# Asks a demonstration server for everything its OpenAPI document names, with values made up by Schemathesis (PyPI):
# nothing may break (5xx), and every problem must be as the document says. Not part of ./test: it takes its time, and
# needs `pip install schemathesis` (the program's path in SCHEMATHESIS, if it is not on PATH).
#
#   cargo build --workspace --bin kinkeeper && xtask/fuzz.sh [cases for each operation and person; default 50]
set -euo pipefail
cd "$(dirname "$0")/.."

cases=${1:-50}
tool=${SCHEMATHESIS:-schemathesis}
"$tool" --version >/dev/null || { echo "Schemathesis is missing: pip install schemathesis" >&2; exit 2; }
tool=$(realpath "$(command -v "$tool")" 2>/dev/null || command -v "$tool")
program=${KINKEEPER:-$(cargo xtask target-dir)/debug/kinkeeper}
seed=${SEED:-20261126}
out=${OUT:-$(mktemp -d)}
mkdir -p "$out"
out=$(realpath "$out")

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
base=http://127.0.0.1:$port
export KINKEEPER_BIND=127.0.0.1:$port KINKEEPER_DATA_DIR=$out/data KINKEEPER_LOG=${KINKEEPER_LOG:-error}
"$program" serve --demo >"$out/server.log" 2>&1 &
server=$!
trap 'kill $server 2>/dev/null || true' EXIT
for _ in $(seq 300); do curl -fs "$base/healthz" >/dev/null && break; sleep 1; done

# One account of each role, and their sessions, made once: the limits on signing in stay as they are.
accounts=$(curl -fs "$base/api/v1/demo/accounts" | python3 -c '
import json, sys
seen = {}
found = json.load(sys.stdin)
for one in found["accounts"]:
    seen.setdefault(one["role"], one["account"])
# Whoever can take accounts away comes last.
order = sorted(seen, key=lambda role: role == "administrator")
print(found["passphrase"], *(seen[role] for role in order), sep="\n")')
passphrase=$(head -n 1 <<<"$accounts")

device() { printf '00000000-0000-4000-8000-%012d' "$1"; }
session() {
  local number=$1 account=$2 body
  body=$(printf '{"account":"%s","passphrase":"%s","device":"%s","device_name":"fuzz"}' \
    "$account" "$passphrase" "$(device "$number")")
  curl -fsi -X POST "$base/api/v1/sign-in" -H 'x-kinkeeper: 1' -H 'content-type: application/json' -d "$body" |
    tr -d '\r' | sed -n 's/^set-cookie: \(kinkeeper_session=[^;]*\).*/\1/ip'
}

get() { curl -fs "$base/api/v1/$2" -H "Cookie: $1" || echo '{}'; }
me() { get "$1" me | python3 -c 'import json, sys; print(json.load(sys.stdin)["worker"])'; }
named() { grep -oE "\"($1)\":\"[0-9a-f-]{36,64}\"" | cut -d'"' -f4 | sort -u | head -n 60 | tr '\n' ' '; }
# Families, workers, people, and the protocol's hash: whatever somebody's own answers name.
ids() {
  for path in caseload workers recoveries imports team emergencies consultations transfers programme/sharing me; do
    get "$1" "$path"
  done | named 'family|worker|person|id|current|recovery|import|lead|org|emergency'
}

# It does not know by itself how to send a workbook.
export SCHEMATHESIS_HOOKS=fuzz_hooks PYTHONPATH=$PWD/xtask PYTHONDONTWRITEBYTECODE=1
# What ends the session of whoever asks is asked without one; events never end.
ends='^/api/v1/(sign-out|sessions/end|passphrase)$'
status=0
run() {
  local name=$1
  shift
  echo "== $name"
  (cd "$out" && "$tool" run "$base/api/v1/openapi.json" --url "$base" -H 'x-kinkeeper: 1' \
    --checks not_a_server_error,response_schema_conformance,content_type_conformance,status_code_conformance \
    --phases examples,coverage,fuzzing --max-examples "$cases" --seed "$seed" --continue-on-failure \
    --request-timeout 60 --suppress-health-check all --warnings off \
    --report json --report-json-path "$out/$name.json" "$@") >"$out/$name.txt" 2>&1 || status=1
  grep -aE 'generated|❌ ST|Errors:|🚫 ' "$out/$name.txt" | head -n 20 || true
}

run nobody --exclude-path /api/v1/sync/events
number=0
for account in $(tail -n +2 <<<"$accounts"); do
  number=$((number + 1))
  cookie=$(session "$number" "$account")
  [ -n "$cookie" ] || { echo "$account cannot sign in" >&2; exit 1; }
  export FUZZ_IDS FUZZ_FAMILIES FUZZ_ME
  # Not everybody has families.
  FUZZ_FAMILIES=$(get "$cookie" 'caseload?sort=updated' | named family || true)
  FUZZ_IDS=$(ids "$cookie" || true) FUZZ_ME="$(me "$cookie") $(device "$number")"
  run "$account" -H "Cookie: $cookie" --exclude-path /api/v1/sync/events --exclude-path-regex "$ends"
done

echo
echo "5xx in the server's own log: $(grep -c '"status":5' "$out/server.log" || true)"
echo "everything lies in $out"
exit "$status"
