# Sourced by ./run, ./test and ./bench: sees to it that the programs which they call are there.
# As root on Debian or Ubuntu it installs what is missing; otherwise it names the exact command.
# shellcheck shell=bash

missing_packages=()

# need PROGRAM PACKAGE...: remembers the packages when the program is absent.
need() {
  local program=$1
  shift
  command -v "$program" >/dev/null 2>&1 || missing_packages+=("$@")
}

# Installs what need() remembered, in one go.
install_missing() {
  [ ${#missing_packages[@]} -gt 0 ] || return 0
  local packages
  packages=$(printf '%s\n' "${missing_packages[@]}" | sort -u | tr '\n' ' ')
  missing_packages=()
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "installing: $packages"
    # shellcheck disable=SC2086
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages; } >/dev/null
  else
    echo "Some programs are missing. Install them and start again:" >&2
    echo "  sudo apt-get install $packages" >&2
    exit 1
  fi
}

# Rust itself is the one thing that is asked for.
need_rust() {
  command -v cargo >/dev/null 2>&1 || {
    echo "Rust is missing: see https://rustup.rs, then start again." >&2
    exit 1
  }
  need cc build-essential
  # SQLCipher's OpenSSL is built from its source (ADR 23), by scripts that want more of Perl than Debian always has.
  need make build-essential
  perl -MIPC::Cmd -MFindBin -MFile::Compare -MTime::Piece -MPod::Usage -e 1 2>/dev/null || missing_packages+=(perl)
}

# SQLCipher of the tests takes the machine's own OpenSSL where there is one: making the one that releases carry keeps a
# core busy for four minutes. Without it the tests make it, too.
has_openssl() { pkg-config --atleast-version 3 libcrypto 2>/dev/null; }
prefer_openssl() {
  if ! has_openssl && [ "$(id -u)" = 0 ]; then missing_packages+=(pkg-config libssl-dev); fi
}
borrow_openssl() {
  if has_openssl; then export OPENSSL_NO_VENDOR=1; fi
}

# Node.js new enough for the bundler. Older distributions carry an older one; then a current one is
# taken from npm and kept below the target directory.
need_node() {
  need node nodejs
  need npm npm
  install_missing
  node_is_new() { node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 22 || (a === 22 && b >= 12) || (a === 20 && b >= 19) ? 0 : 1)'; }
  node_is_new && return 0
  local tools=${CARGO_TARGET_DIR:-$PWD/target}/tools
  if [ ! -x "$tools/node_modules/node/bin/node" ]; then
    echo "node $(node --version) is too old; taking Node.js 24 from npm into $tools"
    npm install --silent --no-audit --no-fund --prefix "$tools" node@24
  fi
  export PATH="$tools/node_modules/node/bin:$PATH"
  node_is_new || { echo "Node.js 20.19 or 22.12 or newer is needed" >&2; exit 1; }
}

# Rust's standard library for the browser: from rustup, or where it cannot download, Debian's own compiler for the
# web (xtask finds either).
need_wasm() {
  local target=wasm32-unknown-unknown
  [ -d "$(rustc --print sysroot)/lib/rustlib/$target/lib" ] && return 0
  [ -d /usr/share/doc/rustc-web ] && return 0
  command -v rustup >/dev/null 2>&1 && rustup target add "$target" >/dev/null 2>&1 && return 0
  missing_packages+=(rustc-web cargo-web rust-web-src libstd-rust-web-dev)
}

# A Chromium for the browser tests; KINKEEPER_CHROMIUM names another one.
need_chromium() {
  local name
  if [ -z "${KINKEEPER_CHROMIUM:-}" ]; then
    for name in chromium chromium-browser google-chrome; do
      # Ubuntu's package of that name only asks for a snap; a browser answers with its version.
      if command -v "$name" >/dev/null 2>&1 && "$name" --version >/dev/null 2>&1; then
        KINKEEPER_CHROMIUM=$(command -v "$name")
        break
      fi
    done
  fi
  if [ -z "${KINKEEPER_CHROMIUM:-}" ]; then
    missing_packages+=(chromium)
    install_missing
    KINKEEPER_CHROMIUM=$(command -v chromium) && "$KINKEEPER_CHROMIUM" --version >/dev/null 2>&1 || {
      echo "No Chromium. On Ubuntu: snap install chromium; or set KINKEEPER_CHROMIUM to a Chrome or Chromium." >&2
      exit 1
    }
  fi
  export KINKEEPER_CHROMIUM
}

# The PostgreSQL server's programs; no running server is needed, the tests start their own.
need_postgres() {
  compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || command -v postgres >/dev/null 2>&1 ||
    missing_packages+=(postgresql)
}
