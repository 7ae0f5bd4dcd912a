/**
 * The wire: every constant, header and payload of the NBD protocol, without sockets or threads.
 *
 * <p>All numbers are big-endian, so every {@link java.nio.ByteBuffer} given to this module must be in its default byte
 * order. Sections named in the Javadoc are those of the <a
 * href="https://github.com/NetworkBlockDevice/nbd/blob/master/doc/proto.md">specification, doc/proto.md</a>; what
 * concerns extended headers is on its branch {@code extension-ext-header}. This package has what both phases share, the
 * others have one phase each.
 */
@org.jspecify.annotations.NullMarked
package org.nbdscript.protocol;
