package org.nbdscript.tests.contract;

class GroovyContractTest extends ScriptContract {
    GroovyContractTest() {
        super("groovy", ".groovy");
    }
}
