package org.nbdscript.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The help, which is made of the table of options, and the manual, which people write, say the same. */
class ManualTest {
    private static final String MANUAL = ResourceText.of("nbdscript.md");

    /** The first cells of the tables of options, by the heading above them. */
    private static Map<CommandOption.Group, List<String>> manual() {
        Map<CommandOption.Group, List<String>> rows = new EnumMap<>(CommandOption.Group.class);
        CommandOption.Group group = null;
        for (String line : MANUAL.lines().toList()) {
            if (line.startsWith("## ")) {
                String title = line.substring(3);
                group = Stream.of(CommandOption.Group.values())
                        .filter(each -> each.title().equals(title))
                        .findFirst()
                        .orElse(null);
            } else if (group != null && line.startsWith("| `-")) {
                rows.computeIfAbsent(group, each -> new ArrayList<>())
                        .add(line.substring(2, line.indexOf(" | ")).replace("\\|", "|"));
            }
        }
        return rows;
    }

    /** As the manual has it: all names, and the value after the last one. */
    private static String cell(CommandOption option) {
        String value = option.hasValue() ? "=" + option.label() : "";
        return "`" + String.join("`, `", option.names()) + value + "`";
    }

    @Test
    void theManualHasTheOptionsOfTheHelpWithAllNamesInTheSameSections() {
        for (CommandOption.Group group : CommandOption.Group.values()) {
            List<String> expected = Stream.of(CommandOption.values())
                    .filter(option -> option.group() == group)
                    .map(ManualTest::cell)
                    .toList();
            assertThat(manual().getOrDefault(group, List.of()))
                    .as("rows of docs/nbdscript.md under '%s'", group.title())
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    void thePageIsTheManualAsItIsNow() throws Exception {
        assertThat(Files.readString(Path.of("../../docs/nbdscript.md"))).isEqualTo(MANUAL);
    }

    @Test
    void allOptionsAndSectionsAreInThePage() {
        String page = ManualPage.of(MANUAL, "1.2");
        assertThat(page).startsWith(".TH NBDSCRIPT 1 \"\" \"nbdscript 1.2\"\n.SH NAME\nnbdscript \\- ");
        for (CommandOption option : CommandOption.values()) {
            assertThat(page).contains("\\fB" + option.longName().replace("-", "\\-"));
        }
        for (CommandOption.Group group : CommandOption.Group.values()) {
            assertThat(page).containsIgnoringCase(".SH " + group.title());
        }
    }

    @Test
    void thePagesFormIsRoff() {
        assertThat(ManualPage.of("""
                        # x: does it

                            x [OPTION]

                        Says *this* of `a-b`, see [there](there.md).
                        .dot

                        ## More

                        | one | two |
                        | --- | --- |
                        | `-a` | A \\| b. |

                        ```sh
                        it's \\
                        ```
                        """, "1")).isEqualTo("""
                        .TH NBDSCRIPT 1 "" "nbdscript 1"
                        .SH NAME
                        x \\- does it
                        .SH SYNOPSIS
                        .PP
                        .EX
                        x [OPTION]
                        .EE
                        .PP
                        Says \\fIthis\\fR of \\fBa\\-b\\fR, see there.
                        \\&.dot
                        .SH MORE
                        .TP
                        \\fB\\-a\\fR
                        A | b.
                        .PP
                        .EX
                        it\\(aqs \\e
                        .EE
                        """);
    }
}
