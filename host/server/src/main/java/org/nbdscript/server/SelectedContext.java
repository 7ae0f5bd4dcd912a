package org.nbdscript.server;

import org.nbdscript.protocol.BaseAllocation;

/**
 * A metadata context that a client has selected.
 *
 * @param id what block status chunks call it
 * @param name its namespace, a colon and its leaf name
 */
record SelectedContext(int id, String name) {
    /** What block status chunks call {@code base:allocation}. */
    static final int BASE_ALLOCATION_ID = 1;

    static final SelectedContext BASE_ALLOCATION = new SelectedContext(BASE_ALLOCATION_ID, BaseAllocation.NAME);

    /** Whether it is {@code base:allocation}, which each disk has. */
    boolean isBaseAllocation() {
        return id == BASE_ALLOCATION_ID;
    }
}
