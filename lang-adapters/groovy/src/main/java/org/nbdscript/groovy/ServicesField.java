package org.nbdscript.groovy;

import java.lang.reflect.Modifier;
import org.codehaus.groovy.ast.ClassHelper;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.ast.InnerClassNode;
import org.codehaus.groovy.ast.expr.ArgumentListExpression;
import org.codehaus.groovy.ast.expr.ClassExpression;
import org.codehaus.groovy.ast.expr.StaticMethodCallExpression;
import org.codehaus.groovy.classgen.GeneratorContext;
import org.codehaus.groovy.control.CompilePhase;
import org.codehaus.groovy.control.SourceUnit;
import org.codehaus.groovy.control.customizers.CompilationCustomizer;

/**
 * Gives every class of a script the static field {@code nbdscript}: unlike a variable of the binding, classes, static
 * methods and {@code @CompileStatic} code see it too.
 */
final class ServicesField extends CompilationCustomizer {
    private static final String NAME = "nbdscript";
    private static final ClassNode TYPE = ClassHelper.make(GroovyServices.class);

    ServicesField() {
        super(CompilePhase.CONVERSION);
    }

    @Override
    public void call(SourceUnit source, GeneratorContext context, ClassNode type) {
        if (type.isInterface() || type.isEnum() || type instanceof InnerClassNode || isTrait(type)) {
            return;
        }
        if (type.getField(NAME) == null && type.getProperty(NAME) == null) {
            int modifiers = Modifier.PUBLIC | Modifier.STATIC | Modifier.FINAL;
            type.addField(
                    NAME,
                    modifiers,
                    TYPE,
                    new StaticMethodCallExpression(TYPE, "of", new ArgumentListExpression(new ClassExpression(type))));
        }
    }

    private static boolean isTrait(ClassNode type) {
        return type.getAnnotations().stream()
                .anyMatch(annotation ->
                        annotation.getClassNode().getNameWithoutPackage().equals("Trait"));
    }
}
