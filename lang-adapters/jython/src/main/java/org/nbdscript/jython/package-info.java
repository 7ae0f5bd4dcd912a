/** Scripts in Python 2.7, run by Jython. */
@org.jspecify.annotations.NullMarked
package org.nbdscript.jython;
