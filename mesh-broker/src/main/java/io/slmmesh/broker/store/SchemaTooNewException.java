package io.slmmesh.broker.store;

import java.io.Serial;
import java.nio.file.Path;

/** The database was written by a newer version; it is left alone. */
public final class SchemaTooNewException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  SchemaTooNewException(Path file, int version, int known) {
    super(
        file
            + " was written by a newer slm-mesh (schema "
            + version
            + ", this one knows "
            + known
            + "); update slm-mesh");
  }
}
