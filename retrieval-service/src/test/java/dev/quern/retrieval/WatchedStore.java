package dev.quern.retrieval;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** A store whose calls are seen before they are made. */
interface WatchedStore {
    /** Who sees them. */
    @FunctionalInterface
    interface Watcher {
        void see(String method, Object[] arguments);
    }

    static DocumentStore of(DocumentStore store, Watcher watcher) {
        return (DocumentStore) Proxy.newProxyInstance(
                DocumentStore.class.getClassLoader(), new Class<?>[] {DocumentStore.class}, (_, method, arguments) -> {
                    watcher.see(method.getName(), arguments == null ? new Object[0] : arguments);
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                });
    }
}
