/**
 * Single steps of a broker's work, measured by JMH in one JVM that runs as the broker does: {@code
 * mesh-bench/micro}. They tell where the time of a call goes; what a client waits for is measured
 * by the rows.
 */
@NullMarked
package io.slmmesh.bench.micro;

import org.jspecify.annotations.NullMarked;
