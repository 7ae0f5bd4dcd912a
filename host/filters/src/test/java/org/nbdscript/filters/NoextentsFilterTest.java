package org.nbdscript.filters;

import org.nbdscript.api.Filter;

class NoextentsFilterTest extends FilterContract {
    @Override
    protected Filter filter() {
        return new NoextentsFilter();
    }
}
