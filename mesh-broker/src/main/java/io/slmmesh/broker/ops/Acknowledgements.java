package io.slmmesh.broker.ops;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes back the receipts of answers that were written to an agent. Doing it twice does no harm.
 */
public final class Acknowledgements {
  private static final Logger LOG = LoggerFactory.getLogger(Acknowledgements.class);

  private final Map<String, Consumer<List<String>>> kinds;

  /**
   * {@code kinds}: what to do with the parts of each kind, split at the colons; the second field is
   * the agent.
   */
  public Acknowledgements(Map<String, Consumer<List<String>>> kinds) {
    this.kinds = Map.copyOf(kinds);
  }

  /**
   * Makes true what the receipt promised.
   *
   * @param mine whether an agent belongs to the connection that brings the receipt; parts of others
   *     are ignored
   */
  public void take(String receipt, Predicate<String> mine) {
    for (String part : receipt.split(";", -1)) {
      List<String> fields = List.of(part.split(":", -1));
      Consumer<List<String>> kind = kinds.get(fields.getFirst());
      if (kind == null || fields.size() < 3 || !mine.test(fields.get(1))) {
        LOG.warn("ignored a receipt of kind {}", fields.getFirst());
      } else {
        kind.accept(fields);
      }
    }
  }
}
