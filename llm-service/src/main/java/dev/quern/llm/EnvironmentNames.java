package dev.quern.llm;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** Finds variables of the environment that mean a model that is not configured, and would be ignored. */
final class EnvironmentNames {
    private static final String PREFIX = "QUERN_LLM_MODELS_";

    private EnvironmentNames() {}

    /** Throws unless a configured name accounts for each variable. */
    static void check(Map<String, String> environment, Collection<String> names) {
        for (String variable : new TreeSet<>(environment.keySet())) {
            if (variable.startsWith(PREFIX)
                    && names.stream().noneMatch(name -> isOf(name, variable.substring(PREFIX.length())))) {
                throw new IllegalArgumentException("The environment has " + variable
                        + ", and quern.llm.models has no model of that name. Names with dashes or dots come from a"
                        + " properties file or -D; the environment overrides what stands there.");
            }
        }
    }

    /** A name with dots is quoted in its key, and each quotation mark becomes a low line as well. */
    private static boolean isOf(String name, String rest) {
        String word = name.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
        return rest.startsWith("_" + word + "__") || (name.indexOf('.') < 0 && rest.startsWith(word + "_"));
    }
}
