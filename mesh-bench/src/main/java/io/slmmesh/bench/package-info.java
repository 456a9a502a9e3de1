/** The benchmark suite: {@code mesh-bench/run} starts {@link io.slmmesh.bench.Main}. */
@NullMarked
package io.slmmesh.bench;

import org.jspecify.annotations.NullMarked;
