package dev.quern.command.terminal;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ctrl-C and its kin: the first asks to end, the second ends at once. A shutdown hook could not tell the second. Java has
 * signals only where the compiler warns of them, hence the reflection; without them Ctrl-C ends the process at once.
 */
public final class Signals {
    private static final int INTERRUPTED = 130;

    private Signals() {}

    public static void onFirst(Runnable end) {
        AtomicBoolean asked = new AtomicBoolean();
        Runnable onSignal = () -> {
            if (asked.getAndSet(true)) {
                Runtime.getRuntime().halt(INTERRUPTED);
            }
            end.run();
        };
        List.of("INT", "TERM", "HUP").forEach(name -> handle(name, onSignal));
    }

    private static void handle(String name, Runnable onSignal) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object ours = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        if (!method.getName().equals("handle")) {
                            return method.invoke(onSignal, arguments);
                        }
                        onSignal.run();
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), ours);
        } catch (InvocationTargetException e) {
            // Whoever started us wants it to be ignored, as nohup does.
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this Java has no signals", e);
        }
    }
}
