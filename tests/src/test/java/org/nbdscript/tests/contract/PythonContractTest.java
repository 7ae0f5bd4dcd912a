package org.nbdscript.tests.contract;

class PythonContractTest extends ScriptContract {
    PythonContractTest() {
        super("python", ".py");
    }
}
