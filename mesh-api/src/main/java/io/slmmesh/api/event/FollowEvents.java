package io.slmmesh.api.event;

import static io.slmmesh.api.error.MeshException.invalid;

import io.slmmesh.api.json.Default;
import io.slmmesh.api.json.Doc;
import io.slmmesh.api.json.Limit;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Input of {@code mesh_events}. */
public record FollowEvents(
    Action action,
    @Doc("default: your subscription, else all") @Limit(items = 20) @Default("[]")
        List<EventType> types,
    @Doc("after this seq, or ISO-8601 time") @Nullable Object since,
    @Limit(min = 1, max = 200) @Default("50") int limit,
    @Doc("wait this long if there is nothing") @Limit(min = 0, max = 50) @Default("0")
        int waitSeconds) {

  /** What to do. */
  public enum Action {
    READ,
    SUBSCRIBE,
    UNSUBSCRIBE
  }

  public FollowEvents {
    types = List.copyOf(types);
    since =
        since instanceof String text && text.chars().allMatch(Character::isDigit) && !text.isEmpty()
            ? wholeNumber(text)
            : since;
    if (since != null && sinceSeq(since) == null && sinceTime(since) == null) {
      throw invalid(
          "since", "must be a sequence number (0 or more) or a time such as 2026-11-23T12:00:00Z");
    }
  }

  /** The sequence number after which to read, if that is what was asked. */
  public @Nullable Long sinceSeq() {
    return sinceSeq(since);
  }

  /** The time from which to read, if that is what was asked. */
  public @Nullable Instant sinceTime() {
    return sinceTime(since);
  }

  private static Object wholeNumber(String digits) {
    return digits.length() > 18 ? Long.MAX_VALUE : Long.parseLong(digits);
  }

  private static @Nullable Long sinceSeq(@Nullable Object since) {
    return since instanceof Long seq && seq >= 0 ? seq : null;
  }

  private static @Nullable Instant sinceTime(@Nullable Object since) {
    try {
      return since instanceof String text ? Instant.parse(text) : null;
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
