package io.slmmesh.broker.life;

/** Why a broker ended, in words for people. */
public record StopReason(String text) {
  public static final StopReason SIGNAL = new StopReason("asked to stop by a signal");
  public static final StopReason DAMAGED =
      new StopReason("the database is damaged; the next start puts it aside");
  public static final StopReason UNSYNCED =
      new StopReason(
          "the disk failed to store data; the next start recovers what was acknowledged");

  /** What the next broker says when this one left no reason. */
  public static final StopReason KILLED = new StopReason("killed or crashed: it left no reason");

  public static final StopReason COMMAND = new StopReason("stopped by slm-mesh stop");

  public static StopReason idle(long seconds) {
    return new StopReason("no session for " + seconds + " s");
  }

  public static StopReason replaced(String version) {
    return new StopReason("replaced by version " + version);
  }
}
