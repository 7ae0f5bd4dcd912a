/**
 * What lies between a server and a plugin: the stack of layers, the guard around each, what is emulated and serialized
 * for it; the registry that finds plugins and loads scripts; the binding of parameters; and the log of failures.
 */
@org.jspecify.annotations.NullMarked
package org.nbdscript.engine;
