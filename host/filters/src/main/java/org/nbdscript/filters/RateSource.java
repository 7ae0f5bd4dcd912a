package org.nbdscript.filters;

/** Says what rate holds now. */
@FunctionalInterface
interface RateSource {
    /** In bits per second; 0 for no limit. */
    long bitsPerSecond();
}
