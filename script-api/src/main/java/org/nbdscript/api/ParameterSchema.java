package org.nbdscript.api;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parameters that a plugin takes.
 *
 * @param parameters them, in the order of the help
 * @param acceptsOthers parameters that are not declared are passed on as text, in {@link ParameterValues#others}
 */
public record ParameterSchema(List<Parameter> parameters, boolean acceptsOthers) {
    /** No parameters. */
    public static final ParameterSchema EMPTY = new ParameterSchema(List.of(), false);

    /** Checks that names are unique and that one parameter at most is magic; throws an IllegalArgumentException. */
    public ParameterSchema {
        parameters = List.copyOf(parameters);
        Set<String> names = new HashSet<>();
        Parameter magic = null;
        for (Parameter parameter : parameters) {
            if (!names.add(parameter.name())) {
                throw new IllegalArgumentException("parameter " + parameter.name() + " is declared twice");
            }
            if (parameter.magic() && magic != null) {
                throw new IllegalArgumentException(
                        "parameters " + magic.name() + " and " + parameter.name() + " are both magic");
            }
            magic = parameter.magic() ? parameter : magic;
        }
    }

    /** These parameters and no others. */
    public static ParameterSchema of(Parameter... parameters) {
        return new ParameterSchema(List.of(parameters), false);
    }

    /** The parameter of that name; null if there is none. */
    public @Nullable Parameter find(String name) {
        return parameters.stream()
                .filter(parameter -> parameter.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** The parameter that takes the bare value; null if there is none. */
    public @Nullable Parameter magic() {
        return parameters.stream().filter(Parameter::magic).findFirst().orElse(null);
    }
}
