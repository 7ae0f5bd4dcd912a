/** Who a client is, as rules of access say it. */
@org.jspecify.annotations.NullMarked
package org.nbdscript.api.access;
