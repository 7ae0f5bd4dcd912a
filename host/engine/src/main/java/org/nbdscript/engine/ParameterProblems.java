package org.nbdscript.engine;

import java.util.List;

/** All that is wrong with the parameters on a command line, in one message of a line each. */
public final class ParameterProblems extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<String> problems;

    ParameterProblems(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /** The problems: each names the parameter, what was expected and what came. */
    public List<String> problems() {
        return problems;
    }
}
