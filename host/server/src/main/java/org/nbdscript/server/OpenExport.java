package org.nbdscript.server;

import org.nbdscript.api.Disk;

/**
 * An export that is open for one connection.
 *
 * @param name the canonical name
 * @param disk what it serves
 */
record OpenExport(String name, Disk disk) {}
