package org.nbdscript.filters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.ConfinedFunction;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Filter;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.Next;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Parameter;
import org.nbdscript.api.ParameterSchema;
import org.nbdscript.api.ParameterType;
import org.nbdscript.api.ParameterValues;

/** Allows requests, refuses them, or drops the client, by rules or by a function of a script. */
public final class PolicyFilter implements Filter {
    private static final String FUNCTION = "allow";

    private final List<PolicyRule> rules = new ArrayList<>();
    private @Nullable HostServices services;
    private @Nullable ConfinedFunction script;
    private PolicyVerdict otherwise = PolicyVerdict.ALLOW;

    @Override
    public String name() {
        return "policy";
    }

    @Override
    public String description() {
        return "Allows requests, refuses them, or drops the client, by rules or by a script that can do nothing else.";
    }

    @Override
    public void load(HostServices host) {
        services = host;
    }

    @Override
    public ParameterSchema parameters() {
        return ParameterSchema.of(
                Parameter.builder("rule", ParameterType.STRING)
                        .repeatable(true)
                        .help("a rule, such as 'EPERM change touches=0-511'; the first one that matches decides")
                        .build(),
                Parameter.builder("rules", ParameterType.PATH)
                        .help("a file with a rule in each line, after those of rule; # begins a comment")
                        .build(),
                Parameter.builder("policy-script", ParameterType.PATH)
                        .help("a script in JavaScript whose function allow(request) decides where no rule does")
                        .build(),
                Parameter.builder("policy-statements", ParameterType.INT)
                        .range(1, Long.MAX_VALUE)
                        .defaultText("100000")
                        .help("how many statements of the script a call may take")
                        .build(),
                Parameter.builder("policy-time", ParameterType.DURATION)
                        .defaultText("100ms")
                        .help("how long a call may take")
                        .build(),
                Parameter.builder("policy-default", ParameterType.STRING)
                        .defaultText("allow")
                        .help("what becomes of requests that no rule matches: " + PolicyVerdict.SYNTAX)
                        .build());
    }

    @Override
    public void configure(ParameterValues values) {
        values.getList("rule").forEach(text -> rules.add(rule("rule", (String) text)));
        if (values.has("rules")) {
            readRules(values.getPath("rules"));
        }
        String word = values.getString("policy-default");
        PolicyVerdict verdict = PolicyVerdict.named(word);
        if (verdict == null) {
            throw new IllegalArgumentException(
                    "policy-default: expected " + PolicyVerdict.SYNTAX + ", got '" + word + "'");
        }
        otherwise = verdict;
        if (values.has("policy-script")) {
            Duration time = values.getDuration("policy-time");
            script = Objects.requireNonNull(services, "a filter is loaded first")
                    .confinedFunction(
                            values.getPath("policy-script"),
                            FUNCTION,
                            new ConfinedFunction.Limits(
                                    values.getLong("policy-statements"), Math.max(1, time.toMillis())));
        }
    }

    private static PolicyRule rule(String place, String text) {
        try {
            return PolicyRule.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(place + ": " + e.getMessage() + ", in '" + text.strip() + "'", e);
        }
    }

    private void readRules(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new IllegalArgumentException("rules: " + file + " cannot be read: " + e, e);
        }
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).replaceFirst("#.*", "").strip();
            if (!line.isEmpty()) {
                rules.add(rule(file + ":" + (i + 1), line));
            }
        }
    }

    @Override
    public Disk open(OpenContext context, Next next) {
        List<PolicyRule> concerning =
                rules.stream().filter(rule -> rule.concerns(context)).toList();
        Disk disk = next.open(context);
        return concerning.isEmpty() && script == null && otherwise.errno() == null
                ? disk
                : new PolicyDisk(disk, context, concerning, script, otherwise);
    }

    @Override
    public void unload() {
        if (script != null) {
            script.close();
        }
    }
}
