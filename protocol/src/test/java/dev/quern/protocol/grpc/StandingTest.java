package dev.quern.protocol.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StandingTest {
    private static final long SECOND = 1_000_000_000L;

    private final Standing standing = new Standing(new Standing.Terms(3, Duration.ofSeconds(1)));

    @Test
    void isLeftAloneAfterFailuresInARowOnly() {
        assertThat(standing.failed(0)).isFalse();
        assertThat(standing.failed(0)).isFalse();
        standing.answered();
        assertThat(standing.failed(0)).isFalse();
        assertThat(standing.failed(0)).isFalse();
        assertThat(standing.isAsked(0)).isTrue();

        assertThat(standing.failed(0)).isTrue();

        assertThat(standing.isAsked(0)).isFalse();
        assertThat(standing.isEjected()).isTrue();
    }

    @Test
    void getsOneCallAfterEachPauseWhichGrowsUpToABound() {
        failThrice();
        long now = SECOND;
        for (long pause : new long[] {2, 4, 8, 16, 16}) {
            assertThat(standing.isAsked(now - 1)).isFalse();
            assertThat(standing.isAsked(now)).isTrue();

            standing.began(now);

            assertThat(standing.isAsked(now)).isFalse();
            assertThat(standing.failed(now)).isFalse();
            now += pause * SECOND;
        }
    }

    @Test
    void isTrustedAgainWhenItAnswers() {
        failThrice();
        standing.began(SECOND);

        standing.answered();

        assertThat(standing.isAsked(SECOND)).isTrue();
        assertThat(standing.isEjected()).isFalse();
        assertThat(standing.failed(SECOND)).isFalse();
    }

    @Test
    void namesTheSettingThatIsImplausible() {
        assertThatThrownBy(() -> new Standing.Terms(0, Duration.ofSeconds(1)))
                .hasMessageContaining("quern.balancing.failures");
        assertThatThrownBy(() -> new Standing.Terms(1, Duration.ZERO)).hasMessageContaining("quern.balancing.pause");
        assertThatThrownBy(() -> new ServiceNames(Duration.ofMillis(999)))
                .hasMessageContaining("quern.balancing.refresh");
    }

    private void failThrice() {
        for (int i = 0; i < 3; i++) {
            var _ = standing.failed(0);
        }
    }
}
