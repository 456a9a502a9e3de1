package io.slmmesh.cli.setup;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How it stands with one client, and what is to be done about it.
 *
 * @param file the one that counts, {@code null} if there is none
 * @param change what is to be written, {@code null} if nothing is
 * @param says what was found, empty if the state says all
 * @param next what the user must do, empty if nothing
 */
public record Step(
    Client client,
    @Nullable Path file,
    State state,
    @Nullable Change change,
    String says,
    String next) {

  static Step still(Client client, @Nullable Path file, State state, String next) {
    return new Step(client, file, state, null, "", next);
  }

  static Step plan(Client client, Path file, State state, Change change) {
    return new Step(client, file, state, change, "", "");
  }

  Step saying(String found, String toDo) {
    return new Step(client, file, state, change, found, toDo);
  }

  static Step refusal(Client client, @Nullable Path file, String why, String toDo) {
    return new Step(client, file, State.REFUSED, null, why, toDo);
  }

  Step done() {
    return new Step(client, file, state.done(), null, says, next);
  }

  /** The change as lines of a unified diff; none if there is no change. */
  public List<String> diff() {
    return change == null || file == null ? List.of() : Diff.lines(file, change);
  }
}
