/** Listeners and connections: handshake, options and transmission over sockets. */
@org.jspecify.annotations.NullMarked
package org.nbdscript.server;
