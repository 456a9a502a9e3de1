package io.slmmesh.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
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
          .importPackages("io.slmmesh.cli");

  @Test
  void theBridgeNeedsNothingButTheJdkAndTheLink() {
    classes()
        .that()
        .resideInAPackage("..cli.bridge..")
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage("java..", "io.slmmesh.cli.bridge..", "io.slmmesh.api.link..")
                .or(resideInAnyPackage("io.slmmesh.api", "org.jspecify..")))
        .check(CLASSES);
  }

  @Test
  void aHookNeedsNothingButTheJdkAndTheLink() {
    classes()
        .that()
        .resideInAPackage("..cli.hook..")
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                "java..",
                "io.slmmesh.cli.hook..",
                "io.slmmesh.cli.bridge..",
                "io.slmmesh.api.link..",
                "io.slmmesh.api",
                "org.jspecify.."))
        .check(CLASSES);
  }

  @Test
  void onlyTheWordsKnowTheParser() {
    noClasses()
        .that(not(resideInAnyPackage("..cli.command..")))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("picocli..")
        .check(CLASSES);
  }

  @Test
  void viewsKnowNoBroker() {
    noClasses()
        .that()
        .resideInAPackage("..cli.view..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("..api.link..", "..cli.call..", "..cli.command..", "..cli.doctor..")
        .check(CLASSES);
  }

  @Test
  void theCallKnowsNeitherWordsNorViews() {
    noClasses()
        .that()
        .resideInAPackage("..cli.call..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("..cli.view..", "..cli.command..", "..cli.doctor..")
        .check(CLASSES);
  }

  @Test
  void setUpKnowsNoBrokerAndNoWords() {
    noClasses()
        .that()
        .resideInAPackage("..cli.setup..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "..api.link..", "..cli.call..", "..cli.view..", "..cli.command..", "..cli.doctor..")
        .check(CLASSES);
  }

  @Test
  void theLibraryForJsonIsNotUsedDirectly() {
    noClasses().should().dependOnClassesThat().resideInAPackage("tools.jackson..").check(CLASSES);
  }

  @Test
  void nothingStaticCanChange() {
    fields().that().areStatic().should().beFinal().check(CLASSES);
  }
}
