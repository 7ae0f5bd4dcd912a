package org.nbdscript.api.spi;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Callback;
import org.nbdscript.api.ConnectionContext;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Export;
import org.nbdscript.api.Filter;
import org.nbdscript.api.GivenParameter;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.Next;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.ParameterPassing;
import org.nbdscript.api.ParameterValues;

/** The filter that a script is: the same for all languages. What the script does not define passes. */
public final class ScriptFilter extends ScriptLayer implements Filter {
    /** What the script uses apart from any connection. */
    private @Nullable ScriptNext background;

    private ScriptFilter(ScriptLanguage language, Script script, HostServices services) {
        super(language, script, services);
    }

    /**
     * Loads a script and checks it.
     *
     * @throws org.nbdscript.api.ScriptException with all that is wrong with the script
     */
    public static ScriptFilter load(ScriptLanguage language, Path file, HostServices services) {
        Script script = language.load(file, services);
        CallbackCheck.check(script, true).forEach(services::warn);
        return new ScriptFilter(language, script, services);
    }

    @Override
    public @Nullable ParameterPassing parameterPassing() {
        return calls().defines(Callback.PASS_PARAMETERS) ? this::passParameters : null;
    }

    private List<GivenParameter> passParameters(ParameterValues own, List<GivenParameter> given) {
        List<List<String>> pairs = given.stream()
                .map(parameter -> List.of(Objects.requireNonNullElse(parameter.key(), ""), parameter.text()))
                .toList();
        Object result = callIfDefined(Callback.PASS_PARAMETERS, withDisks(own), pairs);
        return result == null ? given : calls().convert(Callback.PASS_PARAMETERS, result, PassedParameters::of);
    }

    @Override
    public void afterFork(Next next) {
        background = new ScriptNext(next, null);
        callIfDefined(Callback.AFTER_FORK, background);
    }

    @Override
    public void cleanup() {
        try {
            super.cleanup();
        } finally {
            if (background != null) {
                background.end();
            }
        }
    }

    @Override
    public void preconnect(ConnectionContext context, Next next) {
        if (calls().defines(Callback.PRECONNECT)) {
            calls().call(context, Callback.PRECONNECT, ignored -> true, context, new ScriptNext(next, context));
        } else {
            next.preconnect(context);
        }
    }

    @Override
    public List<Export> listExports(ConnectionContext context, Next next) {
        return calls().defines(Callback.LIST_EXPORTS)
                ? calls().call(
                                context,
                                Callback.LIST_EXPORTS,
                                CallbackResult::exports,
                                context,
                                new ScriptNext(next, context))
                : next.listExports(context);
    }

    @Override
    public @Nullable String defaultExport(ConnectionContext context, Next next) {
        return calls().defines(Callback.DEFAULT_EXPORT)
                ? calls().<@Nullable String>call(
                                context,
                                Callback.DEFAULT_EXPORT,
                                CallbackResult::text,
                                context,
                                new ScriptNext(next, context))
                : next.defaultExport(context);
    }

    @Override
    public boolean requiresTls(String exportName, ConnectionContext context, Next next) {
        return calls().defines(Callback.REQUIRES_TLS)
                ? calls().call(
                                context,
                                Callback.REQUIRES_TLS,
                                CallbackResult::bool,
                                exportName,
                                context,
                                new ScriptNext(next, context))
                : next.requiresTls(exportName, context);
    }

    @Override
    public Disk open(OpenContext context, Next next) {
        ScriptNext below = new ScriptNext(next, context);
        try {
            Object target = Objects.requireNonNull(ScriptCalls.settle(context, script().open(context, below)));
            return ScriptFilterDisk.above(below, (ScriptTarget) target, this, context);
        } catch (RuntimeException | Error e) {
            endAfter(e, below);
            throw e;
        }
    }

    /** Calls that the script has started must have ended before the host closes what they are calls on. */
    private static void endAfter(Throwable failure, ScriptNext below) {
        try {
            below.end();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }
}
