package io.slmmesh.broker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The next release has one step more. */
class MigrationsTest {
  private static final String STEP = "CREATE TABLE later (n INTEGER) STRICT;";

  @TempDir Path directory;
  private Path file;
  private int version;

  @BeforeEach
  void aDatabaseOfThisRelease() {
    file = directory.resolve("mesh.db");
    version = Migrations.steps().size();
    try (Sql sql = Database.openWriter(file, Database.Durability.FULL)) {
      Migrations.apply(sql, file);
      assertThat(sql.update("INSERT INTO meta VALUES ('kept', 'yes')")).isEqualTo(1);
    }
  }

  private void upgrade(String step) {
    var steps = new ArrayList<>(Migrations.steps());
    steps.add(step);
    try (Sql sql = Database.openWriter(file, Database.Durability.FULL)) {
      Migrations.apply(sql, file, steps);
    }
  }

  private Path backup() {
    return directory.resolve("mesh.db.v" + version + ".bak");
  }

  private static long number(Path database, String query) {
    try (Sql sql = Database.openReader(database)) {
      return sql.number(query);
    }
  }

  private static long version(Path database) {
    return number(database, "SELECT user_version AS n FROM pragma_user_version");
  }

  @Test
  void anOlderDatabaseIsBackedUpAndBroughtUpToDate() throws IOException {
    upgrade(STEP);

    assertThat(version(file)).isEqualTo(version + 1);
    assertThat(number(file, "SELECT COUNT(*) AS n FROM later")).isZero();
    assertThat(number(file, "SELECT COUNT(*) AS n FROM meta WHERE key = 'kept'")).isEqualTo(1);
    assertThat(version(backup())).isEqualTo(version);
    assertThat(number(backup(), "SELECT COUNT(*) AS n FROM meta WHERE key = 'kept'")).isEqualTo(1);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backup())))
        .isEqualTo("rw-------");
  }

  @Test
  void aStepThatFailsChangesNothingAndCanBeTriedAgain() {
    assertThatThrownBy(() -> upgrade(STEP + "INSERT INTO nowhere VALUES (1);"))
        .isInstanceOf(StoreException.class);
    assertThat(version(file)).isEqualTo(version);
    assertThat(number(file, "SELECT COUNT(*) AS n FROM sqlite_schema WHERE name = 'later'"))
        .isZero();

    upgrade(STEP);

    assertThat(version(file)).isEqualTo(version + 1);
    assertThat(version(backup())).isEqualTo(version);
  }

  @Test
  void aDatabaseThatIsUpToDateIsNotBackedUp() {
    upgrade("");
    try (Sql sql = Database.openWriter(file, Database.Durability.FULL)) {
      sql.run("PRAGMA user_version = " + version);
      Migrations.apply(sql, file);
    }
    assertThat(directory.resolve("mesh.db.v0.bak")).doesNotExist();
    assertThat(version(file)).isEqualTo(version);
  }

  @Test
  void aNewerDatabaseIsRefusedAndLeftAsItIs() throws IOException {
    upgrade(STEP);
    byte[] before = Files.readAllBytes(file);
    try (Sql sql = Database.openWriter(file, Database.Durability.FULL)) {
      assertThatThrownBy(() -> Migrations.apply(sql, file))
          .isInstanceOf(SchemaTooNewException.class)
          .hasMessageContainingAll(
              file.toString(), "schema " + (version + 1), "knows " + version, "update slm-mesh");
    }
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
  }

  @Test
  void everyStepAloneEndsWithItsStatements() {
    assertThat(Migrations.steps())
        .isNotEmpty()
        .allSatisfy(step -> assertThat(step.strip()).endsWith(";"));
  }
}
