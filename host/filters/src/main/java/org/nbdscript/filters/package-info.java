/** The built-in filters: a class that ends in {@code Filter} for each, and one for the disk that it opens. */
@org.jspecify.annotations.NullMarked
package org.nbdscript.filters;
