package io.slmmesh.cli.call;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.slmmesh.api.Version;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.link.Frame;
import io.slmmesh.api.link.Frames;
import io.slmmesh.api.link.Line;
import io.slmmesh.api.link.LineReader;
import io.slmmesh.api.link.RuntimeDir;
import io.slmmesh.api.link.Welcome;
import io.slmmesh.api.operation.Operations;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class BrokerCallTest {
  private static final JsonObject INPUT = JsonObject.of("to", "kipu", "message", "hi");
  private static final Executor APART = Thread::startVirtualThread;

  @TempDir private Path temp;
  private Map<String, String> environment;
  private ServerSocketChannel server;

  /** One connection, seen from the broker. */
  private record Caller(SocketChannel channel, LineReader lines, String hello) {
    Frame next() throws IOException {
      Line line = lines.next();
      return line == null ? null : Frame.of(line.bytes());
    }

    void answer(Frame call, String receipt, String json) throws IOException {
      Frames.write(channel, Frames.answer(call.number(0), receipt, json.getBytes(UTF_8)));
    }
  }

  @BeforeEach
  void listen() throws IOException {
    environment = Map.of(RuntimeDir.VARIABLE, temp.resolve("mesh").toString());
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(RuntimeDir.open(environment).socket()));
  }

  @AfterEach
  void end() throws IOException {
    server.close();
  }

  private Caller accept(String broker) throws IOException {
    SocketChannel channel = server.accept();
    LineReader lines = LineReader.strict(channel, Frames.MAX_FROM_BRIDGE);
    String hello = new String(lines.next().bytes(), UTF_8);
    Frames.write(channel, new Welcome.Welcomed(Version.VALUE, broker, 1, 15_000).encode());
    return new Caller(channel, lines, hello);
  }

  private BrokerCall find() {
    try {
      return BrokerCall.find(new Entrance(environment, "/src", null, note -> {}));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static Reply send(BrokerCall call) {
    try {
      return call.ask(Operations.SEND, "ci", INPUT);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aCallNamesTheOperationTheAgentAndTheInput() throws Exception {
    var replied = CompletableFuture.supplyAsync(() -> send(find()), APART);
    Caller caller = accept("b1");
    Frame call = caller.next();
    caller.answer(call, "-", "{\"ok\":true,\"messageId\":\"m\"}");

    assertThat(caller.hello()).contains("face=call").contains("cwd=%2Fsrc");
    assertThat(new String(call.payload(), UTF_8))
        .isEqualTo(
            "{\"operation\":\"message.send\",\"as\":\"ci\",\"input\":{\"to\":\"kipu\",\"message\":\"hi\"}}");
    Reply reply = replied.get();
    assertThat(reply.ok()).isTrue();
    assertThat(reply.json().text("messageId")).isEqualTo("m");
  }

  @Test
  void aCallWhoseBrokerDiesIsSentAgainUnderItsNumberBySameSession() throws Exception {
    var replied = CompletableFuture.supplyAsync(() -> send(find()), APART);
    Caller first = accept("b1");
    Frame lost = first.next();
    first.channel().close();

    Caller second = accept("b2");
    Frame again = second.next();
    second.answer(again, "-", "{\"ok\":true}");

    assertThat(replied.get().ok()).isTrue();
    assertThat(again.number(0)).isEqualTo(lost.number(0));
    assertThat(again.payload()).isEqualTo(lost.payload());
    assertThat(second.hello()).isEqualTo(first.hello()).containsPattern("session=[0-9a-f]{32}");
  }

  @Test
  void theReceiptIsGivenBackOnlyWhenTheAnswerWasWritten() throws Exception {
    var called = CompletableFuture.supplyAsync(this::find, APART);
    Caller caller = accept("b1");
    BrokerCall call = called.get();
    var replied = CompletableFuture.supplyAsync(() -> send(call), APART);
    caller.answer(caller.next(), "read:x:1", "{\"ok\":true}");
    Reply reply = replied.get();

    var written = CompletableFuture.runAsync(() -> call.written(reply), APART);
    Frame receipt = caller.next();
    assertThat(receipt.kind()).isEqualTo(Frames.RECEIPT);
    assertThat(receipt.word(0)).isEqualTo("read:x:1");
    assertThat(written).isNotDone();

    Frames.write(caller.channel(), Frames.confirmed("read:x:1"));
    written.get(10, TimeUnit.SECONDS);
  }

  @Test
  void whatIsTooLongForALineIsRefusedHere() throws Exception {
    var called = CompletableFuture.supplyAsync(this::find, APART);
    Caller caller = accept("b1");
    BrokerCall call = called.get();

    Reply reply =
        call.ask(
            Operations.SEND, "ci", JsonObject.of("to", "kipu", "message", "x".repeat(1 << 20)));

    assertThat(reply.ok()).isFalse();
    assertThat(reply.code()).isEqualTo("too_large");
    call.close();
    assertThat(caller.next()).isNull();
  }
}
