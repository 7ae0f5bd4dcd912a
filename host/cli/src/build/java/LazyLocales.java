import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.Set;
import java.util.TreeSet;

/**
 * Rewrites Jython's module {@code _locale}, which each start initializes for its exception: it looks at all locales of
 * the JDK, which takes a fifth of a start, for two constants that only few scripts need. Those are made where they are
 * used instead.
 */
final class LazyLocales {
    private static final String MODULE = "org/python/modules/_locale/_locale";
    private static final ClassDesc SYMBOLS = ClassDesc.of("org.python.modules._locale.DateSymbolJyLocale");
    private static final ClassDesc LOCALE = ClassDesc.of("java.util.Locale");
    private static final MethodTypeDesc OF_LOCALE = MethodTypeDesc.of(ConstantDescs.CD_void, LOCALE);

    private final Set<String> replaced = new TreeSet<>();

    private LazyLocales() {}

    /** Whether an entry of a library is the module. */
    static boolean isIn(String entry) {
        return entry.equals(MODULE + ".class");
    }

    /**
     * Rewrites the module.
     *
     * @throws IllegalStateException if it is not what was looked at when this was written
     */
    static byte[] rewritten(ClassFile classFile, byte[] bytes) {
        LazyLocales rewriting = new LazyLocales();
        byte[] result = classFile.transformClass(
                classFile.parse(bytes),
                ClassTransform.transformingMethodBodies(rewriting::isAffected, rewriting::rewrite));
        if (rewriting.replaced.size() != 4) {
            throw new IllegalStateException(
                    MODULE + " has changed: only found " + rewriting.replaced + " to be replaced");
        }
        return result;
    }

    private boolean isAffected(MethodModel method) {
        return Set.of("<clinit>", "isAvailableLocale", "getDateSymbolLocale")
                .contains(method.methodName().stringValue());
    }

    private void rewrite(CodeBuilder code, CodeElement element) {
        switch (element) {
            case InvokeInstruction call when is(call.method(), LOCALE, "getAvailableLocales") ->
                code.iconst_0().anewarray(LOCALE);
            case InvokeInstruction call when is(call.method(), SYMBOLS, "<init>") ->
                code.pop2().pop().aconst_null();
            case FieldInstruction get when isGetOf(get, "AVAILABLE_LOCALES") ->
                code.invokestatic(LOCALE, "getAvailableLocales", MethodTypeDesc.of(LOCALE.arrayType()))
                        .invokestatic(
                                ConstantDescs.CD_Set,
                                "of",
                                MethodTypeDesc.of(ConstantDescs.CD_Set, ConstantDescs.CD_Object.arrayType()),
                                true);
            case FieldInstruction get when isGetOf(get, "DEFAULT_LOCALE") ->
                code.new_(SYMBOLS)
                        .dup()
                        .invokestatic(LOCALE, "getDefault", MethodTypeDesc.of(LOCALE))
                        .invokespecial(SYMBOLS, "<init>", OF_LOCALE);
            default -> code.with(element);
        }
    }

    private boolean is(MemberRefEntry member, ClassDesc owner, String name) {
        boolean isIt = member.owner().asSymbol().equals(owner) && member.name().equalsString(name);
        if (isIt) {
            replaced.add(name);
        }
        return isIt;
    }

    private boolean isGetOf(FieldInstruction instruction, String name) {
        return instruction.opcode() == Opcode.GETSTATIC
                && is(instruction.field(), ClassDesc.ofInternalName(MODULE), name);
    }
}
