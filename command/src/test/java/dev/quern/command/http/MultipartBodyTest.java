package dev.quern.command.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MultipartBodyTest {
    @Test
    void quotesWhatWouldEndAFileName() {
        assertThat(MultipartBody.quoted("a\"b\r\nContent-Type: c\\d\t.txt"))
                .isEqualTo("a%22b%0D%0AContent-Type: c%5Cd%09.txt");
    }

    @Test
    void leavesOtherLettersAsTheyAre() {
        assertThat(MultipartBody.quoted("größe 文書 😀.pdf")).isEqualTo("größe 文書 😀.pdf");
    }
}
