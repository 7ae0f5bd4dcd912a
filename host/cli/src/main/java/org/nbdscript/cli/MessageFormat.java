package org.nbdscript.cli;

import java.util.List;

/** Makes of an event the lines that a log gets. */
@FunctionalInterface
interface MessageFormat {
    /** One line or more, without their ends. */
    List<String> lines(MessageLevel level, String message);
}
