package dev.quern.protocol.grpc;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Where the replicas of a service are: at every address of every name.
 *
 * @param places at least one
 */
record ServiceAddresses(List<Place> places) {
    private static final int MOST_PORTS = 65_535;

    ServiceAddresses {
        places = List.copyOf(places);
    }

    record Place(String host, int port) {
        @Override
        public String toString() {
            return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
        }
    }

    /** Asks what a name stands for. */
    @FunctionalInterface
    interface Lookup {
        InetAddress[] all(String host) throws UnknownHostException;
    }

    /**
     * Reads {@code name:9000}, or {@code one:9001,other,[::1]:9002:9000}, of which the last number is the port of those
     * that name none.
     */
    static ServiceAddresses parse(String text) {
        int end = text.lastIndexOf(':');
        if (end < 0) {
            throw implausible(text);
        }
        int usual = port(text, text.substring(end + 1));
        return new ServiceAddresses(Arrays.stream(text.substring(0, end).split(",", -1))
                .map(String::strip)
                .map(one -> place(text, one, usual))
                .toList());
    }

    private static Place place(String text, String one, int usual) {
        int bracket = one.indexOf(']');
        boolean numbers = one.startsWith("[") && bracket > 0;
        String host = numbers ? one.substring(1, bracket) : one.split(":", 2)[0];
        String rest = numbers ? one.substring(bracket + 1) : one.substring(host.length());
        if (host.isBlank() || !(rest.isEmpty() || rest.startsWith(":"))) {
            throw implausible(text);
        }
        return new Place(host, rest.isEmpty() ? usual : port(text, rest.substring(1)));
    }

    private static int port(String text, String digits) {
        try {
            int port = Integer.parseInt(digits);
            if (port > 0 && port <= MOST_PORTS) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw implausible(text);
    }

    private static IllegalArgumentException implausible(String text) {
        return new IllegalArgumentException("quern.services.*.host and .port say '" + text
                + "', which is neither a host and its port nor a list such as one:9001,other:9002.");
    }

    /** In the same order always. A name that stands for nothing is passed over while another stands for something. */
    List<InetSocketAddress> resolve(Lookup lookup) throws UnknownHostException {
        Set<InetSocketAddress> found = new LinkedHashSet<>();
        List<String> unknown = new ArrayList<>();
        for (Place place : places) {
            try {
                InetAddress[] addresses = lookup.all(place.host());
                for (InetAddress address : addresses) {
                    // Of a replica that has an address of both families that would be two.
                    if (address.getClass() == addresses[0].getClass()) {
                        found.add(new InetSocketAddress(address, place.port()));
                    }
                }
            } catch (UnknownHostException e) {
                unknown.add(place.host());
            }
        }
        if (found.isEmpty()) {
            throw new UnknownHostException(String.join(", ", unknown));
        }
        return found.stream()
                .sorted((one, other) -> one.toString().compareTo(other.toString()))
                .toList();
    }
}
