package org.nbdscript.tests.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the arrows between modules against the table in docs/architecture.md. */
class ArchitectureTest {
    private static final String ROOT = "org.nbdscript.";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("org.nbdscript");

    private static Stream<Arguments> modules() {
        return Stream.of(
                Arguments.of("api", List.of()),
                Arguments.of("protocol", List.of()),
                Arguments.of("client", List.of("protocol", "tls")),
                Arguments.of("posix", List.of("api")),
                Arguments.of("tls", List.of("api")),
                Arguments.of("engine", List.of("api")),
                Arguments.of("server", List.of("protocol", "engine", "posix", "tls", "api")),
                Arguments.of("plugins", List.of("api", "posix", "client", "protocol", "tls")),
                Arguments.of("filters", List.of("api", "posix")),
                Arguments.of("javascript", List.of("api")),
                Arguments.of("jython", List.of("api")),
                Arguments.of("groovy", List.of("api")),
                Arguments.of("cli", List.of("server", "client", "protocol", "engine", "posix", "tls", "api")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("modules")
    void aModuleUsesOnlyThoseThatTheTableNames(String module, List<String> uses) {
        List<String> allowed = new ArrayList<>(List.of(ROOT + module + ".."));
        uses.forEach(used -> allowed.add(ROOT + used + ".."));
        classes()
                .that()
                .resideInAPackage(ROOT + module + "..")
                .should()
                .onlyDependOnClassesThat(DescribedPredicate.describe(
                        "are of " + allowed + " or no part of nbdscript",
                        type -> !type.getPackageName().startsWith(ROOT)
                                || allowed.stream()
                                        .anyMatch(allow -> type.getPackageName()
                                                .startsWith(allow.substring(0, allow.length() - 2)))))
                .check(CLASSES);
    }

    @Test
    void theApiKnowsNothingOfItsServiceProviderInterface() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "api")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT + "api.spi", ROOT + "api.reference")
                .check(CLASSES);
    }

    @Test
    void theApiAndTheProtocolUseTheJdkAlone() {
        classes()
                .that()
                .resideInAnyPackage(ROOT + "api..", ROOT + "protocol..", ROOT + "posix..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "org.jspecify..",
                        "sun.nio.ch..",
                        "jdk.net..",
                        ROOT + "api..",
                        ROOT + "protocol..",
                        ROOT + "posix..")
                .check(CLASSES);
    }

    @Test
    void theProtocolKnowsNoSocketsAndNoThreads() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "protocol..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.nio.channels..", "java.util.concurrent..")
                .orShould()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "are sockets", type -> type.getName().matches("java\\.net\\..*Socket.*")))
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching(ROOT + "(**)").should().beFreeOfCycles().check(CLASSES);
    }
}
