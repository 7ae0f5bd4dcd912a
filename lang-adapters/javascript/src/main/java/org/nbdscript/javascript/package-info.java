/** Scripts in JavaScript, run by GraalJS. */
@org.jspecify.annotations.NullMarked
package org.nbdscript.javascript;
