package org.nbdscript.api.reference;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.nbdscript.api.Callback;
import org.nbdscript.api.ParameterType;
import org.nbdscript.api.Service;

/** The reference page for authors, in Markdown. */
final class ReferencePage {
    private static final String INTRODUCTION = """
            # Callbacks, services and parameter types

            This page is made from the tables in the source (`Callback`, `Service` and `ParameterType` in `script-api`).

            A callback has one name a language: in Python with underscores, in JavaScript and Groovy in camel case.
            Trailing parameters may be left out. Where `open` returns a value that is not an object with callbacks, that
            value comes first in every call for the disk. Any callback may return a promise or a future instead of its
            result.
            """;

    private static final String NEXT = """
            .

            `next.pread(buf, offset)` fills a buffer and returns it; `next.pread(count, offset)` returns new bytes. `next` is opened when it
            is first used. `next.open(export_name, readonly)` before that says what is opened; later it opens another one, which it returns.
            All are closed with the connection.

            These functions wait. `next.promises` has the same ones, which start what they do and give a promise of the result: a `Promise`
            in JavaScript, a `CompletableFuture` in Python and Groovy. It fails with the errno and text of what has failed below: in
            JavaScript an `NbdError` with `code` and `message`, else an `NbdException` with `errno()` and `text()`. What `pwrite` is given
            is taken at once; what `pread` is given is filled when the promise is settled. In Python, `thenApply`, `thenCompose` and
            `exceptionally` of these promises, and of those they return, take functions.
            """;

    private ReferencePage() {}

    static String text() {
        StringBuilder page = new StringBuilder(INTRODUCTION);
        section(page, "Callbacks of the plugin", Callback.Scope.PLUGIN);
        section(page, "Callbacks of the open disk", Callback.Scope.DISK);
        filters(page);
        page.append("\n## Services\n\nFunctions of `nbdscript`, which every script has.\n\n")
                .append("| Python | JavaScript, Groovy | gives | does |\n| --- | --- | --- | --- |\n");
        for (Service service : Service.values()) {
            String parameters = "(" + names(service.arguments()) + ")";
            row(page, service.snakeCase(), service.camelCase(), parameters, service.result(), service.documentation());
        }
        page.append("\n## Types of parameters\n\n| type | expected |\n| --- | --- |\n");
        for (ParameterType type : ParameterType.values()) {
            page.append("| `%s` | %s |\n".formatted(type, type.expected()));
        }
        return page.toString();
    }

    private static void section(StringBuilder page, String title, Callback.Scope scope) {
        page.append("\n## ")
                .append(title)
                .append("\n\n| Python | JavaScript, Groovy | returns | does |\n| --- | --- | --- | --- |\n");
        for (Callback callback : Callback.values()) {
            if (callback.scope() == scope) {
                String required = callback.isRequired() ? " **Required.**" : "";
                String parameters = "(" + names(callback.arguments()) + ")";
                row(
                        page,
                        callback.snakeCase(),
                        callback.camelCase(),
                        parameters,
                        callback.result(),
                        callback.documentation() + required);
            }
        }
    }

    private static void filters(StringBuilder page) {
        page.append(
                        "\n## Callbacks of a filter\n\nAll of the above, none of which is required. These are given `next`, what lies")
                .append(
                        " below the filter; methods of an object\nare not, since `open` or the constructor was given it.\n\n")
                .append("| Python | JavaScript, Groovy |\n| --- | --- |\n");
        for (Callback callback : Callback.values()) {
            if (callback.takesNext()) {
                page.append("| `%s(%s)` | `%s` |\n"
                        .formatted(callback.snakeCase(), names(callback.filterArguments()), callback.camelCase()));
            }
        }
        page.append("\nWhere `open` returns a value that is not an object with callbacks, it comes after `next`.\n")
                .append(
                        "\n## Functions of next\n\nWhat lies below, and a parameter of type `disk`, have a function of the")
                .append(" same name for each of these, with the callback's\nparameters without `context`: ")
                .append(Arrays.stream(Callback.values())
                        .filter(Callback::isOfNext)
                        .map(callback -> "`" + callback.snakeCase() + "`")
                        .collect(Collectors.joining(", ")))
                .append(NEXT);
    }

    private static void row(
            StringBuilder page, String snakeCase, String camelCase, String parameters, String result, String text) {
        page.append("| `%s%s` | `%s` | %s | %s |\n"
                .formatted(snakeCase, parameters, camelCase, result.replace("none", "–"), text));
    }

    static String names(List<Callback.Argument> arguments) {
        return arguments.stream().map(Callback.Argument::name).collect(Collectors.joining(", "));
    }
}
