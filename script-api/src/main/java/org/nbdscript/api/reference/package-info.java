/** Makes the reference page and the editors' descriptions of the script API from its tables. */
@org.jspecify.annotations.NullMarked
package org.nbdscript.api.reference;
