package org.nbdscript.javascript;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.ScriptException;
import org.nbdscript.api.ScriptPosition;
import org.nbdscript.api.spi.ScriptMember;

/**
 * What a script defines, in whichever style it is written: functions, a connection class and constants.
 *
 * @param functions by name: exports or globals, methods of a default object, static methods of the class
 * @param connectionClass the class whose instances are connections; null if there is none
 * @param members the functions, and the class's methods, for checks
 * @param constantOf the function that finds a constant by its name
 */
record Definitions(
        Map<String, OwnedFunction> functions,
        @Nullable Value connectionClass,
        List<ScriptMember> members,
        Value constantOf) {
    /** What {@code survey} in prelude.js found. Call it in the context. */
    static Definitions survey(Value exported, ScriptRuntime runtime, SourceNames names) {
        Value survey = runtime.prelude().call("survey", exported);
        Map<String, OwnedFunction> functions = new LinkedHashMap<>();
        List<ScriptMember> members = new ArrayList<>();
        Value found = survey.getMember("functions");
        for (long i = 0; i < found.getArraySize(); i++) {
            Value entry = found.getArrayElement(i);
            String name = entry.getArrayElement(0).asString();
            Value function = entry.getArrayElement(1);
            if (function.isProxyObject()) {
                // One of the host's own, which the script gave a name.
                continue;
            }
            functions.put(name, new OwnedFunction(function, entry.getArrayElement(2)));
            members.add(member(name, function, false, names));
        }
        Value methods = survey.getMember("methods");
        for (long i = 0; i < methods.getArraySize(); i++) {
            Value entry = methods.getArrayElement(i);
            members.add(member(entry.getArrayElement(0).asString(), entry.getArrayElement(1), true, names));
        }
        return new Definitions(
                functions, onlyClass(survey.getMember("classes"), names), members, survey.getMember("constant"));
    }

    /** A function in JavaScript takes any number of arguments; those before a default or a rest are required. */
    private static ScriptMember member(String name, Value function, boolean isMethod, SourceNames names) {
        ScriptPosition position = names.position(function.getSourceLocation());
        Value length = function.getMember("length");
        int required = length != null && length.fitsInInt() ? length.asInt() : 0;
        return new ScriptMember(name, position, required, Integer.MAX_VALUE, isMethod);
    }

    private static @Nullable Value onlyClass(Value classes, SourceNames names) {
        if (classes.getArraySize() > 1) {
            Value second = classes.getArrayElement(1);
            throw new ScriptException(
                    names.position(second.getSourceLocation()),
                    "class " + second.getMember("name") + " has callbacks of a disk, and so has class "
                            + classes.getArrayElement(0).getMember("name")
                            + ": export the one whose instances are connections as default",
                    null);
        }
        return classes.getArraySize() == 0 ? null : classes.getArrayElement(0);
    }

    /**
     * A function and the object that it is called on.
     *
     * @param function the function
     * @param owner {@code this} in it; undefined for a function that stands alone
     */
    record OwnedFunction(Value function, Value owner) {}
}
