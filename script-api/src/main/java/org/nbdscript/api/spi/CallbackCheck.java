package org.nbdscript.api.spi;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Callback;
import org.nbdscript.api.Naming;
import org.nbdscript.api.ScriptException;
import org.nbdscript.api.ScriptPosition;

/**
 * Holds a script's functions against the table of callbacks: what is missing, what is misspelt, what takes too much.
 */
final class CallbackCheck {
    private final Script script;
    private final boolean isFilter;
    private final Naming naming;
    private final Set<Callback> defined = EnumSet.noneOf(Callback.class);
    private final List<String> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    private CallbackCheck(Script script, boolean isFilter) {
        this.script = script;
        this.isFilter = isFilter;
        this.naming = script.naming();
    }

    /**
     * Checks a script.
     *
     * @param isFilter whether it is to be a filter, which need not define anything, and is given {@code next}
     * @return warnings: a line each, with its place
     * @throws ScriptException with all problems, and the warnings after them
     */
    static List<String> check(Script script, boolean isFilter) {
        CallbackCheck check = new CallbackCheck(script, isFilter);
        script.members().forEach(check::checkArity);
        check.checkRequired();
        script.members().forEach(check::checkSpelling);
        if (!check.problems.isEmpty()) {
            check.problems.addAll(check.warnings);
            throw new ScriptException(check.problems);
        }
        return check.warnings;
    }

    private void checkArity(ScriptMember member) {
        Callback callback = Callback.byName(member.name(), naming);
        if (callback == null) {
            return;
        }
        defined.add(callback);
        if (callback.isOfFilters() && !isFilter) {
            warnings.add(member.position() + ": `" + member.name() + "` is called in a filter, and never in a plugin");
        }
        List<String> given = given(callback, member.isMethod());
        if (member.required() > given.size()) {
            problems.add(member.position() + ": " + member.name() + " requires " + count(member.required())
                    + ", but is given " + (given.isEmpty() ? "none" : "at most " + given.size()) + ": "
                    + naming.nameOf(callback) + "(" + String.join(", ", given) + ")");
        }
    }

    /** The names of the arguments that a callback is given. */
    private List<String> given(Callback callback, boolean isMethod) {
        boolean isPlain = isMethod || !isFilter;
        List<String> names = new ArrayList<>();
        (isPlain ? callback.arguments() : callback.filterArguments()).forEach(argument -> names.add(argument.name()));
        if (callback.scope() == Callback.Scope.DISK && script.hasHandles() && !isMethod) {
            names.add(isFilter ? 1 : 0, "handle");
        }
        return names;
    }

    private static String count(int parameters) {
        return parameters == 1 ? "1 parameter" : parameters + " parameters";
    }

    /** A script whose open makes the object that has the callbacks can be checked only when it is opened. */
    private void checkRequired() {
        if (isFilter || defined.contains(Callback.OPEN)) {
            return;
        }
        for (Callback callback : Callback.values()) {
            if (callback.isRequired() && !defined.contains(callback)) {
                problems.add(missing(callback));
            }
        }
    }

    private String missing(Callback callback) {
        String name = naming.nameOf(callback);
        ScriptMember slip = script.members().stream()
                .filter(member -> name.equals(meant(member)))
                .findFirst()
                .orElse(null);
        ScriptPosition place = slip == null ? new ScriptPosition(script.file().toString(), 0) : slip.position();
        return place + ": " + name + " is missing, without which there is no disk"
                + (slip == null ? "" : "; `" + slip.name() + "` looks like `" + name + "`");
    }

    private void checkSpelling(ScriptMember member) {
        String meant = meant(member);
        if (meant != null && !isMissing(meant)) {
            warnings.add(member.position() + ": `" + member.name() + "` looks like `" + meant
                    + "`, but is not a callback and is never called by the server");
        }
    }

    private boolean isMissing(String name) {
        Callback callback = Callback.byName(name, naming);
        return callback != null && callback.isRequired() && !isFilter && !defined.contains(Callback.OPEN);
    }

    /** The callback, not defined otherwise, that a function's name is a slip of; null if it is none. */
    private @Nullable String meant(ScriptMember member) {
        if (Callback.byName(member.name(), naming) != null || member.name().startsWith("_")) {
            return null;
        }
        for (Naming other : Naming.values()) {
            Callback callback = Callback.byName(member.name(), other);
            if (callback != null && !defined.contains(callback)) {
                return naming.nameOf(callback);
            }
        }
        List<String> undefined = EnumSet.allOf(Callback.class).stream()
                .filter(callback -> !defined.contains(callback))
                .map(naming::nameOf)
                .toList();
        return NearestName.of(member.name(), undefined);
    }
}
