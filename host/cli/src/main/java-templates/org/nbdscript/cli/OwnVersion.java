package org.nbdscript.cli;

/** The version of nbdscript, as a constant: a file on the class path would have to be looked for in the jars. */
final class OwnVersion {
    /** Such as {@code 1.2.3}. */
    static final String TEXT = "${project.version}";

    private OwnVersion() {}
}
