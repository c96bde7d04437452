package dev.quern.redis;

/** As whom to use a server. */
public record Login(String user, String password) {
    /** Without the password. */
    @Override
    public String toString() {
        return "Login[" + user + "]";
    }
}
