package io.slmmesh.broker.guard;

import java.util.List;
import java.util.Optional;

/** The files that a patch in the form of {@code apply_patch} names. */
final class PatchText {
  private static final List<String> HEADS =
      List.of("*** Add File: ", "*** Update File: ", "*** Delete File: ", "*** Move to: ");

  private PatchText() {}

  static List<String> files(String patch) {
    return patch.lines().flatMap(line -> file(line).stream()).distinct().toList();
  }

  private static Optional<String> file(String line) {
    return HEADS.stream()
        .filter(line::startsWith)
        .map(head -> line.substring(head.length()).strip())
        .filter(name -> !name.isEmpty())
        .findFirst();
  }
}
