package dev.quern.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import org.junit.jupiter.api.Test;

class PlacesTest {
    private final Places places = new Places(5, "None is left.");

    @Test
    void areAsManyAsThereAre() {
        for (int i = 0; i < 5; i++) {
            places.enter();
        }

        assertFull(places::enter);
        assertFull(() -> places.enter("acme"));
        assertThat(places.taken()).isEqualTo(5);
    }

    @Test
    void keepAsManyForOthersAsOneTenantCanHave() {
        for (int i = 0; i < 3; i++) {
            places.enter("acme");
        }

        assertFull(() -> places.enter("acme"));
        places.enter("other");
        places.enter("other");
        assertFull(() -> places.enter("third"));
    }

    @Test
    void areLeftOnceOnly() {
        Runnable leave = places.enter("acme");
        places.enter("acme");
        places.enter("acme");

        leave.run();
        leave.run();

        assertThat(places.taken()).isEqualTo(2);
        places.enter("acme");
        assertFull(() -> places.enter("acme"));
    }

    private static void assertFull(Runnable entering) {
        assertThatThrownBy(entering::run)
                .isInstanceOfSatisfying(
                        QuernException.class, full -> assertThat(full.code()).isEqualTo(ErrorCode.OVERLOADED));
    }
}
