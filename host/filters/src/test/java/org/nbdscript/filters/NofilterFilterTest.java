package org.nbdscript.filters;

import org.nbdscript.api.Filter;

class NofilterFilterTest extends FilterContract {
    @Override
    protected Filter filter() {
        return new NofilterFilter();
    }
}
