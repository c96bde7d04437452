package dev.quern.embedding.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.quern.embedding.EmbeddingConfig.Device;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** ONNX Runtime's native library, loaded so that a process that is killed leaves nothing of it behind. */
final class NativeRuntime {
    private static final String LOCATION = "onnxruntime.native.path";

    private static @Nullable OrtEnvironment environment;

    private NativeRuntime() {}

    static synchronized OrtEnvironment environment(Device device) throws IOException {
        OrtEnvironment loaded = environment;
        if (loaded == null) {
            // A card's libraries are looked for beside the main one, whenever they are needed, so that has to stay.
            boolean ours = device == Device.CPU && System.getProperty(LOCATION) == null;
            loaded = ours ? fromScratch() : OrtEnvironment.getEnvironment("quern");
            withoutTelemetry(loaded);
            environment = loaded;
        }
        return loaded;
    }

    /**
     * The runtime unpacks its library by itself, into a folder that is there until the process ends in good order. One
     * that is unpacked here can go as soon as it is loaded.
     */
    private static OrtEnvironment fromScratch() throws IOException {
        try (ScratchFolder scratch = ScratchFolder.create()) {
            if (unpack("onnxruntime", scratch.path()) && unpack("onnxruntime4j_jni", scratch.path())) {
                System.setProperty(LOCATION, scratch.path().toString());
            }
            return OrtEnvironment.getEnvironment("quern");
        } finally {
            System.clearProperty(LOCATION);
        }
    }

    private static void withoutTelemetry(OrtEnvironment environment) {
        try {
            environment.setTelemetry(false);
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime's telemetry cannot be turned off", e);
        }
    }

    /** False where the build has no library of this name for Linux; the runtime then says what it lacks. */
    private static boolean unpack(String library, Path folder) throws IOException {
        String name = System.mapLibraryName(library);
        String resource = "/ai/onnxruntime/native/linux-" + processor() + "/" + name;
        try (InputStream in = OrtEnvironment.class.getResourceAsStream(resource)) {
            if (in == null) {
                return false;
            }
            Files.copy(in, folder.resolve(name));
            return true;
        }
    }

    /** In the runtime's words. */
    private static String processor() {
        String name = System.getProperty("os.arch", "");
        return name.equals("amd64") || name.equals("x86_64") ? "x64" : name;
    }
}
