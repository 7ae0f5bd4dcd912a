/** Scripts in Groovy. */
@org.jspecify.annotations.NullMarked
package org.nbdscript.groovy;
