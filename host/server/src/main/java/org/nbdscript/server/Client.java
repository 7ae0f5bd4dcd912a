package org.nbdscript.server;

import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Peer;

/**
 * Somebody who has connected.
 *
 * @param transport the bytes from and to it
 * @param peer who it is, as far as is known
 * @param transmission what it knows of an export, if its handshake is over; null if that is yet to come
 */
record Client(Transport transport, Peer peer, @Nullable PresetTransmission transmission) {}
