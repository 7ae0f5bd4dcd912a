package org.nbdscript.tests.contract;

class JavaContractTest extends PluginContract {
    @Override
    String plugin(String name) {
        return "contract-" + name;
    }
}
