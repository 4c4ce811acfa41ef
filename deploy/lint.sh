#!/usr/bin/env bash
# Checks what a machine can check of style.
#
#   deploy/lint.sh format     clang-format on every C++ file
#   deploy/lint.sh protos     buf lint, buf format, and buf breaking against the newest release (tag v…)
#   deploy/lint.sh manifests  Kubernetes, compose, Dockerfile, HAProxy, shell scripts
#   deploy/lint.sh tidy [FILE…]   clang-tidy, on all sources when no file is named; needs a build of preset debug
#   deploy/lint.sh fix        rewrites what format and protos complain of
set -euo pipefail
cd "$(dirname "$0")/.."

sources() { git ls-files -z --cached --others --exclude-standard -- '*.cc' '*.h'; }

case "${1:-}" in
  format) sources | xargs -0 clang-format --dry-run --Werror ;;
  protos)
    cd protos
    node_modules/.bin/buf lint
    node_modules/.bin/buf format --diff --exit-code
    if release=$(git describe --tags --abbrev=0 --match 'v*' 2>/dev/null); then
      before=$(mktemp -d)
      trap 'rm -rf "$before"' EXIT
      git -C .. archive "$release" protos | tar -x -C "$before"
      node_modules/.bin/buf breaking --against "$before/protos"
    else
      echo "lint: no tag v… is an ancestor of this commit, so there is no release that protos could break"
    fi
    ;;
  manifests)
    node deploy/manifests/check.mjs
    if [ -f deploy/haproxy/haproxy.cfg ]; then
      THIDUA_BIND=:7100 THIDUA_ADMIN_BIND=:8404 THIDUA_DOMAIN='' \
        haproxy -c -q -f deploy/haproxy/haproxy.cfg -f deploy/docker/backends.cfg
    fi
    git ls-files -z -- '*.sh' deploy/package/p{ostinst,rerm,ostrm} | xargs -0 shellcheck
    ;;
  tidy)
    shift
    deploy/setup.sh build test tidy
    deploy/build.sh debug
    # clang reads no precompiled header of GCC's.
    mkdir -p build/tidy
    sed -E 's/-include [^ ]*cmake_pch\.hxx//g; s/-fpch-preprocess//g; s/-Winvalid-pch//g' \
      build/debug/compile_commands.json >build/tidy/compile_commands.json
    if [ $# -gt 0 ]; then files=("$@"); else mapfile -t files < <(git ls-files -- '*.cc'); fi
    printf '%s\0' "${files[@]}" | xargs -0 -n 4 -P "$(nproc)" clang-tidy -p build/tidy --quiet
    ;;
  fix)
    sources | xargs -0 clang-format -i
    cd protos && node_modules/.bin/buf format -w
    ;;
  *)
    sed -n '2,9s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac
