/**
 * How cost grows with what is stored: {@link io.slmmesh.bench.scale.Past} fills a database, {@link
 * io.slmmesh.bench.scale.Chores} does what agents do all day, {@link io.slmmesh.bench.scale.Plot}
 * draws what came out. This package knows the product's schema and tools; the rest of the suite
 * does not.
 */
@NullMarked
package io.slmmesh.bench.scale;

import org.jspecify.annotations.NullMarked;
