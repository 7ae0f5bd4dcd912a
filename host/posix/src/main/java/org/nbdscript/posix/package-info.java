/** The libc calls that the JDK lacks, one small class a call. */
@org.jspecify.annotations.NullMarked
package org.nbdscript.posix;
