package dev.quern.cache;

/**
 * A store works, but has no room for what was put. Nothing is stored under its key, not even what was there before, as
 * far as the exception comes from {@link ValueStore#put}.
 */
public final class StoreFullException extends StoreUnavailableException {
    private static final long serialVersionUID = 1L;

    public StoreFullException(String message, Throwable cause) {
        super(message, cause);
    }
}
