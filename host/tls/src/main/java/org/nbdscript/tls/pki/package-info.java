/** Makes credentials: an authority, the certificates that it issues, pre-shared keys. */
@org.jspecify.annotations.NullMarked
package org.nbdscript.tls.pki;
