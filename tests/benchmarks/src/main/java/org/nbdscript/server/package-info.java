/** Benchmarks of what only the server's own package sees. */
@org.jspecify.annotations.NullMarked
package org.nbdscript.server;
