#!/bin/sh
# Installs slm-mesh for one user, without root: ./install.sh, or PREFIX=/some/where ./install.sh
set -eu
umask 022

fail() { echo "install.sh: $1" >&2; exit 1; }

here=$(cd "$(dirname "$0")" && pwd -P)
prefix=${PREFIX:-${HOME:?HOME is not set; set PREFIX}/.local}
case $prefix in /*) ;; *) prefix=$PWD/$prefix ;; esac
on_path=$prefix/bin
version=$(cat "$here/version") || fail "no file version here; run the install.sh of an unpacked package"
[ -x "$here/runtime/bin/java" ] || fail "no runtime here; unpack the whole package and run its install.sh"
case $(uname -sm) in
  'Linux x86_64') ;;
  *) fail "this package is for Linux on x86_64, not for $(uname -sm)" ;;
esac
"$here/runtime/bin/java" -version >/dev/null 2>&1 ||
  fail "the runtime of this package does not start here: it needs glibc, so Alpine and other musl systems cannot run it"

# Without links in it, as the kernel names the programs that run.
mkdir -p "$prefix" && prefix=$(cd "$prefix" && pwd -P) || fail "cannot make $prefix; set PREFIX to a folder of yours"
all=$prefix/lib/slm-mesh
place=$all/$version
link=$prefix/bin/slm-mesh

# A link or nothing: a program of that name that we did not put there is not ours to replace.
points_to_us() {
  case $(readlink "$1") in "$all"/*) ;; *) return 1 ;; esac
}
for each in "$link" "$prefix/share/man/man1/slm-mesh.1" "$prefix/share/bash-completion/completions/slm-mesh"; do
  [ -h "$each" ] || [ -e "$each" ] || continue
  [ -h "$each" ] && points_to_us "$each" || fail "$each is not from this installer; move it away and run this again"
done

# Whole or not at all: copied beside its place, then renamed.
same() { [ "$(grep -s '^build=' "$1/bin/slm-mesh")" = "$(grep '^build=' "$here/bin/slm-mesh")" ]; }
in_use() {
  for process in /proc/[0-9]*; do
    case $(readlink "$process/exe" 2>/dev/null) in "$1"/*) return 0 ;; esac
    # A launcher that trains is a shell, told by its words.
    tr '\0' '\n' <"$process/cmdline" 2>/dev/null | grep -Fqx -- "$1/bin/slm-mesh" && return 0
  done
  return 1
}
mkdir -p "$all" "$prefix/bin" "$prefix/share/man/man1" "$prefix/share/bash-completion/completions"
if [ "$here" != "$place" ] && ! same "$place"; then
  new=$all/.new-$$
  trap 'rm -rf "$new"' EXIT
  mkdir "$new"
  for part in LICENSE THIRD-PARTY.md bin completions install.sh lib licenses native runtime \
      sbom.cdx.json share uninstall.sh version; do
    cp -Rp "$here/$part" "$new/"
  done
  if [ -e "$place" ]; then
    # Another build of this version. Who runs from it keeps its files until it ends.
    mv "$place" "$all/.old-$version-$$"
  fi
  mv "$new" "$place"
  trap - EXIT
fi

# A rename swaps the link at once; in between there is never none.
point() {
  ln -sfn "$2" "$1.new-$$" && mv -fT "$1.new-$$" "$1"
}
point "$prefix/share/man/man1/slm-mesh.1" "$place/share/man/man1/slm-mesh.1"
point "$prefix/share/bash-completion/completions/slm-mesh" "$place/completions/slm-mesh.bash"
point "$link" "$place/bin/slm-mesh"

# Older versions go when nothing runs from them any more.
for old in "$all"/* "$all"/.old-*; do
  [ -d "$old" ] && [ "$old" != "$place" ] || continue
  if in_use "$old"; then
    echo "kept       $old, because sessions still run from it; install again later to remove it"
  else
    rm -rf "$old"
    echo "removed    $old"
  fi
done

echo "installed  slm-mesh $version in $place"
echo "command    $link"
case :${PATH:-}: in
  *":$prefix/bin:"* | *":$on_path:"*) ;;
  *) echo "next       $prefix/bin is not on your PATH; add it: export PATH=\"$prefix/bin:\$PATH\"" ;;
esac
echo "next       slm-mesh setup registers it with your agents"
