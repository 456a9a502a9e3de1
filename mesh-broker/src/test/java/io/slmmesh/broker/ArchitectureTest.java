package io.slmmesh.broker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Who may import whom. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.slmmesh.broker", "io.slmmesh.api");
  private static final String[] FEATURES = {
    "..broker.peers..",
    "..broker.messages..",
    "..broker.state..",
    "..broker.locks..",
    "..broker.events.."
  };
  private static final String[] FACES = {
    "..broker.mcp..", "..broker.uds..", "..broker.rpc..", "..broker.call..", "..broker.http.."
  };

  @Test
  void featuresKnowNoFace() {
    noClasses()
        .that()
        .resideInAnyPackage(FEATURES)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(FACES)
        .check(CLASSES);
  }

  @Test
  void facesKnowNeitherStoreNorRulesButPeers() {
    noClasses()
        .that()
        .resideInAnyPackage(FACES)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "..broker.store..",
            "..broker.messages..",
            "..broker.state..",
            "..broker.locks..",
            "..broker.events..")
        .check(CLASSES);
  }

  @Test
  void theStoreKnowsNoFeatureAndNoBus() {
    noClasses()
        .that()
        .resideInAPackage("..broker.store..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(FEATURES)
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage("..broker.store..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("..broker.bus..")
        .check(CLASSES);
  }

  @Test
  void onlyTheStoreTalksToTheDatabaseDriver() {
    noClasses()
        .that()
        .resideOutsideOfPackage("..broker.store..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..", "org.sqlite..")
        .check(CLASSES);
  }

  @Test
  void onlyTheJsonPackageTalksToTheJsonLibrary() {
    noClasses()
        .that()
        .resideOutsideOfPackage("..api.json..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("tools.jackson..")
        .check(CLASSES);
  }

  @Test
  void theCompositionRootIsImportedByTheProgramAlone() {
    noClasses()
        .that()
        .doNotHaveSimpleName("BrokerMain")
        .and()
        .haveNameNotMatching(".*\\.Broker(\\$.*)?")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("io.slmmesh.broker.Broker")
        .check(CLASSES);
  }

  @Test
  void theClockIsReadInOnePlace() {
    noClasses()
        .that()
        .resideInAPackage("..broker..")
        .and()
        .resideOutsideOfPackage("..broker.clock..")
        .should()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .check(CLASSES);
  }

  @Test
  void nothingStaticCanChange() {
    fields().that().areStatic().should().beFinal().check(CLASSES);
  }
}
