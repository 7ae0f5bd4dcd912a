/** Who may be a client: rules by address, network, user, group, machine and TLS name, and files of them. */
@org.jspecify.annotations.NullMarked
package org.nbdscript.server.access;
