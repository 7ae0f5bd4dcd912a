package org.nbdscript.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Lays out rows of cells for a terminal: all columns but the last are as wide as their widest cell, and the last is
 * broken between words.
 */
final class TextTable {
    private static final String INDENT = "  ";
    private static final String GAP = "  ";

    /** The least width of the last column, however wide the others are. */
    private static final int LEAST_TEXT = 30;

    private final int width;
    private final List<List<String>> rows = new ArrayList<>();

    /** An empty table of this many characters in all. */
    TextTable(int width) {
        this.width = width;
    }

    /** Adds a row; all rows have equally many cells. */
    TextTable row(String... cells) {
        rows.add(List.of(cells));
        return this;
    }

    /** The lines, each ended by a newline. */
    @Override
    public String toString() {
        if (rows.isEmpty()) {
            return "";
        }
        int last = rows.getFirst().size() - 1;
        List<Integer> widths = new ArrayList<>();
        for (int column = 0; column < last; column++) {
            widths.add(widest(column));
        }
        int start = INDENT.length()
                + widths.stream().mapToInt(column -> column + GAP.length()).sum();
        return rows.stream().map(row -> line(row, widths, start)).collect(Collectors.joining());
    }

    private int widest(int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }

    private String line(List<String> row, List<Integer> widths, int start) {
        StringBuilder line = new StringBuilder(INDENT);
        for (int column = 0; column < widths.size(); column++) {
            String cell = row.get(column);
            line.append(cell).repeat(' ', widths.get(column) - cell.length()).append(GAP);
        }
        List<String> text = wrapped(row.getLast(), Math.max(LEAST_TEXT, width - start));
        line.append(String.join("\n" + " ".repeat(start), text));
        return line.toString().stripTrailing() + "\n";
    }

    private static List<String> wrapped(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.strip().split("\\s+", -1)) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
