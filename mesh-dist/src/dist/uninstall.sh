#!/bin/sh
# Takes away what install.sh wrote, and nothing else: ./uninstall.sh, with the PREFIX of the install.
set -eu

fail() { echo "uninstall.sh: $1" >&2; exit 1; }

prefix=${PREFIX:-${HOME:?HOME is not set; set PREFIX}/.local}
case $prefix in /*) ;; *) prefix=$PWD/$prefix ;; esac
all=$prefix/lib/slm-mesh
data=${SLM_MESH_DATA_DIR:-${HOME:-}/.slm-mesh}
[ -d "$all" ] || fail "nothing is installed in $all; set PREFIX if it is elsewhere"

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
echo "note     clients that were set up still name slm-mesh: slm-mesh setup --undo, before removal, takes it back"
