package org.nbdscript.javascript;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.graalvm.polyglot.proxy.ProxyObject;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.ValueParser;

/** What {@code prelude.js} needs of Java: the parameter {@code host} there. */
final class HostFunctions {
    private static final double NANOS_PER_SECOND = 1e9;

    private final HostServices services;
    private final GuestContext context;
    private final EventLoop loop;
    private final CommonJsFiles files;
    private final Map<String, Object> functions = new HashMap<>();

    HostFunctions(HostServices services, GuestContext context, EventLoop loop, CommonJsFiles files) {
        this.services = services;
        this.context = context;
        this.loop = loop;
        this.files = files;
        addOutput();
        addTimers();
        addServices();
        addStages();
        addFiles();
        addText();
    }

    ProxyObject toGuest() {
        return ProxyObject.fromMap(functions);
    }

    private void add(String name, ProxyExecutable function) {
        functions.put(name, function);
    }

    private void addOutput() {
        addOutput("print", services::print);
        addOutput("debug", services::debug);
        addOutput("warn", services::warn);
        addOutput("error", services::error);
        add("reportError", arguments -> report(context.rejection(arguments[0])));
    }

    private void addOutput(String name, Consumer<String> output) {
        add(name, arguments -> {
            output.accept(Arrays.stream(arguments).map(HostFunctions::display).collect(Collectors.joining(" ")));
            return null;
        });
    }

    private static String display(Value value) {
        if (value.isString()) {
            return value.asString();
        }
        Value stack = value.isException() && value.hasMembers() ? value.getMember("stack") : null;
        return stack != null && stack.isString() ? stack.asString() : value.toString();
    }

    private @Nullable Object report(NbdException failure) {
        report(services, failure);
        return null;
    }

    /** Logs a failure that belongs to no call. */
    static void report(HostServices services, NbdException failure) {
        String place = failure.position() == null ? "" : failure.position() + ": ";
        services.error(place + failure.text());
    }

    private void addTimers() {
        add("setTimeout", arguments -> startTimer(arguments, false));
        add("setInterval", arguments -> startTimer(arguments, true));
        add("clearTimer", arguments -> {
            if (arguments.length > 0 && arguments[0].fitsInInt()) {
                loop.clearTimer(arguments[0].asInt());
            }
            return null;
        });
    }

    private int startTimer(Value[] arguments, boolean repeats) {
        if (arguments.length == 0 || !arguments[0].canExecute()) {
            throw new IllegalArgumentException("expected a function to call, got "
                    + (arguments.length == 0 ? "nothing" : arguments[0].toString()));
        }
        Value callback = arguments[0];
        double milliseconds = arguments.length > 1 && arguments[1].fitsInDouble() ? arguments[1].asDouble() : 0;
        Object[] rest = Arrays.stream(arguments).skip(2).toArray();
        return loop.startTimer(milliseconds, repeats, () -> callback.executeVoid(rest));
    }

    private void addServices() {
        add("parseSize", arguments -> HostValues.number(ValueParser.size(text(arguments))));
        add("parseDuration", arguments -> ValueParser.duration(text(arguments)).toNanos() / NANOS_PER_SECOND);
        add("parseProbability", arguments -> ValueParser.probability(text(arguments)));
        add("parseBool", arguments -> ValueParser.bool(text(arguments)));
        add("debugFlag", arguments -> services.debugFlag(text(arguments)));
        add("name", arguments -> services.serverName());
        add("readPassword", arguments -> services.readPassword(text(arguments)));
        add("sizeChanged", arguments -> {
            services.sizeChanged();
            return null;
        });
        add("shutdown", arguments -> {
            services.shutdown();
            return null;
        });
    }

    private static String text(Value[] arguments) {
        if (arguments.length == 0) {
            throw new IllegalArgumentException("expected a string, got nothing");
        }
        return arguments[0].isString() ? arguments[0].asString() : arguments[0].toString();
    }

    /** Java's promises complete on threads of their own: what waits for them goes on in the context. */
    private void addStages() {
        functions.put("javaObject", new Object());
        add("isStage", arguments -> HostValues.asStage(arguments[0]) != null);
        add("whenComplete", arguments -> {
            CompletionStage<?> stage = HostValues.asStage(arguments[0]);
            Value resolve = arguments[1];
            Value reject = arguments[2];
            if (stage != null) {
                stage.whenComplete((value, failure) -> loop.execute(() -> {
                    if (failure == null) {
                        resolve.executeVoid(value);
                    } else {
                        reject.executeVoid(context.failure(failure));
                    }
                }));
            }
            return null;
        });
    }

    private void addFiles() {
        add(
                "resolveModule",
                arguments -> files.resolve(Path.of(arguments[0].asString()), arguments[1].asString())
                        .toString());
        add("directoryOf", arguments -> String.valueOf(Path.of(text(arguments)).getParent()));
        add("readText", arguments -> read(Path.of(text(arguments))));
        add("compileModule", arguments -> context.eval(files.source(Path.of(text(arguments)))));
    }

    private void addText() {
        add("encodeText", arguments -> ByteBuffer.wrap(text(arguments).getBytes(StandardCharsets.UTF_8)));
        add("decodeText", arguments -> new String(GuestValues.bytes(arguments[0]), StandardCharsets.UTF_8));
    }

    private static String read(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
