package io.slmmesh.cli.bridge;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.function.BooleanSupplier;

/**
 * Tells whether the agent has closed its end of stdin, also while there are bytes before that end
 * that nobody can take in yet. The JDK tells it to those alone who read; the kernel tells it to
 * {@code poll}. Asked only when a session is stuck: the first time loads much and may note on
 * stderr that native code is called.
 */
final class Hangup implements BooleanSupplier {
  private static final int STDIN = 0;
  private static final short CLOSED = 0x2000;
  private static final short ERROR_OR_HUNG_UP = 0x8 | 0x10;

  /** {@code struct pollfd}: an int, what is asked, what is so. */
  private static final int SIZE = 8;

  private static final int ASKED = 4;
  private static final int IS_SO = 6;

  @Override
  public boolean getAsBoolean() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment request = arena.allocate(SIZE, Integer.BYTES);
      request.set(ValueLayout.JAVA_INT, 0, STDIN);
      request.set(ValueLayout.JAVA_SHORT, ASKED, CLOSED);
      int ready = (int) poll().invokeExact(request, 1L, 0);
      return ready > 0
          && (request.get(ValueLayout.JAVA_SHORT, IS_SO) & (CLOSED | ERROR_OR_HUNG_UP)) != 0;
    } catch (Throwable unknown) {
      // Where it cannot be asked, the parent's death still ends the session.
      return false;
    }
  }

  @SuppressWarnings("restricted") // poll as the C library declares it
  private static MethodHandle poll() {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow("poll"),
        FunctionDescriptor.of(
            ValueLayout.JAVA_INT,
            ValueLayout.ADDRESS,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_INT));
  }
}
