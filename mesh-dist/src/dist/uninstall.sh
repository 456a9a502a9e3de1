#!/bin/sh
# Takes away what install.sh wrote, and nothing else: ./uninstall.sh, with the PREFIX of the install.
set -eu

fail() { echo "uninstall.sh: $1" >&2; exit 1; }

prefix=${PREFIX:-${HOME:?HOME is not set; set PREFIX}/.local}
[ -d "$prefix/lib/slm-mesh" ] || fail "nothing is installed in $prefix/lib/slm-mesh; set PREFIX if it is elsewhere"
prefix=$(cd "$prefix" && pwd -P)
all=$prefix/lib/slm-mesh
data=${SLM_MESH_DATA_DIR:-${HOME:-}/.slm-mesh}

for process in /proc/[0-9]*; do
  case $(readlink "$process/exe" 2>/dev/null) in
    "$all"/*) fail "process ${process#/proc/} still runs from $all; end your agents, wait a minute for the broker to stop, then run this again" ;;
  esac
done

gone() {
  case $(readlink "$1" 2>/dev/null) in
    "$all"/*) rm -f "$1" && echo "removed  $1" ;;
  esac
}
gone "$prefix/bin/slm-mesh"
gone "$prefix/share/man/man1/slm-mesh.1"
gone "$prefix/share/bash-completion/completions/slm-mesh"
rm -rf "$all"
echo "removed  $all"
# Only those that are empty now.
for directory in share/bash-completion/completions share/bash-completion share/man/man1 share/man share lib bin; do
  rmdir "$prefix/$directory" 2>/dev/null || :
done
[ ! -d "$data" ] || echo "kept     $data, your messages and state; remove it yourself if you want"
echo "note     if slm-mesh setup was run, your clients still name it; slm-mesh setup --undo of a new install takes it out"
