package org.nbdscript.groovy;

import static org.codehaus.groovy.ast.tools.GeneralUtils.args;
import static org.codehaus.groovy.ast.tools.GeneralUtils.callX;
import static org.codehaus.groovy.ast.tools.GeneralUtils.classX;
import static org.codehaus.groovy.ast.tools.GeneralUtils.fieldX;
import static org.codehaus.groovy.ast.tools.GeneralUtils.param;
import static org.codehaus.groovy.ast.tools.GeneralUtils.propX;
import static org.codehaus.groovy.ast.tools.GeneralUtils.stmt;

import java.lang.reflect.Modifier;
import org.codehaus.groovy.ast.ClassHelper;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.ast.FieldNode;
import org.codehaus.groovy.ast.InnerClassNode;
import org.codehaus.groovy.ast.Parameter;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.classgen.GeneratorContext;
import org.codehaus.groovy.control.CompilePhase;
import org.codehaus.groovy.control.SourceUnit;
import org.codehaus.groovy.control.customizers.CompilationCustomizer;

/**
 * Gives every class of a script the static field {@code nbdscript}: unlike a variable of the binding, classes, static
 * methods and {@code @CompileStatic} code see it too. What a class prints goes there, as what the top level prints
 * does; Groovy's own methods would write to the program's standard output.
 */
final class InjectedServices extends CompilationCustomizer {
    private static final String NAME = "nbdscript";
    private static final ClassNode TYPE = ClassHelper.make(GroovyServices.class);

    InjectedServices() {
        super(CompilePhase.CONVERSION);
    }

    @Override
    public void call(SourceUnit source, GeneratorContext context, ClassNode type) {
        if (type.isInterface() || type.isEnum() || type instanceof InnerClassNode || isTrait(type)) {
            return;
        }
        if (type.getField(NAME) != null || type.getProperty(NAME) != null) {
            return;
        }
        FieldNode services =
                type.addField(NAME, Modifier.PUBLIC | Modifier.STATIC | Modifier.FINAL, TYPE, servicesOf(type));
        // A script has these methods; a class that extends another may have them.
        if (!type.isScript() && ClassHelper.isObjectType(type.getUnresolvedSuperClass(false))) {
            addPrinting(type, services, "println");
            addPrinting(type, services, "println", param(ClassHelper.OBJECT_TYPE, "value"));
            addPrinting(type, services, "print", param(ClassHelper.OBJECT_TYPE, "value"));
            addPrinting(
                    type,
                    services,
                    "printf",
                    param(ClassHelper.STRING_TYPE, "format"),
                    param(ClassHelper.OBJECT_TYPE.makeArray(), "values"));
        }
    }

    /** {@code GroovyServices.of(type)}, which is linked as Java's are: each class is initialized by it. */
    private static MethodCallExpression servicesOf(ClassNode type) {
        MethodCallExpression call = callX(classX(TYPE), "of", args(classX(type)));
        call.setMethodTarget(TYPE.getDeclaredMethod("of", new Parameter[] {param(ClassHelper.CLASS_Type, "type")}));
        return call;
    }

    private static void addPrinting(ClassNode type, FieldNode services, String name, Parameter... parameters) {
        if (type.getDeclaredMethod(name, parameters) == null) {
            MethodCallExpression call = callX(propX(fieldX(services), "out"), name, args(parameters));
            call.setImplicitThis(false);
            type.addMethod(
                    name,
                    Modifier.PUBLIC | Modifier.STATIC,
                    ClassHelper.VOID_TYPE,
                    parameters,
                    ClassNode.EMPTY_ARRAY,
                    stmt(call));
        }
    }

    private static boolean isTrait(ClassNode type) {
        return type.getAnnotations().stream()
                .anyMatch(annotation ->
                        annotation.getClassNode().getNameWithoutPackage().equals("Trait"));
    }
}
