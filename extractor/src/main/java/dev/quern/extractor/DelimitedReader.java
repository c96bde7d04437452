package dev.quern.extractor;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Tables as text: a row is one line, which says of each value in which column it is. */
final class DelimitedReader implements FileReader {
    private static final int SAMPLE = 1 << 16;

    @Override
    public String read(Reading reading) throws IOException {
        try (Reader text = new BufferedReader(Decoded.open(reading), SAMPLE)) {
            text.mark(SAMPLE);
            char[] sample = new char[SAMPLE];
            int length = Math.max(0, text.read(sample, 0, SAMPLE - 1));
            text.reset();
            CSVFormat format = CSVFormat.DEFAULT
                    .builder()
                    .setDelimiter(Delimiter.of(new String(sample, 0, length)))
                    .setIgnoreEmptyLines(true)
                    .setLenientEof(true)
                    .setTrailingData(true)
                    .get();
            try (CSVParser rows =
                    CSVParser.builder().setReader(text).setFormat(format).get()) {
                write(rows.iterator(), reading.out());
            }
        }
        return "";
    }

    private static void write(Iterator<CSVRecord> rows, Markdown out) {
        if (!rows.hasNext()) {
            return;
        }
        List<String> first = cells(rows.next());
        boolean hasHeader = rows.hasNext() && isHeader(first);
        if (!hasHeader) {
            write(List.of(), first, out);
        }
        rows.forEachRemaining(row -> write(hasHeader ? first : List.of(), cells(row), out));
    }

    private static void write(List<String> header, List<String> cells, Markdown out) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            String column = i < header.size() ? header.get(i) : "";
            if (!cells.get(i).isEmpty()) {
                line.append(line.isEmpty() ? "" : "; ").append(column).append(column.isEmpty() ? "" : ": ");
                line.append(cells.get(i));
            }
        }
        if (!line.isEmpty()) {
            out.row(line.toString());
        }
    }

    private static List<String> cells(CSVRecord row) {
        List<String> cells = new ArrayList<>(row.size());
        row.forEach(cell -> cells.add(Prose.line(cell)));
        return cells;
    }

    /** Names, each once, and no numbers. */
    private static boolean isHeader(List<String> cells) {
        return cells.size() > 1
                && cells.stream().distinct().count() == cells.size()
                && cells.stream().allMatch(cell -> !cell.isEmpty() && !isNumber(cell));
    }

    private static boolean isNumber(String cell) {
        return cell.chars().anyMatch(Character::isDigit) && cell.chars().noneMatch(Character::isLetter);
    }
}
