package dev.quern.extractor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextFilesTest {
    @TempDir
    Path folder;

    private ReadFile file;

    @BeforeEach
    void begin() {
        file = new ReadFile(folder);
    }

    @Test
    void keepsPlainTextAsItIs() throws IOException {
        assertThat(file.text("a.txt", "one\r\n  two\u0000\n\n# three\n")).isEqualTo("one\n  two\n\n# three\n");
        assertThat(file.extracted("a.txt", "one".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(new Reply.Extracted("text/plain", "", 3));
    }

    @Test
    void findsOutTheCharset() throws IOException {
        String text = "Die Mühle mahlt das Getreide für das Brot, und der Müller hört die Räder.";

        for (String charset : new String[] {"UTF-8", "UTF-16", "UTF-16LE", "windows-1252"}) {
            assertThat(file.text("a.txt", text.getBytes(Charset.forName(charset))))
                    .isEqualTo(text);
        }
    }

    @Test
    void leavesDataOutOfMarkdown() throws IOException {
        assertThat(file.text("a.md", "# Mill\n\n![stone](data:image/png;base64,AAAA) turns\n"))
                .isEqualTo("# Mill\n\n![stone]() turns\n");
    }

    @Test
    void readsTheMainTextOfAWebPage() throws IOException {
        String page = """
                <html><head><title>The  mill</title><style>p {}</style></head><body>
                <nav><a href="/">Home</a></nav>
                <main><h1>Of mills</h1><p>A quern <a href="https://example.org/q">grinds</a>
                grain.<br>Slowly.</p><p hidden>unseen</p><script>alert(1)</script>
                <ol><li>upper stone<li>lower stone</ol><pre>turn(
                  stone)</pre><img src="data:image/gif;base64,R0lG"></main><footer>Imprint</footer></body></html>
                """;

        assertThat(file.text("a.html", page))
                .isEqualTo("# Of mills\n\nA quern grinds grain.\nSlowly.\n\n1. upper stone\n2. lower stone\n\n"
                        + "```\nturn(\n  stone)\n```");
        assertThat(file.extracted("a.html", page.getBytes(StandardCharsets.UTF_8))
                        .title())
                .isEqualTo("The mill");
    }

    @Test
    void saysOfEachValueOfATableInWhichColumnItIs() throws IOException {
        assertThat(file.text("a.csv", "name;weight\n\"Stone; upper\";12\nlower;\n"))
                .isEqualTo("name: Stone; upper; weight: 12\nname: lower");
        assertThat(file.text("a.tsv", "1\t2\n3\t4\n")).isEqualTo("1; 2\n3; 4");
    }

    @Test
    void readsJsonLinesAsAParagraphEach() throws IOException {
        assertThat(file.text(
                        "a.jsonl",
                        "{\"name\":\"upper\",\"size\":{\"kg\":12}}\n{\"name\":\"lower\",\"tags\":[\"a\",\"b\"]}\n"))
                .isEqualTo("name: upper\nsize.kg: 12\n\nname: lower\ntags: a\ntags: b");
        assertThat(file.text("a.json", "[{\"a\":1},{\"a\":null,\"b\":true}]")).isEqualTo("a: 1\n\nb: true");
        assertThat(file.refused("a.json", "{\"a\":".getBytes(StandardCharsets.UTF_8))
                        .reason())
                .isEqualTo(Reply.Reason.BROKEN);
    }

    @Test
    void readsTheTextOfXml() throws IOException {
        assertThat(file.text("a.xml", "<?xml version=\"1.0\"?><r><a>one  two</a><b>three</b></r>"))
                .isEqualTo("one two\n\nthree");
    }

    @Test
    void readsAnEmailAndWhatIsAttached() throws IOException {
        String mail = """
                From: Ada <ada@example.org>
                To: Bob <bob@example.org>
                Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary=x

                --x
                Content-Type: multipart/alternative; boundary=y

                --y
                Content-Type: text/plain

                The stone is here.
                --y
                Content-Type: text/html

                <p>The <b>stone</b> is here.</p>
                --y--
                --x
                Content-Type: text/csv; name="stones.csv"
                Content-Disposition: attachment; filename="stones.csv"

                name,kg
                upper,12
                --x
                Content-Type: application/zip
                Content-Disposition: attachment; filename="x.zip"
                Content-Transfer-Encoding: base64

                UEsDBA==
                --x--
                """;

        assertThat(file.text("a.eml", mail))
                .isEqualTo("# Grüße\n\nFrom: Ada <ada@example.org>\nTo: Bob <bob@example.org>\n\nThe stone is here.\n\n"
                        + "## Attachment: stones.csv\n\nname: upper; kg: 12");
    }

    @Test
    void refusesATextThatIsTooLong() throws IOException {
        Reply reply = file.extract("a.txt", "", "x".repeat(1_000).getBytes(StandardCharsets.UTF_8), 999);

        assertThat(((Reply.Refused) reply).reason()).isEqualTo(Reply.Reason.TOO_LONG);
    }
}
