/** What an author of a plugin or filter sees: plugins, disks, parameters, errors and the table of callbacks. */
@org.jspecify.annotations.NullMarked
package org.nbdscript.api;
