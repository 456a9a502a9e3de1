package io.slmmesh.broker.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OversizeLineTest {
  @Test
  void theIdIsFoundAtTheStartAndAtTheEnd() {
    assertThat(
            OversizeLine.id(
                "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":{", "xxx\"}}}"))
        .isEqualTo(7L);
    assertThat(OversizeLine.id("{\"jsonrpc\":\"2.0\",\"id\":\"a-1\",\"params\":{", "xxx\"}}}"))
        .isEqualTo("a-1");
    assertThat(
            OversizeLine.id(
                "{\"method\":\"tools/call\",\"params\":{\"x\":\"",
                "xx\"}},\"jsonrpc\":\"2.0\",\"id\":3}"))
        .isEqualTo(3L);
  }

  @Test
  void anIdInsideTheParametersIsNotTheRequests() {
    assertThat(OversizeLine.id("{\"params\":{\"id\":5,\"x\":\"", "xx\",\"id\":5}}")).isNull();
  }
}
