package org.nbdscript.tests.contract;

class JavaScriptContractTest extends ScriptContract {
    JavaScriptContractTest() {
        super("javascript", ".js");
    }
}
