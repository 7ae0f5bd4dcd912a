/**
 * Scripts in Groovy. {@link org.nbdscript.groovy.GroovyLanguage} loads a file: its functions, or its connection class,
 * become method handles that take the request's buffer without a copy.
 */
@org.jspecify.annotations.NullMarked
package org.nbdscript.groovy;
