package org.nbdscript.api;

import java.util.List;

/** What a filter makes of the parameters for the layers below it. */
@FunctionalInterface
public interface ParameterPassing {
    /**
     * Says what parameters the layers below share. Runs before {@link Layer#configure} of any layer; what it returns is
     * parsed and checked as what a user gives is.
     *
     * @param own the filter's own
     * @param given those that neither the filter nor a layer above it declares, in the order of the command line
     * @return what the layers below get instead: as they are, changed, more of them or fewer
     * @throws IllegalArgumentException if they do not fit; the message says which and why
     */
    List<GivenParameter> pass(ParameterValues own, List<GivenParameter> given);
}
