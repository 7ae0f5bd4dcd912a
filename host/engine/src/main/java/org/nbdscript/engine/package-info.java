/** The stack of layers over a disk, the guard around each layer, and the registry that finds them. */
@org.jspecify.annotations.NullMarked
package org.nbdscript.engine;
