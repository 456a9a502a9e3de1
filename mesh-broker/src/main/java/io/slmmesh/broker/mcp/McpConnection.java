package io.slmmesh.broker.mcp;

import io.slmmesh.api.error.MeshException;
import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonException;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.link.Frame;
import io.slmmesh.api.link.Frames;
import io.slmmesh.api.link.Hello;
import io.slmmesh.api.operation.Allowance;
import io.slmmesh.api.operation.CallKey;
import io.slmmesh.api.operation.Receipts;
import io.slmmesh.broker.mcp.ToolCall.Origin;
import io.slmmesh.broker.reach.Openings;
import io.slmmesh.broker.rpc.Conversation;
import io.slmmesh.broker.rpc.FrameChannel;
import io.slmmesh.broker.rpc.Replies;
import io.slmmesh.broker.rpc.RpcException;
import io.slmmesh.broker.rpc.RpcMessage;
import io.slmmesh.broker.rpc.RpcMessage.Invalid;
import io.slmmesh.broker.rpc.RpcMessage.Notification;
import io.slmmesh.broker.rpc.RpcMessage.Request;
import io.slmmesh.broker.rpc.RpcMessage.Response;
import io.slmmesh.broker.rpc.Waits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One bridge. The thread that runs it reads frames and answers requests in their order; a request
 * that may wait gets a thread of its own. Whatever ends the connection, its agents move out.
 */
public final class McpConnection implements Conversation {
  private static final Logger LOG = LoggerFactory.getLogger(McpConnection.class);

  /** A line can hold several requests (a batch); each needs a number of its own. */
  private static final int BATCH = 100;

  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final FrameChannel channel;
  private final Hello hello;
  private final Surroundings around;
  private final Residents residents;
  private final Protocol protocol;
  private final Waits waits = new Waits(this::partIfDone);
  private final Set<String> unconfirmed = ConcurrentHashMap.newKeySet();
  private final Progress progress;
  private volatile boolean ours;
  private volatile boolean parting;
  private volatile boolean ended;
  private final Openings openings;

  public McpConnection(FrameChannel channel, Hello hello, Surroundings around) {
    this.channel = channel;
    this.hello = hello;
    this.around = around;
    this.openings = new Openings(around.pusher(), hello, this::writeToInbox);
    this.residents =
        new Residents(
            around.peers(), hello, memo -> write(Frames.memo(memo.encode())), openings::movedIn);
    this.protocol = new Protocol(around.catalog(), residents);
    this.progress = new Progress(around.clockwork(), this::push);
  }

  @Override
  public void run() {
    Runnable callOff = () -> {};
    try {
      resume();
      callOff = around.clockwork().in(around.joinAfter(), this::lasted);
      for (Frame frame = channel.next(); frame != null; frame = channel.next()) {
        resume();
        residents.heard();
        take(frame);
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.debug("connection of pid {} ended: {}", hello.pid(), e.toString());
    } finally {
      ended = true;
      callOff.run();
      waits.cancelAll();
      List<String> ids =
          residents.moveOut(ours ? around.grace() : Duration.ZERO, "its session ended");
      ids.forEach(around.connectionEnded());
      openings.close();
    }
  }

  private void writeToInbox(String receipt, JsonObject line) {
    try {
      channel.inbox(receipt, line);
    } catch (IOException e) {
      LOG.debug("could not reach the inbox", e);
    }
  }

  private void resume() {
    try {
      residents.resume();
    } catch (MeshException e) {
      LOG.warn("pid {} cannot join again yet: {}", hello.pid(), e.getMessage());
    }
  }

  /** The bridge takes what was not answered to the successor. */
  @Override
  public void stop(@Nullable Duration startNoneFor) {
    ours = true;
    try {
      if (startNoneFor != null) {
        channel.write(Frames.makeRoom(startNoneFor.toMillis()));
      }
      channel.stopReading();
    } catch (IOException e) {
      LOG.debug("the bridge was gone already", e);
    }
    waits.cancelAll();
  }

  /** A client that has shown itself and stays is an agent, also before its first tool call. */
  private void lasted() {
    if (residents.isIntroduced()) {
      residents.lasted();
    }
  }

  private void take(Frame frame) throws IOException {
    switch (frame.kind()) {
      case Frames.LINE -> takeLine(frame);
      case Frames.CLIPPED -> takeClipped(frame);
      case Frames.RECEIPT -> takeReceipt(frame.word(0));
      case Frames.HEARTBEAT -> {}
      case Frames.END -> part();
      default -> LOG.warn("ignored a frame of kind {}", (char) frame.kind());
    }
  }

  /**
   * The agent closed its end. It reads what is still written to it, so waits are answered at once
   * and the receipts of all answers are awaited.
   */
  private void part() {
    parting = true;
    waits.hurryAll();
    partIfDone();
  }

  private void partIfDone() {
    if (parting && !waits.areUnderWay() && unconfirmed.isEmpty()) {
      try {
        channel.stopReading();
      } catch (IOException e) {
        LOG.debug("the bridge was gone already", e);
      }
    }
  }

  /** What cannot be recorded now, as on a full disk, is tried again: the bridge sends it once. */
  private void takeReceipt(String receipt) {
    try {
      if (!ended) {
        around.acknowledgements().take(receipt, residents::has);
        write(Frames.confirmed(receipt));
        unconfirmed.remove(receipt);
        partIfDone();
      }
    } catch (MeshException e) {
      LOG.warn("a receipt waits: {}", e.getMessage());
      Runnable _ = around.clockwork().in(AGAIN, () -> takeReceipt(receipt));
    }
  }

  private void takeClipped(Frame frame) throws IOException {
    int head = (int) frame.number(4);
    String text = new String(frame.payload(), StandardCharsets.ISO_8859_1);
    Object id =
        OversizeLine.id(
            text.substring(0, Math.min(head, text.length())),
            text.substring(Math.min(head, text.length())));
    String why = "a line of " + frame.number(3) + " bytes is too long; at most " + Frames.MAX_LINE;
    answer(
        frame.number(0),
        new Receipts(),
        Replies.error(id, new RpcException(RpcException.INVALID_REQUEST, why)));
  }

  private void takeLine(Frame frame) throws IOException {
    long number = frame.number(0);
    var origin = new Line(number, Duration.ofMillis(frame.number(1)), frame.number(2));
    try {
      Object json = Json.parse(frame.payload());
      if (json instanceof List<?> batch) {
        takeBatch(origin, batch);
      } else {
        takeMessage(origin, RpcMessage.of(json));
      }
    } catch (JsonException e) {
      answer(
          number,
          new Receipts(),
          Replies.error(
              null, new RpcException(RpcException.PARSE_ERROR, String.valueOf(e.getMessage()))));
    }
  }

  /**
   * A line of the agent: its number, how long it has waited, and up to which number all is done.
   */
  private record Line(long number, Duration waited, long done) {
    Line withoutTimeLeft() {
      return new Line(number, Duration.ofDays(1), done);
    }

    CallKey key(String session, int part) {
      return new CallKey(session, number * BATCH + part, done * BATCH + BATCH - 1);
    }
  }

  private void takeMessage(Line line, RpcMessage message) {
    // No pattern switch: its first use would take longer than a session's first answer.
    if (message instanceof Request request) {
      takeRequest(line, request);
    } else if (message instanceof Invalid invalid) {
      var why = new RpcException(RpcException.INVALID_REQUEST, invalid.why());
      answer(line.number(), new Receipts(), Replies.error(invalid.id(), why));
    } else {
      if (message instanceof Notification notification
          && notification.method().equals("notifications/cancelled")) {
        waits.cancel(notification.params().get("requestId"));
      }
      finish(line.number());
    }
  }

  private void takeRequest(Line line, Request request) {
    if (request.method().equals("subscriptions/listen")) {
      listen(line, request);
    } else if (around.catalog().mayWait(request.params())) {
      takeWaiting(line, request);
    } else {
      var receipts = new Receipts();
      try {
        answer(line.number(), receipts, protocol.answer(request, origin(line, 0, receipts)));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void takeWaiting(Line line, Request request) {
    var receipts = new Receipts();
    waits.start(
        request.id(),
        wait -> {
          receipts.drop();
          Line asked = wait.isHurried() ? line.withoutTimeLeft() : line;
          try (var _ = progress.of(request.params(), line.waited())) {
            JsonObject answer = protocol.answer(request, origin(asked, 0, receipts));
            return () -> answer(line.number(), receipts, answer);
          }
        },
        () -> abandon(line.number(), receipts));
  }

  /**
   * The request stays open until it is cancelled or the connection ends; none of our lists ever
   * changes.
   */
  private void listen(Line line, Request request) {
    try {
      protocol.admit(request, true);
    } catch (RpcException e) {
      answer(line.number(), new Receipts(), Replies.error(request.id(), e));
      return;
    }
    push(Stateless.acknowledged(request.id()));
    waits.start(
        request.id(),
        wait -> {
          wait.awaitCancellation();
          return null;
        },
        () -> abandon(line.number(), new Receipts()));
  }

  /** The requests of a batch, one after the other, answered together. */
  private void takeBatch(Line line, List<?> batch) {
    if (batch.isEmpty() || batch.size() > BATCH) {
      var refused =
          new RpcException(
              RpcException.INVALID_REQUEST, "a batch must hold 1 to " + BATCH + " messages");
      answer(line.number(), new Receipts(), Replies.error(null, refused));
      return;
    }
    var receipts = new Receipts();
    waits.start(
        new Object(),
        wait -> {
          receipts.drop();
          var answers = new ArrayList<JsonObject>();
          Line asked = wait.isHurried() ? line.withoutTimeLeft() : line;
          for (int i = 0; i < batch.size(); i++) {
            switch (RpcMessage.of(batch.get(i))) {
              case Request request ->
                  answers.add(protocol.answer(request, origin(asked, i, receipts)));
              case Invalid invalid ->
                  answers.add(
                      Replies.error(
                          invalid.id(),
                          new RpcException(RpcException.INVALID_REQUEST, invalid.why())));
              case Notification _, Response _ -> {}
            }
          }
          return () -> {
            if (answers.isEmpty()) {
              finish(line.number());
            } else {
              answer(line.number(), receipts, answers);
            }
          };
        },
        () -> abandon(line.number(), receipts));
  }

  private Origin origin(Line line, int part, Receipts receipts) {
    return new Origin(
        line.key(hello.session(), part), Allowance.SESSION, line.waited(), receipts, this::push);
  }

  /**
   * Nobody wants the answer any more; unless the broker ends, then the bridge takes the line to the
   * next one.
   */
  private void abandon(long number, Receipts receipts) {
    receipts.drop();
    if (!ours) {
      finish(number);
    }
  }

  private void answer(long number, Receipts receipts, Object message) {
    String receipt = receipts.token();
    if (!receipt.equals(Frames.NO_RECEIPT)) {
      unconfirmed.add(receipt);
    }
    try {
      channel.answer(number, receipt, message);
    } catch (IOException e) {
      LOG.debug("could not answer", e);
    }
  }

  private void push(JsonObject message) {
    try {
      channel.push(message);
    } catch (IOException e) {
      LOG.debug("could not notify", e);
    }
  }

  private void finish(long number) {
    write(Frames.finished(number));
  }

  private void write(byte[] frame) {
    try {
      channel.write(frame);
    } catch (IOException e) {
      LOG.debug("could not write", e);
    }
  }
}
