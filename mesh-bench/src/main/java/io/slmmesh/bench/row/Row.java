package io.slmmesh.bench.row;

import io.slmmesh.bench.suite.Figures;
import io.slmmesh.bench.suite.SystemUnderTest;
import java.io.IOException;

/**
 * A situation in which a system is measured. One call is one round; rounds of systems alternate.
 */
@FunctionalInterface
public interface Row {
  void measure(SystemUnderTest system, Figures figures) throws IOException, InterruptedException;
}
