package io.slmmesh.broker.store;

import io.slmmesh.api.error.ErrorCode;
import io.slmmesh.api.error.MeshException;
import java.io.Serial;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** SQLite failed in a way that no caller can help: damage, a failing disk, or a bug of ours. */
public final class StoreException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final Kind kind;

  /** What the failure means for the broker. */
  public enum Kind {
    /** The file is not a sound database. */
    DAMAGED,
    /** An fsync failed: what the disk holds is unknown until the database is opened again. */
    UNSYNCED,
    /** Anything else; the transaction was rolled back. */
    FAILED
  }

  StoreException(Kind kind, SQLException cause) {
    super(cause.getMessage(), cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }

  /**
   * The exception to throw for {@code cause}: a full disk is a refusal, all else a {@code
   * StoreException}.
   */
  static RuntimeException of(SQLException cause) {
    if (!(cause instanceof SQLiteException sqlite)) {
      return new StoreException(Kind.FAILED, cause);
    }
    SQLiteErrorCode code = sqlite.getResultCode();
    return switch (code) {
      case SQLITE_FULL, SQLITE_IOERR_SHMSIZE ->
          new MeshException(
              ErrorCode.STORAGE_FULL,
              "the disk of the data directory is full; free some space and try again",
              cause);
      case SQLITE_CORRUPT,
          SQLITE_CORRUPT_INDEX,
          SQLITE_CORRUPT_VTAB,
          SQLITE_CORRUPT_SEQUENCE,
          SQLITE_NOTADB ->
          new StoreException(Kind.DAMAGED, cause);
      case SQLITE_IOERR_FSYNC, SQLITE_IOERR_DIR_FSYNC -> new StoreException(Kind.UNSYNCED, cause);
      default -> new StoreException(Kind.FAILED, cause);
    };
  }
}
