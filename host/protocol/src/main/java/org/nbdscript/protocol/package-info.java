/** The wire: every constant, header and payload of the NBD protocol, without sockets or threads. */
@org.jspecify.annotations.NullMarked
package org.nbdscript.protocol;
