package dev.quern.extractor;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A table that is being read. A table in a cell is text of that cell. */
final class TableGrid {
    private final @Nullable TableGrid around;
    private final TableRows rows;
    private final List<String> row = new ArrayList<>();
    private final StringBuilder cell = new StringBuilder();
    private boolean isInCell;

    TableGrid(Markdown out, @Nullable TableGrid around) {
        this.around = around != null && around.isInCell() ? around : null;
        this.rows = new TableRows(out);
        if (around != null && this.around == null) {
            around.end();
        }
    }

    boolean isInCell() {
        return isInCell || around != null;
    }

    void startCell() {
        if (around == null) {
            endCell();
            isInCell = true;
        }
    }

    void addText(String text) {
        if (around != null) {
            around.addText(text);
        } else if (!text.isEmpty() && cell.length() < Limits.PARAGRAPH) {
            cell.append(cell.isEmpty() ? "" : " ").append(text);
        }
    }

    void endCell() {
        if (isInCell) {
            row.add(cell.toString());
            cell.setLength(0);
            isInCell = false;
        }
    }

    void endRow() {
        if (around == null) {
            endCell();
            rows.add(row);
            row.clear();
        }
    }

    /** What is read on: the table around this one, if there is one. */
    @Nullable TableGrid end() {
        if (around == null) {
            endRow();
            rows.end();
        }
        return around;
    }
}
