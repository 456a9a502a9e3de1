package io.slmmesh.bench.micro;

import io.slmmesh.api.operation.Caller;
import io.slmmesh.broker.locks.Locks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The one key of a file, from each way to spell it: most of the time is the file system's. */
@State(Scope.Benchmark)
public class PathKeys extends Measured {
  @Param({"src/main/a.c", "src/../src/./main/a.c", "link/a.c", "src/main/new.c"})
  public String spelled = "";

  private final Place place = Place.make();
  private final Caller me = Caller.observer(place.path().toString(), null);

  @Setup
  public void layOut() throws IOException {
    Path directory = Files.createDirectories(place.path().resolve("src/main"));
    Files.createFile(directory.resolve("a.c"));
    Files.createSymbolicLink(place.path().resolve("link"), directory);
  }

  @TearDown
  public void close() throws IOException {
    place.close();
  }

  @Benchmark
  public String key() {
    return Locks.canonical(me, spelled);
  }
}
