package io.slmmesh.broker.config;

/** Everything that can be set, with its environment variable, unit, range and default. */
public enum Setting {
  HEARTBEAT(
      "SLM_MESH_HEARTBEAT_MS",
      15_000,
      100,
      600_000,
      "milliseconds",
      "How often a session tells that it is alive."),
  STALE(
      "SLM_MESH_STALE_MS",
      30_000,
      200,
      3_600_000,
      "milliseconds",
      "A session that was silent for this long is shown as stale."),
  GONE(
      "SLM_MESH_DEAD_MS",
      60_000,
      300,
      3_600_000,
      "milliseconds",
      "A session that was silent for this long has left: its locks are free."),
  GRACE(
      "SLM_MESH_GRACE_MS",
      10_000,
      0,
      600_000,
      "milliseconds",
      "How long a new broker waits for the sessions of the one before it; they keep their locks."),
  JOIN(
      "SLM_MESH_JOIN_MS",
      3_000,
      0,
      600_000,
      "milliseconds",
      "A session that lasts this long joins the mesh without a tool call."),
  IDLE(
      "SLM_MESH_IDLE_MS",
      60_000,
      100,
      86_400_000,
      "milliseconds",
      "The broker stops this long after the last session."),
  RATE(
      "SLM_MESH_RATE",
      1_000,
      1,
      1_000_000,
      "calls",
      "How many calls an agent may make in 10 seconds."),
  HTTP_RATE(
      "SLM_MESH_HTTP_RATE",
      100,
      1,
      1_000_000,
      "calls",
      "How many calls a program may make over HTTP in 10 seconds."),
  PORT(
      "SLM_MESH_PORT",
      7_899,
      0,
      65_535,
      "port",
      "TCP port of the HTTP face on 127.0.0.1; one of the next ten if it is taken. 0: any free one."),
  RETENTION(
      "SLM_MESH_RETENTION_DAYS",
      7,
      1,
      3_650,
      "days",
      "How long messages that were read, and events, are kept. Unread messages are kept until read."),
  FSYNC(
      "SLM_MESH_FSYNC",
      1,
      0,
      1,
      "0 or 1",
      "1: what was acknowledged survives a loss of power. 0: it survives the death of the broker only.");

  private final String variable;
  private final long standard;
  private final long least;
  private final long most;
  private final String unit;
  private final String says;

  Setting(String variable, long standard, long least, long most, String unit, String says) {
    this.variable = variable;
    this.standard = standard;
    this.least = least;
    this.most = most;
    this.unit = unit;
    this.says = says;
  }

  public String variable() {
    return variable;
  }

  public long standard() {
    return standard;
  }

  public long least() {
    return least;
  }

  public long most() {
    return most;
  }

  public String unit() {
    return unit;
  }

  public String says() {
    return says;
  }
}
