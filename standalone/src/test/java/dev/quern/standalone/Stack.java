package dev.quern.standalone;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The five services and the real parts as processes, started by {@code deploy/stack.sh}. */
final class Stack implements AutoCloseable {
    static final List<String> SERVICES = List.of("gateway", "retrieval", "embedding", "llm", "cache");
    private static final String SCRIPT = "../deploy/stack.sh";
    private static final long MINUTES = 15;

    private final Path folder;
    private final Map<String, String> description = new ConcurrentHashMap<>();

    private Stack(Path folder) {
        this.folder = folder;
    }

    static Stack up(Path folder) throws IOException, InterruptedException {
        Stack stack = new Stack(folder);
        Runtime.getRuntime().addShutdownHook(new Thread(stack::closeQuietly));
        run("up", folder.toString());
        stack.readDescription();
        return stack;
    }

    private void readDescription() throws IOException {
        for (String line : Files.readAllLines(folder.resolve("stack.env"))) {
            int equals = line.indexOf('=');
            description.put(line.substring(0, equals), line.substring(equals + 1));
        }
    }

    Quern quern() {
        return new Quern(URI.create(value("QUERN_URL")), Optional.of(value("QUERN_API_KEY")));
    }

    /** What is under way in a service, as its metrics tell. */
    int active(String service) throws IOException, InterruptedException {
        String metrics = new Quern(URI.create("http://127.0.0.1:" + value(name(service) + "_PORT")), Optional.empty())
                .text("/q/metrics");
        Matcher gauge = Pattern.compile("^quern_work_active(?:\\{.*})? ([0-9.]+)$", Pattern.MULTILINE)
                .matcher(metrics);
        if (!gauge.find()) {
            throw new AssertionError(service + " has no quern_work_active");
        }
        return (int) Double.parseDouble(gauge.group(1));
    }

    void signal(String signal, String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + signal, value(name(name) + "_PID"))
                .inheritIO()
                .start();
        if (kill.waitFor() != 0) {
            throw new AssertionError("cannot signal " + name);
        }
    }

    /** Ends a process as the kernel would, and starts it again. */
    void killAndRestart(String name) throws IOException, InterruptedException {
        signal("KILL", name);
        run("restart", name, folder.toString());
        readDescription();
    }

    String log(String name) throws IOException {
        return Files.readString(folder.resolve("logs").resolve(name + ".log"));
    }

    @Override
    public void close() throws IOException, InterruptedException {
        run("down", folder.toString());
    }

    private void closeQuietly() {
        try {
            close();
        } catch (IOException | InterruptedException | AssertionError e) {
            System.err.println("the stack in " + folder + " may still run: " + e.getMessage());
        }
    }

    private static String name(String process) {
        return "QUERN_STACK_" + process.toUpperCase(java.util.Locale.ROOT);
    }

    private String value(String key) {
        String value = description.get(key);
        if (value == null) {
            throw new AssertionError("stack.env does not tell " + key);
        }
        return value;
    }

    private static void run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("bash", SCRIPT));
        command.addAll(List.of(arguments));
        Process script = new ProcessBuilder(command).inheritIO().start();
        if (!script.waitFor(MINUTES, TimeUnit.MINUTES)) {
            script.destroy();
            throw new AssertionError("stack.sh " + arguments[0] + " has not ended after " + MINUTES + " minutes");
        }
        if (script.exitValue() != 0) {
            throw new AssertionError("stack.sh " + arguments[0] + " failed; its output stands above");
        }
    }
}
