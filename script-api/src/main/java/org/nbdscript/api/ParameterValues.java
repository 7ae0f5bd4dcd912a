package org.nbdscript.api;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Parameters after parsing. A parameter that was not given and has no default is null; a repeatable one is a list,
 * empty if it was not given.
 */
public final class ParameterValues {
    private final Map<String, @Nullable Object> values;
    private final List<Map.Entry<String, String>> others;

    /**
     * Values by name, as the types of {@link ParameterType} say.
     *
     * @param values one for each declared parameter
     * @param others the parameters that are not declared, in the order of the command line
     */
    public ParameterValues(Map<String, @Nullable Object> values, List<Map.Entry<String, String>> others) {
        this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        this.others = List.copyOf(others);
    }

    /** All declared parameters by name. */
    public Map<String, @Nullable Object> asMap() {
        return values;
    }

    /** The parameters that are not declared; empty unless the schema accepts them. */
    public List<Map.Entry<String, String>> others() {
        return others;
    }

    /** The value of a parameter, null if it has none. */
    public @Nullable Object get(String name) {
        if (!values.containsKey(name)) {
            throw new IllegalArgumentException("parameter " + name + " is not declared");
        }
        return values.get(name);
    }

    /** Whether it was given or has a default. */
    public boolean has(String name) {
        return get(name) != null;
    }

    /** The values of a repeatable parameter, each as its type has it; empty if it was not given. */
    public List<?> getList(String name) {
        return get(name) instanceof List<?> values ? values : List.of();
    }

    /** The value of a parameter of type int or size. */
    public long getLong(String name) {
        return present(name, Long.class);
    }

    /** The value of a parameter of type string, enum or password. */
    public String getString(String name) {
        return present(name, String.class);
    }

    /** The value of a parameter of type bool. */
    public boolean getBoolean(String name) {
        return present(name, Boolean.class);
    }

    /** The value of a parameter of type probability. */
    public double getDouble(String name) {
        return present(name, Double.class);
    }

    /** The value of a parameter of type duration. */
    public Duration getDuration(String name) {
        return present(name, Duration.class);
    }

    /** The value of a parameter of type path. */
    public Path getPath(String name) {
        return present(name, Path.class);
    }

    /** The value of a parameter of type uri. */
    public URI getUri(String name) {
        return present(name, URI.class);
    }

    /** The value of a parameter of type disk. */
    public Next getDisk(String name) {
        return present(name, Next.class);
    }

    private <T> T present(String name, Class<T> type) {
        return type.cast(Objects.requireNonNull(get(name), () -> "parameter " + name + " has no value"));
    }
}
