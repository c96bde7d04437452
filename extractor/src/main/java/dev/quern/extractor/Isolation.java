package dev.quern.extractor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.LogManager;
import org.jspecify.annotations.Nullable;

/** What a process that reads strangers' files does without: the network, and a log that those files could fill. */
final class Isolation {
    private static final Set<String> REMOTE = Set.of("http", "https", "ftp", "mailto", "jmod");

    private Isolation() {}

    /** For the rest of the process's life; to be called once, before anything else. */
    static void begin() throws IOException {
        LogManager.getLogManager().getLogger("").setLevel(Level.OFF);
        URL.setURLStreamHandlerFactory(Isolation::handler);
        withoutNames();
        System.setProperty("log4j2.StatusLogger.level", "OFF");
        System.setProperty("log4j2.loggerContextFactory", "org.apache.logging.log4j.simple.SimpleLoggerContextFactory");
        System.setProperty("org.apache.logging.log4j.simplelog.level", "OFF");
        System.setProperty("java.awt.headless", "true");
        System.setProperty("javax.xml.accessExternalDTD", "");
        System.setProperty("javax.xml.accessExternalSchema", "");
        System.setProperty("javax.xml.accessExternalStylesheet", "");
    }

    /** Names are looked up in an empty list, which the first look-up reads and keeps. */
    private static void withoutNames() throws IOException {
        Path names = Files.createTempFile("extractor", "names");
        System.setProperty("jdk.net.hosts.file", names.toString());
        try {
            InetAddress.getAllByName("nobody.invalid");
        } catch (IOException nobody) {
            names.toFile().deleteOnExit();
        }
    }

    private static @Nullable URLStreamHandler handler(String protocol) {
        return REMOTE.contains(protocol) ? new Refusing() : null;
    }

    private static final class Refusing extends URLStreamHandler {
        @Override
        protected URLConnection openConnection(URL address) throws IOException {
            throw new IOException("This process does not use the network");
        }
    }
}
