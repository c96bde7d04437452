package dev.quern.extractor;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The rows of one table, of which so many are held until it is plain how many columns it has. */
final class TableRows {
    private static final int HELD = 100;

    private final Markdown out;
    private final List<List<String>> held = new ArrayList<>();
    private int columns;
    private boolean isBegun;

    TableRows(Markdown out) {
        this.out = out;
    }

    /** Empty cells at its end do not count; a row without text is left out. */
    void add(List<String> cells) {
        int filled = cells.size();
        while (filled > 0 && cells.get(filled - 1).isEmpty()) {
            filled--;
        }
        if (filled == 0) {
            return;
        }
        held.add(List.copyOf(cells.subList(0, filled)));
        columns = Math.max(columns, filled);
        if (isBegun || held.size() == HELD) {
            flush();
        }
    }

    void end() {
        flush();
        out.part();
    }

    private void flush() {
        if (!isBegun && columns == 1) {
            // A frame around text rather than a table.
            held.forEach(row -> out.paragraph(row.getFirst()));
            held.clear();
            return;
        }
        for (List<String> row : held) {
            if (!isBegun) {
                out.part();
                out.row(line(row));
                out.row("|" + " --- |".repeat(columns));
                isBegun = true;
            } else {
                out.row(line(row));
            }
        }
        held.clear();
    }

    private String line(List<String> row) {
        return row.stream()
                .map(cell -> cell.replace("\n", " ").replace("|", "\\|"))
                .collect(Collectors.joining(" | ", "| ", " |" + "  |".repeat(Math.max(0, columns - row.size()))));
    }
}
