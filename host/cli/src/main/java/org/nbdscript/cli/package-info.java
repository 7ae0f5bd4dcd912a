/** The command line and the wiring of everything that it names. */
@org.jspecify.annotations.NullMarked
package org.nbdscript.cli;
