package io.slmmesh.broker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slmmesh.broker.clock.FakeClock;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is damaged is kept byte for byte and told; what is not damaged is not accused. */
class DamageTest {
  private static final int PAGE = 4096;
  private static final int NOTES = 400;

  @TempDir Path directory;
  private final FakeClock clock = new FakeClock();
  private final List<StoreException> fatal = new CopyOnWriteArrayList<>();

  private Path file() {
    return directory.resolve("mesh.db");
  }

  private Store open() {
    return Store.open(file(), false, clock, fatal::add);
  }

  private static String key(int i) {
    return "note-%05d".formatted(i);
  }

  private static void note(Store store, int from, int to) {
    var _ =
        store.write(tx -> {
          for (int i = from; i < to; i++) {
            int _ = tx.sql().update("INSERT INTO meta VALUES (?, ?)", key(i), "x".repeat(200));
          }
          return tx.now();
        });
  }

  /** How many notes there are, all of them checked. */
  private static long notes(Store store) {
    return store.read(sql ->
        sql.list(
                "SELECT value AS v FROM meta WHERE key LIKE 'note-%' ORDER BY key",
                row -> row.text("v"))
            .size());
  }

  /** The files as they are at this moment, as after the broker's death. */
  private Map<String, byte[]> files() throws IOException {
    var files = new TreeMap<String, byte[]>();
    try (Stream<Path> all = Files.list(directory)) {
      for (Path each : all.toList()) {
        files.put(each.getFileName().toString(), Files.readAllBytes(each));
      }
    }
    return files;
  }

  private void restore(Map<String, byte[]> files) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      for (Path each : all.toList()) {
        Files.delete(each);
      }
    }
    for (var each : files.entrySet()) {
      Files.write(directory.resolve(each.getKey()), each.getValue());
    }
  }

  /** A broker that wrote notes and died: half of them in the database, half in its log. */
  private Map<String, byte[]> crashed() throws IOException {
    try (Store store = open()) {
      note(store, 0, NOTES / 2);
    }
    try (Store store = open()) {
      note(store, NOTES / 2, NOTES);
      return files();
    }
  }

  /** What can happen to the files of a broker that died. */
  enum Harm {
    HEADER {
      @Override
      void to(Map<String, byte[]> files) {
        Arrays.fill(files.get("mesh.db"), 0, 100, (byte) 0x5a);
        files.remove("mesh.db-wal"); // it may hold the first page too
      }
    },
    PAGE_OF_A_TABLE {
      @Override
      void to(Map<String, byte[]> files) {
        byte[] file = files.get("mesh.db");
        for (int page = 2; page < file.length / PAGE; page++) {
          Arrays.fill(file, page * PAGE, page * PAGE + 40, (byte) 0x77);
        }
      }
    },
    TRUNCATED {
      @Override
      void to(Map<String, byte[]> files) {
        byte[] file = files.get("mesh.db");
        files.put("mesh.db", Arrays.copyOf(file, file.length / 2));
      }
    },
    EMPTY {
      @Override
      void to(Map<String, byte[]> files) {
        files.put("mesh.db", new byte[0]);
      }
    },
    GONE {
      @Override
      void to(Map<String, byte[]> files) {
        files.remove("mesh.db");
      }
    };

    abstract void to(Map<String, byte[]> files);
  }

  @ParameterizedTest
  @EnumSource
  void aDamagedDatabaseIsKeptByteForByteAndANewOneBegun(Harm harm) throws IOException {
    Map<String, byte[]> files = crashed();
    harm.to(files);
    restore(files);
    files.remove("mesh.db-shm"); // SQLite rebuilds it whenever it looks

    try (Store store = open()) {
      Damage damage = store.damage().orElseThrow();
      assertThat(damage.report()).contains("the database was damaged", damage.keptAs().toString());
      for (var each : files.entrySet()) {
        String kept = each.getKey().replace("mesh.db", damage.keptAs().getFileName().toString());
        assertThat(directory.resolve(kept)).as(kept).hasBinaryContent(each.getValue());
      }
      store.remember("new", "begun");
      assertThat(store.remembered("new")).contains("begun");
      assertThat(directory.resolve("mesh.db.suspect")).doesNotExist();
    }
    try (Store store = open()) {
      assertThat(store.damage()).as("said once").isEmpty();
      assertThat(store.remembered("new")).contains("begun");
    }
  }

  @Test
  void aSecondDamagedDatabaseReplacesNoFirstOne() throws IOException {
    for (int i = 0; i < 3; i++) {
      Files.writeString(file(), "garbage number " + i + " ".repeat(9000));
      open().close();
    }
    try (Stream<Path> all = Files.list(directory)) {
      assertThat(
              all.filter(each -> each.getFileName().toString().matches("mesh.db.damaged-[0-9]+")))
          .hasSize(3);
    }
  }

  @Test
  void aGarbageLogIsKeptAndTheDatabaseGoesOn() throws IOException {
    Map<String, byte[]> files = crashed();
    byte[] garbage = files.get("mesh.db-wal");
    new Random(1).nextBytes(garbage);
    restore(files);

    try (Store store = open()) {
      Damage damage = store.damage().orElseThrow();
      assertThat(damage.keptAs()).hasBinaryContent(garbage);
      assertThat(damage.report()).contains("the database's log was damaged");
      assertThat(notes(store)).isEqualTo(NOTES / 2);
    }
  }

  @Test
  void aSingleFlippedBitInTheHeaderOfTheLogIsNoticed() throws IOException {
    Map<String, byte[]> files = crashed();
    byte[] log = files.get("mesh.db-wal");
    for (int bit = 0; bit < 32 * 8; bit++) {
      log[bit / 8] ^= (byte) (1 << (bit % 8));
      Path wal = Files.write(directory.resolve("copy-wal"), log);
      assertThat(WalHeader.isDamaged(wal)).as("bit %d", bit).isTrue();
      log[bit / 8] ^= (byte) (1 << (bit % 8));
    }
    assertThat(WalHeader.isDamaged(Files.write(directory.resolve("copy-wal"), log))).isFalse();
  }

  static List<Long> seeds() {
    Long given = Long.getLong("seed");
    return given == null ? new Random().longs(25).boxed().toList() : List.of(given);
  }

  /** Death leaves a log that ends anywhere; what was written before that place is there. */
  @ParameterizedTest(name = "-Dseed={0}")
  @MethodSource("seeds")
  void aHealthyDatabaseIsNeverAccusedWhereverItsLogWasCutOff(long seed) throws IOException {
    var random = new Random(seed);
    Map<String, byte[]> files;
    try (Store store = open()) {
      for (int i = 0; i < 20; i++) {
        note(store, i, i + 1);
      }
      files = files();
      assertThat(notes(store)).isEqualTo(20);
    }
    byte[] log = files.get("mesh.db-wal");
    int cut = random.nextInt(log.length + 1);
    byte[] torn = Arrays.copyOf(log, cut);
    for (int i = 0; i < random.nextInt(200) && cut > 32; i++) {
      torn[cut - 1 - Math.min(i, cut - 33)] = (byte) random.nextInt();
    }
    files.put("mesh.db-wal", torn);
    restore(files);

    try (Store store = open()) {
      assertThat(store.damage()).isEmpty();
      long kept = notes(store);
      assertThat(kept).isBetween(0L, 20L);
      for (int i = 0; i < kept; i++) {
        assertThat(store.remembered(key(i))).isPresent();
      }
      note(store, 100, 200);
    }
    try (Store store = open()) {
      assertThat(store.damage()).isEmpty();
    }
    assertThat(fatal).isEmpty();
  }

  @Test
  void aDeathWithoutDamageLosesNothing() throws IOException {
    restore(crashed());
    try (Store store = open()) {
      assertThat(store.damage()).isEmpty();
      assertThat(notes(store)).isEqualTo(NOTES);
    }
  }

  @Test
  void damageThatAReadMeetsEndsThisBrokerAndTheNextPutsItAside() throws IOException {
    try (Store store = open()) {
      note(store, 0, NOTES);
    }
    try (RandomAccessFile raw = new RandomAccessFile(file().toFile(), "rw")) {
      for (long page = 20; page < raw.length() / PAGE; page++) {
        raw.seek(page * PAGE);
        raw.write(new byte[] {99, 99, 99, 99, 99, 99, 99, 99});
      }
    }
    try (Store store = open()) {
      assertThat(store.damage()).as("closed cleanly, so not checked").isEmpty();
      assertThatThrownBy(() -> notes(store)).isInstanceOf(StoreException.class);
      assertThat(fatal)
          .singleElement()
          .satisfies(e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.DAMAGED));
    }
    try (Store store = open()) {
      assertThat(store.damage()).isPresent();
    }
  }

  @Test
  void allThatIsKeptIsOursAlone() throws IOException {
    Map<String, byte[]> files = crashed();
    Harm.PAGE_OF_A_TABLE.to(files);
    restore(files);
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-------"));
    try (Store _ = open();
        Stream<Path> all = Files.list(directory)) {
      assertThat(all.filter(each -> !each.toString().matches(".*damaged-[0-9]+-(wal|shm)")))
          .allSatisfy(each ->
              assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
                  .as(each.toString())
                  .isEqualTo("rw-------"))
          .noneSatisfy(each -> assertThat(each.toString()).contains(".copy"));
    }
  }
}
