package io.slmmesh.broker.call;

import io.slmmesh.api.error.MeshException;
import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonException;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.json.JsonText;
import io.slmmesh.api.link.Frame;
import io.slmmesh.api.link.Frames;
import io.slmmesh.api.link.Hello;
import io.slmmesh.api.operation.Receipts;
import io.slmmesh.broker.ops.Acknowledgements;
import io.slmmesh.broker.ops.Outcome;
import io.slmmesh.broker.rpc.Conversation;
import io.slmmesh.broker.rpc.FrameChannel;
import io.slmmesh.broker.rpc.Waits;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One command of the machine's user: each line names an operation and gives its input. A call runs
 * on a thread of its own, so that it ends when the command does.
 */
public final class CallConnection implements Conversation {
  private static final Logger LOG = LoggerFactory.getLogger(CallConnection.class);

  private final FrameChannel channel;
  private final Commands commands;
  private final Visitor visitor;
  private final Acknowledgements acknowledgements;
  private final Consumer<String> ended;
  private final Waits waits = new Waits();
  private volatile boolean ours;

  /**
   * @param ended told each agent as which the command acted, at its end
   */
  public CallConnection(
      FrameChannel channel,
      Hello hello,
      Commands commands,
      Acknowledgements acknowledgements,
      Consumer<String> ended) {
    this.channel = channel;
    this.commands = commands;
    this.visitor = commands.visitor(hello);
    this.acknowledgements = acknowledgements;
    this.ended = ended;
  }

  @Override
  public void run() {
    try {
      for (Frame frame = channel.next(); frame != null; frame = channel.next()) {
        visitor.heard();
        take(frame);
      }
    } catch (IOException e) {
      LOG.debug("a command ended: {}", e.toString());
    } finally {
      waits.cancelAll();
      visitor.leave(ours).forEach(ended);
    }
  }

  /** The command takes what was not answered to the successor. */
  @Override
  public void stop(@Nullable Duration startNoneFor) {
    ours = true;
    try {
      if (startNoneFor != null) {
        channel.write(Frames.makeRoom(startNoneFor.toMillis()));
      }
      channel.stopReading();
    } catch (IOException e) {
      LOG.debug("the command was gone already", e);
    }
    waits.cancelAll();
  }

  private void take(Frame frame) throws IOException {
    switch (frame.kind()) {
      case Frames.LINE -> takeCall(frame);
      case Frames.HEARTBEAT -> {}
      case Frames.RECEIPT -> {
        acknowledgements.take(frame.word(0), visitor::was);
        channel.write(Frames.confirmed(frame.word(0)));
      }
      default -> LOG.warn("ignored a frame of kind {}", (char) frame.kind());
    }
  }

  private void takeCall(Frame frame) throws IOException {
    long number = frame.number(0);
    var origin =
        new Commands.Origin(
            number, Duration.ofMillis(frame.number(1)), frame.number(2), new Receipts());
    waits.start(
        number,
        wait -> {
          Outcome outcome = outcome(frame.payload(), origin);
          return () -> answer(number, origin.receipts(), outcome);
        },
        origin.receipts()::drop);
  }

  private Outcome outcome(byte[] line, Commands.Origin origin) throws InterruptedException {
    try {
      if (Json.parse(line) instanceof JsonObject request) {
        return Outcome.of(commands.run(visitor, request, origin));
      }
      throw MeshException.invalid("the line", "must be a JSON object");
    } catch (JsonException e) {
      return Outcome.of(MeshException.invalid("the line", "is " + e.getMessage()));
    } catch (MeshException e) {
      return Outcome.of(e);
    }
  }

  private void answer(long number, Receipts receipts, Outcome outcome) {
    try {
      channel.answer(number, receipts.token(), new JsonText(outcome.json()));
    } catch (IOException e) {
      LOG.debug("could not answer a command", e);
    }
  }
}
