package org.nbdscript.api;

import java.util.Arrays;
import java.util.List;

/**
 * The table of services: the functions of the object or module {@code nbdscript} that every language has. The
 * constant's name in lower case is the name in Python; {@link #camelCase} is JavaScript's and Groovy's.
 */
public enum Service {
    /** Logs for -v. */
    DEBUG("none", "Logs a message that is shown with -v.", "message: string"),
    /** Logs a warning. */
    WARN("none", "Logs a warning.", "message: string"),
    /** Logs an error. */
    ERROR("none", "Logs an error; the request goes on.", "message: string"),
    /** Tells a debug flag. */
    DEBUG_FLAG(
            "int",
            "The number that -D NAME.FLAG=N has set for a flag such as ramdisk.trace; 0 if nothing has.",
            "flag: string"),
    /** Tells the server's name. */
    NAME("string", "The name that --name gave this server; empty if it has none."),
    /** Parses a size. */
    PARSE_SIZE("size", "Parses a size such as 64M into bytes.", "text: string"),
    /** Parses a duration. */
    PARSE_DURATION("duration", "Parses a duration such as 100ms.", "text: string"),
    /** Parses a probability. */
    PARSE_PROBABILITY("number", "Parses a probability such as 25% or 1:4.", "text: string"),
    /** Parses a truth value. */
    PARSE_BOOL("bool", "Parses a boolean such as yes or off.", "text: string"),
    /** Reads a password. */
    READ_PASSWORD(
            "string",
            "Reads the password that a parameter names: literal, - to be asked, -FD or +FILE.",
            "parameter: string"),
    /** Sleeps. */
    SLEEP("wait", "Sleeps some seconds; ends early with an error when the server ends.", "seconds: seconds"),
    /** Ends the server. */
    SHUTDOWN("none", "Ends the server, cleanly and soon; returns at once."),
    /** Announces new sizes. */
    SIZE_CHANGED(
            "none",
            "Says that disks have another size now: get_size of each open one is asked again before its next request.");

    private final String result;
    private final String documentation;
    private final List<Callback.Argument> arguments;

    Service(String result, String documentation, String... arguments) {
        this.result = result;
        this.documentation = documentation;
        this.arguments = Arrays.stream(arguments).map(Callback.Argument::of).toList();
    }

    /** What it returns, a name that each language's description translates. */
    public String result() {
        return result;
    }

    /** A sentence for people. */
    public String documentation() {
        return documentation;
    }

    /** Its parameters. */
    public List<Callback.Argument> arguments() {
        return arguments;
    }

    /** The name in Python: {@code parse_size}. */
    public String snakeCase() {
        return Naming.SNAKE_CASE.spell(name());
    }

    /** The name in JavaScript and Groovy: {@code parseSize}. */
    public String camelCase() {
        return Naming.CAMEL_CASE.spell(name());
    }
}
