package dev.quern.protocol;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** Finds variables of the environment that mean an entry that is not configured, and would be ignored. */
public final class EnvironmentNames {
    private EnvironmentNames() {}

    /**
     * Throws unless a configured name accounts for each variable of the group.
     *
     * @param group the key that the names follow: {@code quern.llm.models}
     * @param names that are configured
     */
    public static void check(Map<String, String> environment, String group, Collection<String> names) {
        String prefix = word(group) + "_";
        for (String variable : new TreeSet<>(environment.keySet())) {
            if (variable.startsWith(prefix)
                    && names.stream().noneMatch(name -> isOf(name, variable.substring(prefix.length())))) {
                throw new IllegalArgumentException("The environment has " + variable + ", and " + group
                        + " has no model of that name. Names with dashes or dots come from a properties file or -D;"
                        + " the environment overrides what stands there.");
            }
        }
    }

    /** A name with dots is quoted in its key, and each quotation mark becomes a low line as well. */
    private static boolean isOf(String name, String rest) {
        return rest.startsWith("_" + word(name) + "__") || (name.indexOf('.') < 0 && rest.startsWith(word(name) + "_"));
    }

    private static String word(String name) {
        return name.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }
}
