/** The built-in plugins. */
@org.jspecify.annotations.NullMarked
package org.nbdscript.plugins;
