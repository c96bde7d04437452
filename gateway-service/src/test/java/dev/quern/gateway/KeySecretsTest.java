package dev.quern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KeySecretsTest {
    @Test
    void makesSecretsThatAreAllDifferentAndWellFormed() {
        var secrets = IntStream.range(0, 1000).mapToObj(i -> KeySecrets.make()).toList();

        assertThat(secrets).doesNotHaveDuplicates().allMatch(KeySecrets::isWellFormed);
        assertThat(secrets).allMatch(secret -> secret.matches("qk_[A-Za-z0-9_-]{49}"));
    }

    @Test
    void tellsEveryMistypedCharacter() {
        String secret = KeySecrets.make();

        for (int i = 0; i < secret.length(); i++) {
            char other = secret.charAt(i) == 'x' ? 'y' : 'x';
            String mistyped = secret.substring(0, i) + other + secret.substring(i + 1);
            assertThat(KeySecrets.isWellFormed(mistyped)).as(mistyped).isFalse();
        }
        assertThat(KeySecrets.isWellFormed(secret.substring(1))).isFalse();
        assertThat(KeySecrets.isWellFormed(secret + "x")).isFalse();
        assertThat(KeySecrets.isWellFormed("")).isFalse();
    }
}
