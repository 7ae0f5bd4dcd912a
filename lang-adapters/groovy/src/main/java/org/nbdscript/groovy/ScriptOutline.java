package org.nbdscript.groovy;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.codehaus.groovy.ast.AnnotatedNode;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.ast.ModuleNode;
import org.codehaus.groovy.ast.expr.BinaryExpression;
import org.codehaus.groovy.ast.expr.DeclarationExpression;
import org.codehaus.groovy.ast.expr.VariableExpression;
import org.codehaus.groovy.ast.stmt.ExpressionStatement;
import org.codehaus.groovy.ast.stmt.Statement;
import org.codehaus.groovy.classgen.GeneratorContext;
import org.codehaus.groovy.control.CompilePhase;
import org.codehaus.groovy.control.SourceUnit;
import org.codehaus.groovy.control.customizers.CompilationCustomizer;
import org.nbdscript.api.ScriptPosition;

/** Where a script's file defines what: taken from its syntax tree, since classes keep the lines of statements only. */
final class ScriptOutline extends CompilationCustomizer {
    private final String sourceName;
    private final String file;
    private final Map<String, Map<String, Integer>> classes = new LinkedHashMap<>();
    private final Map<String, Integer> classLines = new LinkedHashMap<>();
    private final Map<String, Integer> variables = new LinkedHashMap<>();
    private final Map<String, Integer> locals = new LinkedHashMap<>();

    /**
     * An outline to be filled by the compilation.
     *
     * @param sourceName the compiler's name of the script's source: others are of files beside it
     * @param file as the user named it
     */
    ScriptOutline(String sourceName, String file) {
        super(CompilePhase.CONVERSION);
        this.sourceName = sourceName;
        this.file = file;
    }

    /** Writes what {@link #read} reads. */
    void write(DataOutput out) throws IOException {
        out.writeInt(classes.size());
        for (Map.Entry<String, Map<String, Integer>> type : classes.entrySet()) {
            out.writeUTF(type.getKey());
            writeLines(out, type.getValue());
        }
        writeLines(out, classLines);
        writeLines(out, variables);
        writeLines(out, locals);
    }

    private static void writeLines(DataOutput out, Map<String, Integer> lines) throws IOException {
        out.writeInt(lines.size());
        for (Map.Entry<String, Integer> line : lines.entrySet()) {
            out.writeUTF(line.getKey());
            out.writeInt(line.getValue());
        }
    }

    /** Takes what an outline of the same source has written, instead of a compilation. */
    void read(DataInput in) throws IOException {
        for (int left = in.readInt(); left > 0; left--) {
            Map<String, Integer> members = new LinkedHashMap<>();
            classes.put(in.readUTF(), members);
            readLines(in, members);
        }
        readLines(in, classLines);
        readLines(in, variables);
        readLines(in, locals);
    }

    private static void readLines(DataInput in, Map<String, Integer> lines) throws IOException {
        for (int left = in.readInt(); left > 0; left--) {
            lines.put(in.readUTF(), in.readInt());
        }
    }

    /** The names of the classes in the file, in its order. */
    Set<String> classNames() {
        return classes.keySet();
    }

    /** The variables that the top level declares for itself alone, and where. */
    Map<String, Integer> locals() {
        return locals;
    }

    /** Whether the file itself says a method or property of a class, so that it is not made by the compiler. */
    boolean declares(Class<?> type, String name) {
        return classes.getOrDefault(type.getName(), Map.of()).containsKey(name);
    }

    /** Where a class declares a method or property; the class if it does not itself. */
    ScriptPosition member(Class<?> type, String name) {
        int line = classes.getOrDefault(type.getName(), Map.of())
                .getOrDefault(name, classLines.getOrDefault(type.getName(), 0));
        return position(line);
    }

    /** Where the top level sets a variable. */
    ScriptPosition variable(String name) {
        return position(variables.getOrDefault(name, 0));
    }

    ScriptPosition position(int line) {
        return new ScriptPosition(file, Math.max(line, 0));
    }

    @Override
    public void call(SourceUnit source, GeneratorContext context, ClassNode type) {
        if (!source.getName().equals(sourceName)) {
            return;
        }
        Map<String, Integer> members = new LinkedHashMap<>();
        type.getMethods().forEach(method -> note(members, method.getName(), method));
        type.getProperties().forEach(property -> {
            String name = property.getName();
            note(members, name, property);
            note(members, "get" + Character.toUpperCase(name.charAt(0)) + name.substring(1), property);
        });
        classes.put(type.getName(), members);
        classLines.put(type.getName(), type.getLineNumber());
        if (type.isScript()) {
            noteTopLevel(source.getAST());
        }
    }

    private static void note(Map<String, Integer> lines, String name, AnnotatedNode node) {
        if (node.getLineNumber() > 0) {
            lines.putIfAbsent(name, node.getLineNumber());
        }
    }

    private void noteTopLevel(ModuleNode module) {
        for (Statement statement : module.getStatementBlock().getStatements()) {
            if (statement instanceof ExpressionStatement expression
                    && expression.getExpression() instanceof BinaryExpression assignment
                    && assignment.getLeftExpression() instanceof VariableExpression variable) {
                boolean local = assignment instanceof DeclarationExpression declaration && !isField(declaration);
                note(local ? locals : variables, variable.getName(), assignment);
            }
        }
    }

    private static boolean isField(DeclarationExpression declaration) {
        return declaration.getAnnotations().stream()
                .map(annotation -> annotation.getClassNode().getNameWithoutPackage())
                .anyMatch(name -> name.equals("Field"));
    }
}
