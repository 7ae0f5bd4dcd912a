package org.nbdscript.api;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The declaration of a parameter.
 *
 * @param name the key on the command line: a letter, then letters, digits, dots, dashes and underscores
 * @param type what its text may be
 * @param required it must be given
 * @param defaultText what it is if it is not given, as text; null for nothing
 * @param repeatable it may be given several times and becomes a list; else the last one counts
 * @param magic it takes the bare value, the one without a key
 * @param minimum the least value of a number, size or duration in nanoseconds
 * @param maximum the greatest, likewise
 * @param choices the values of an enum
 * @param help a sentence for people
 */
public record Parameter(
        String name,
        ParameterType type,
        boolean required,
        @Nullable String defaultText,
        boolean repeatable,
        boolean magic,
        long minimum,
        long maximum,
        List<String> choices,
        String help) {

    /** Checks that the name is one and that an enum has choices; throws an IllegalArgumentException. */
    public Parameter {
        if (!name.matches("[A-Za-z][A-Za-z0-9._-]*")) {
            throw new IllegalArgumentException("parameter name '" + name
                    + "': expected a letter, then letters, digits, dots, dashes and underscores");
        }
        if (type == ParameterType.ENUM && choices.isEmpty()) {
            throw new IllegalArgumentException("parameter " + name + " of type enum has no choices");
        }
        if (required && defaultText != null) {
            throw new IllegalArgumentException("parameter " + name + " is required and has a default");
        }
        choices = List.copyOf(choices);
    }

    /** A builder of a parameter that is optional, without default, range and help. */
    public static Builder builder(String name, ParameterType type) {
        return new Builder(name, type);
    }

    /** Sets a parameter's properties by name; see the record's components for their meaning. */
    public static final class Builder {
        private final String name;
        private final ParameterType type;
        private boolean required;
        private @Nullable String defaultText;
        private boolean repeatable;
        private boolean magic;
        private long minimum = Long.MIN_VALUE;
        private long maximum = Long.MAX_VALUE;
        private List<String> choices = List.of();
        private String help = "";

        private Builder(String name, ParameterType type) {
            this.name = Objects.requireNonNull(name, "name is null");
            this.type = Objects.requireNonNull(type, "type is null");
        }

        /** Makes it required. */
        public Builder required() {
            return required(true);
        }

        /** Makes it required or not. */
        public Builder required(boolean value) {
            required = value;
            return this;
        }

        /** Sets what it is if it is not given, as on the command line; null for nothing. */
        public Builder defaultText(@Nullable String value) {
            defaultText = value;
            return this;
        }

        /** Lets it be given several times, or not. */
        public Builder repeatable(boolean value) {
            repeatable = value;
            return this;
        }

        /** Makes it take the bare value. */
        public Builder magic() {
            return magic(true);
        }

        /** Makes it take the bare value, or not. */
        public Builder magic(boolean value) {
            magic = value;
            return this;
        }

        /** Sets the least and the greatest value, both allowed. */
        public Builder range(long least, long greatest) {
            minimum = least;
            maximum = greatest;
            return this;
        }

        /** Sets the values of an enum. */
        public Builder choices(List<String> value) {
            choices = value;
            return this;
        }

        /** Sets the sentence for people. */
        public Builder help(String value) {
            help = value;
            return this;
        }

        /** The parameter as set. */
        public Parameter build() {
            return new Parameter(name, type, required, defaultText, repeatable, magic, minimum, maximum, choices, help);
        }
    }
}
