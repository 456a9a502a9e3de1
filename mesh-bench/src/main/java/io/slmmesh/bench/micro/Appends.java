package io.slmmesh.bench.micro;

import io.slmmesh.api.event.MeshEvent.StateChanged;
import io.slmmesh.broker.clock.MeshClock;
import io.slmmesh.broker.store.Store;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;

/** One event, on disk when it returns: alone, and by sixteen who share their commits. */
@State(Scope.Benchmark)
public class Appends extends Measured {
  private final Place place = Place.make();
  private final Store store =
      Store.open(place.path().resolve("mesh.db"), true, MeshClock.system(), Appends::report);

  private static void report(RuntimeException failure) {
    System.err.println("the database failed: " + failure);
  }

  @TearDown
  public void close() throws IOException {
    store.close();
    place.close();
  }

  @Benchmark
  public Object alone() {
    return append();
  }

  @Benchmark
  @Threads(16)
  @BenchmarkMode(Mode.Throughput)
  @OutputTimeUnit(TimeUnit.SECONDS)
  public Object bySixteen() {
    return append();
  }

  private Object append() {
    return store.write(tx -> {
      tx.publish(new StateChanged("bench", "key", 1), null);
      return tx.now();
    });
  }
}
