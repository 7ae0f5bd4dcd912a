/**
 * What an adapter of a language implements, and what all adapters share: the check of a script's callbacks, the
 * conversion of what they return, and the plugin and disk made of them.
 */
@org.jspecify.annotations.NullMarked
package org.nbdscript.api.spi;
