package org.nbdscript.server;

import java.net.SocketAddress;

/**
 * Where a server is bound.
 *
 * @param address an InetSocketAddress, a UnixDomainSocketAddress, whose path is empty if it has no file, or a
 *     VsockAddress
 * @param origin what it was configured as
 */
public record BoundAddress(SocketAddress address, ListenAddress origin) {}
