package org.nbdscript.filters;

/**
 * How long heads take to move: a parabola through three times that are known.
 *
 * @param least to the next track, in nanoseconds
 * @param half over half of the tracks
 * @param most over all tracks
 */
record SeekTimes(long least, long half, long most) {
    /**
     * The time for a distance.
     *
     * @param distance the part of all tracks, 0 to 1
     */
    long nanos(double distance) {
        double bend = 2.0 * (least + most) - 4.0 * half;
        double slope = most - least - bend;
        return Math.max(0, Math.round(least + slope * distance + bend * distance * distance));
    }
}
