/**
 * Inputs that a machine makes up, for what reads bytes from the network.
 *
 * <p>Each class has one test, since Jazzer looks for inputs of one test in a JVM. The inputs beside the tests' classes
 * are those that each build runs. {@code tests/fuzz/run} looks for others; one that fails is kept there by giving it a
 * name.
 */
@NullMarked
package org.nbdscript.fuzz;

import org.jspecify.annotations.NullMarked;
