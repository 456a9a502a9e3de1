# Sourced by the scripts beside it: goes to the root of the tree, finds a JDK 25 and builds what they measure.
# MESH_BENCH_AS_IS=1 measures what was built before.
root=$(cd "$(dirname "$0")/.." && pwd) || exit 1
cd "$root" || exit 1

find_jdk() {
  for jdk in "${JAVA_HOME:-/none}" /usr/lib/jvm/*25* /usr/lib/jvm/* /opt/*jdk*; do
    [ -x "$jdk/bin/java" ] && grep -q '^JAVA_VERSION="25["._+-]' "$jdk/release" 2>/dev/null && return
  done
  echo "mesh-bench: no JDK 25 found; point JAVA_HOME at one" >&2
  return 1
}
find_jdk || exit 1

# $1: the modules
build() {
  [ -n "${MESH_BENCH_AS_IS:-}" ] || ./mvnw -q -Pbench -pl "$1" -am -DskipTests package || exit 1
}
class_path="mesh-bench/target/mesh-bench-0.1.0.jar:mesh-bench/target/dependency/*"
