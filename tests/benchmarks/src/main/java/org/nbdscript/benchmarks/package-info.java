/** What happens inside the JVM, measured by JMH without sockets and clients. */
@org.jspecify.annotations.NullMarked
package org.nbdscript.benchmarks;
