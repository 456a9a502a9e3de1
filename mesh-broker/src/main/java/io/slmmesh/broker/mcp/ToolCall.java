package io.slmmesh.broker.mcp;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.operation.Allowance;
import io.slmmesh.api.operation.CallKey;
import io.slmmesh.api.operation.Receipts;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One {@code tools/call}.
 *
 * @param params of the request
 * @param audience tells who calls
 * @param origin how it came here
 */
public record ToolCall(JsonObject params, Audience audience, Origin origin) {
  /**
   * Where a request came from.
   *
   * @param key makes its effect happen once; {@code null} where nothing is ever sent again
   * @param allowance by which limit it is counted
   * @param waited how long the agent has waited already
   * @param receipts what becomes true once the answer was written
   * @param notices takes notifications that belong to this request
   */
  public record Origin(
      @Nullable CallKey key,
      Allowance allowance,
      Duration waited,
      Receipts receipts,
      Sink notices) {}

  /** Where notifications go; what can't be delivered any more is dropped. */
  @FunctionalInterface
  public interface Sink {
    void push(JsonObject notification);
  }
}
