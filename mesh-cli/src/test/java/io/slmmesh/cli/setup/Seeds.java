package io.slmmesh.cli.setup;

import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

/** What random tests draw from. */
final class Seeds {
  private Seeds() {}

  /** The same in every build; {@code -Dseed} gives one, {@code -Dseeds} that many others. */
  static List<Long> all() {
    Long given = Long.getLong("seed");
    Integer hunt = Integer.getInteger("seeds");
    if (given != null) {
      return List.of(given);
    }
    return hunt == null
        ? LongStream.rangeClosed(1, 300).boxed().toList()
        : new Random().longs(hunt).boxed().toList();
  }
}
