import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.Set;
import java.util.TreeSet;

/**
 * Lets Jython know its own built-in types by a list of their names. It asks each class for an annotation, and reading
 * the first ones has the JVM make classes for annotations, which takes a twelfth of a start.
 */
final class ExposedTypes {
    /** Where the list belongs in the library. */
    static final String LIST_ENTRY = "org/python/core/ExposedTypes.class";

    private static final String REGISTRY = "org/python/core/PyType$Registry.class";
    private static final ClassDesc ANNOTATION = ClassDesc.of("org.python.expose.ExposedType");
    private static final ClassDesc LIST = ClassDesc.of("org.python.core.ExposedTypes");
    private static final ClassDesc LOADER = ClassDesc.of("java.lang.ClassLoader");
    private static final MethodTypeDesc FIND =
            MethodTypeDesc.of(ConstantDescs.CD_Object, ConstantDescs.CD_Class, ConstantDescs.CD_Class);

    private final Set<String> names = new TreeSet<>();
    private int replaced;

    /** Whether an entry of a library is the class that asks. */
    static boolean isAskedForIn(String entry) {
        return entry.equals(REGISTRY);
    }

    /** Takes a class into the list if it has the annotation. */
    void note(ClassFile classFile, byte[] bytes) {
        ClassModel type = classFile.parse(bytes);
        type.findAttribute(Attributes.runtimeVisibleAnnotations())
                .filter(found -> found.annotations().stream()
                        .anyMatch(annotation -> annotation.classSymbol().equals(ANNOTATION)))
                .ifPresent(_ -> names.add(type.thisClass().asInternalName().replace('/', '.')));
    }

    boolean isEmpty() {
        return names.isEmpty();
    }

    /**
     * Rewrites the class that asks to look into the list.
     *
     * @throws IllegalStateException if it is not what was looked at when this was written
     */
    byte[] rewritten(ClassFile classFile, byte[] bytes) {
        byte[] result = classFile.transformClass(
                classFile.parse(bytes),
                ClassTransform.transformingMethodBodies(
                        method -> method.methodName().equalsString("isExposed"), this::rewrite));
        if (replaced != 1) {
            throw new IllegalStateException(REGISTRY + " has changed: it asks for annotations " + replaced + " times");
        }
        return result;
    }

    private void rewrite(CodeBuilder code, CodeElement element) {
        if (element instanceof InvokeInstruction call && call.name().equalsString("getAnnotation")) {
            code.invokestatic(LIST, "find", FIND);
            replaced++;
        } else {
            code.with(element);
        }
    }

    /** The class with the list. */
    byte[] list(ClassFile classFile) {
        return classFile.build(LIST, type -> type.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER)
                .withVersion(ClassFile.JAVA_8_VERSION, 0)
                .withField("NAMES", ConstantDescs.CD_Set, ClassFile.ACC_STATIC | ClassFile.ACC_FINAL)
                .withMethodBody(
                        ConstantDescs.CLASS_INIT_NAME, ConstantDescs.MTD_void, ClassFile.ACC_STATIC, this::makeNames)
                .withMethodBody("find", FIND, ClassFile.ACC_STATIC, ExposedTypes::find));
    }

    private void makeNames(CodeBuilder code) {
        code.loadConstant(names.size()).anewarray(ConstantDescs.CD_String);
        int index = 0;
        for (String name : names) {
            code.dup().loadConstant(index++).loadConstant(name).aastore();
        }
        code.invokestatic(
                        ConstantDescs.CD_Set,
                        "of",
                        MethodTypeDesc.of(ConstantDescs.CD_Set, ConstantDescs.CD_Object.arrayType()),
                        true)
                .putstatic(LIST, "NAMES", ConstantDescs.CD_Set)
                .return_();
    }

    /** The class itself if it is in the list, null if it is not; classes that others load are asked as before. */
    private static void find(CodeBuilder code) {
        MethodTypeDesc getLoader = MethodTypeDesc.of(LOADER);
        Label others = code.newLabel();
        Label none = code.newLabel();
        code.aload(0).invokevirtual(ConstantDescs.CD_Class, "getClassLoader", getLoader);
        code.loadConstant(LIST).invokevirtual(ConstantDescs.CD_Class, "getClassLoader", getLoader);
        code.if_acmpne(others);
        code.getstatic(LIST, "NAMES", ConstantDescs.CD_Set).aload(0);
        code.invokevirtual(ConstantDescs.CD_Class, "getName", MethodTypeDesc.of(ConstantDescs.CD_String));
        code.invokeinterface(
                ConstantDescs.CD_Set,
                "contains",
                MethodTypeDesc.of(ConstantDescs.CD_boolean, ConstantDescs.CD_Object));
        code.ifeq(none).aload(0).areturn();
        code.labelBinding(others);
        code.aload(0).invokevirtual(ConstantDescs.CD_Class, "getClassLoader", getLoader).ifnull(none);
        code.aload(0).aload(1);
        code.invokevirtual(
                ConstantDescs.CD_Class,
                "getAnnotation",
                MethodTypeDesc.of(ClassDesc.of("java.lang.annotation.Annotation"), ConstantDescs.CD_Class));
        code.areturn();
        code.labelBinding(none).aconst_null().areturn();
    }
}
