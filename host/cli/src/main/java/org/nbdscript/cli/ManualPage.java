package org.nbdscript.cli;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Makes a page for {@code man(1)} of the manual, {@code docs/nbdscript.md}: the text is the same, the form is roff.
 * Understands as much of Markdown as the manual uses: headings, paragraphs, tables, lists and code.
 */
final class ManualPage {
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern EMPHASIS = Pattern.compile("(?<![*\\w])\\*([^*]+)\\*(?![*\\w])");
    private static final Pattern LINK = Pattern.compile("\\[([^]]+)]\\([^)]+\\)");
    private static final Pattern RULE = Pattern.compile("[|: -]+");
    private static final String CODE_INDENT = "    ";

    private final StringBuilder roff = new StringBuilder();
    private boolean isInCode;
    private boolean isFenced;
    private boolean isParagraphOpen;

    private ManualPage() {}

    /**
     * The page.
     *
     * @param markdown the manual, which begins with {@code # NAME: WHAT IT IS}
     */
    static String of(String markdown, String version) {
        ManualPage page = new ManualPage();
        page.roff.append(".TH NBDSCRIPT 1 \"\" \"nbdscript ").append(version).append("\"\n");
        List<String> lines = markdown.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            page.add(lines.get(i), i + 1 < lines.size() ? lines.get(i + 1) : "");
        }
        page.endCode();
        return page.roff.toString();
    }

    private void add(String line, String next) {
        if (line.startsWith("```")) {
            isFenced = !isFenced;
            if (isFenced) {
                beginCode();
            } else {
                endCode();
            }
        } else if (isFenced || line.startsWith(CODE_INDENT)) {
            beginCode();
            literal(isFenced ? line : line.substring(CODE_INDENT.length()));
        } else if (line.isBlank()) {
            endCode();
            isParagraphOpen = false;
        } else {
            endCode();
            addText(line, next);
        }
    }

    private void addText(String line, String next) {
        if (line.startsWith("# ")) {
            String[] title = line.substring(2).split(": ", 2);
            roff.append(".SH NAME\n").append(title[0]).append(" \\- ").append(inline(title[title.length - 1]));
            roff.append("\n.SH SYNOPSIS\n");
        } else if (line.startsWith("## ")) {
            roff.append(".SH ")
                    .append(inline(line.substring(3)).toUpperCase(Locale.ROOT))
                    .append('\n');
        } else if (line.startsWith("#")) {
            roff.append(".SS ").append(inline(line.replaceFirst("#+ ", ""))).append('\n');
        } else if (line.startsWith("|")) {
            addRow(line, next);
        } else if (line.startsWith("- ")) {
            roff.append(".IP \\(bu 2\n").append(inline(line.substring(2))).append('\n');
        } else {
            if (!isParagraphOpen) {
                roff.append(".PP\n");
                isParagraphOpen = true;
            }
            roff.append(inline(line)).append('\n');
        }
    }

    /** A row of a table: what its first cell says, with the others below. The head of the table is left out. */
    private void addRow(String line, String next) {
        boolean isHead = RULE.matcher(next).matches();
        if (isHead || RULE.matcher(line).matches()) {
            return;
        }
        // A bar in code is written with a backslash.
        List<String> cells = Stream.of(line.substring(1).split("(?<!\\\\)\\|", -1))
                .map(cell -> cell.strip().replace("\\|", "|"))
                .filter(cell -> !cell.isEmpty())
                .toList();
        roff.append(".TP\n").append(inline(cells.getFirst())).append('\n');
        cells.subList(1, cells.size()).forEach(cell -> roff.append(inline(cell)).append('\n'));
    }

    private void beginCode() {
        if (!isInCode) {
            roff.append(".PP\n.EX\n");
            isInCode = true;
        }
    }

    private void endCode() {
        if (isInCode) {
            roff.append(".EE\n");
            isInCode = false;
        }
    }

    private void literal(String line) {
        roff.append(guarded(escaped(line))).append('\n');
    }

    private static String inline(String text) {
        String linked = LINK.matcher(escaped(text)).replaceAll("$1");
        String emphasized = EMPHASIS.matcher(linked).replaceAll("\\\\fI$1\\\\fR");
        return guarded(CODE.matcher(emphasized).replaceAll("\\\\fB$1\\\\fR"));
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\e")
                .replace("-", "\\-")
                .replace("'", "\\(aq")
                .replace("…", "...");
    }

    /** A line that begins with a dot would be a request. */
    private static String guarded(String line) {
        return line.startsWith(".") ? "\\&" + line : line;
    }
}
