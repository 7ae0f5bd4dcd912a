package org.nbdscript.api.spi;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Callback;
import org.nbdscript.api.ConnectionContext;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Export;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Plugin;

/** The plugin that a script is: the same for all languages. */
public final class ScriptPlugin extends ScriptLayer implements Plugin {
    private ScriptPlugin(ScriptLanguage language, Script script, HostServices services) {
        super(language, script, services);
    }

    /**
     * Loads a script and checks it.
     *
     * @throws org.nbdscript.api.ScriptException with all that is wrong with the script
     */
    public static ScriptPlugin load(ScriptLanguage language, Path file, HostServices services) {
        Script script = language.load(file, services);
        CallbackCheck.check(script, false).forEach(services::warn);
        return new ScriptPlugin(language, script, services);
    }

    @Override
    public void afterFork() {
        callIfDefined(Callback.AFTER_FORK);
    }

    @Override
    public void preconnect(ConnectionContext context) {
        if (calls().defines(Callback.PRECONNECT)) {
            calls().call(context, Callback.PRECONNECT, ignored -> true, context);
        }
    }

    @Override
    public List<Export> listExports(ConnectionContext context) {
        return calls().defines(Callback.LIST_EXPORTS)
                ? calls().call(context, Callback.LIST_EXPORTS, CallbackResult::exports, context)
                : Plugin.super.listExports(context);
    }

    @Override
    public @Nullable String defaultExport(ConnectionContext context) {
        return calls().callOr("", context, Callback.DEFAULT_EXPORT, CallbackResult::text, context);
    }

    @Override
    public boolean requiresTls(String exportName, ConnectionContext context) {
        return calls().callOr(false, context, Callback.REQUIRES_TLS, CallbackResult::bool, exportName, context);
    }

    @Override
    public Disk open(OpenContext context) {
        Object target = Objects.requireNonNull(ScriptCalls.settle(context, script().open(context, null)));
        return new ScriptDisk(this, (ScriptTarget) target, context);
    }
}
