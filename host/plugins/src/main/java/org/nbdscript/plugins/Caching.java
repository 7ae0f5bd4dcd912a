package org.nbdscript.plugins;

import org.nbdscript.posix.Fadvise;

/**
 * How the kernel shall cache a file.
 *
 * @param advice the order of access to expect
 * @param evicts whether what was read and written shall leave the page cache
 */
record Caching(Fadvise.Advice advice, boolean evicts) {}
